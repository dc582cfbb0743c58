import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { get } from '../state/api.ts';
import { usePage } from '../state/page-context.ts';
import { Icon } from '../ui/icon.tsx';

interface SampleImage {
  name: string;
  title: string;
  picture: string;
}

/** Pictures that the sandbox hosts, and files of this machine. */
export function Images({ person, onDone }: { person: string; onDone: () => void }): JSX.Element {
  const { actions } = usePage();
  const [images, setImages] = useState<readonly SampleImage[]>([]);
  const picker = useRef<HTMLInputElement>(null);
  useEffect(() => {
    get<{ images: SampleImage[] }>('images').then(
      (answer) => setImages(answer.images),
      // No message here: the notice of the lost connection is already on screen.
      () => setImages([]),
    );
  }, []);

  const sendFile = async (file: File): Promise<void> => {
    const body = { name: file.name, mimeType: file.type || 'application/octet-stream', base64: await base64Of(file) };
    if (await actions.send(`people/${person}/file`, body)) onDone();
  };

  return (
    <fieldset class="popup images" aria-label="Pictures and files">
      {images.map(({ name, title, picture }) => (
        <button
          key={name}
          type="button"
          class="image-choice"
          aria-label={`Send the image: ${title}`}
          onClick={async () => {
            if (await actions.send(`people/${person}/image`, { picture: name })) onDone();
          }}
        >
          <img src={picture} alt="" width="72" height="72" />
        </button>
      ))}
      <button type="button" class="button" onClick={() => picker.current?.click()}>
        <Icon name="upload" />A file of yours
      </button>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label="File to send"
        onChange={async ({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) await sendFile(file);
          // Cleared, because the browser reports a choice of the same file only after that.
          currentTarget.value = '';
        }}
      />
    </fieldset>
  );
}

/** The bytes of a file in base64. */
async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
