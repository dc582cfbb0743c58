import type { JSX } from 'preact';
import type { FileView } from '../sandbox.ts';
import { addressOf } from '../state/api.ts';
import { Icon } from '../ui/icon.tsx';
import { sizeText } from '../words.ts';

/** A file of a message that the sandbox serves: shown or played in the thread, or offered for saving. */
export function UploadedFile({ file }: { file: FileView | undefined }): JSX.Element {
  if (!file) return <p class="bubble media">This file is not kept any more.</p>;
  const { id, kind, size } = file;
  const name = file.name === '' ? 'A file without a name' : file.name;
  const address = addressOf(`uploads/${id}`);

  return (
    <figure class="upload">
      <Shown kind={kind} name={name} address={address} />
      <figcaption class="tiny quiet">
        <a href={address} download={name}>
          {kind === 'file' ? <Icon name="download" /> : null}
          {name}
        </a>
        , {sizeText(size)}
      </figcaption>
    </figure>
  );
}

function Shown(props: { kind: FileView['kind']; name: string; address: string }): JSX.Element | null {
  const { kind, name, address } = props;
  switch (kind) {
    case 'image':
      return <img class="photo" src={address} alt={name} width="160" height="100" />;
    case 'audio':
      // biome-ignore lint/a11y/useMediaCaption: the sender's file, which has no captions
      return <audio class="sound" src={address} controls preload="metadata" aria-label={name} />;
    case 'video':
      // biome-ignore lint/a11y/useMediaCaption: the sender's file, which has no captions
      return <video class="photo" src={address} controls preload="metadata" aria-label={name} />;
    case 'file':
      return null;
  }
}
