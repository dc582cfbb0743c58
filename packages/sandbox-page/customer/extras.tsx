import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { textsOf } from '../platform/platform-texts.ts';
import type { FaceView } from '../sandbox.ts';
import { get } from '../state/api.ts';
import { usePage } from '../state/page-context.ts';
import { Icon } from '../ui/icon.tsx';
import { usePopup } from '../ui/use-popup.ts';

interface SampleImage {
  name: string;
  title: string;
  picture: string;
}

/** What a person can do besides writing: send a picture, arrive by a link or an ad, read new messages. */
export function Extras({ person, unread }: { person: FaceView; unread: boolean }): JSX.Element {
  const { actions } = usePage();
  const { open, box, toggle, close } = usePopup<'images' | 'links'>();

  return (
    <div class="extras" ref={box}>
      <button type="button" class="button bare" aria-expanded={open === 'images'} onClick={toggle('images')}>
        <Icon name="image" />
        Image
      </button>
      <button type="button" class="button bare" aria-expanded={open === 'links'} onClick={toggle('links')}>
        <Icon name="link" />
        Link or ad
      </button>
      <span class="spring" />
      <button
        type="button"
        class="button bare"
        disabled={!unread}
        onClick={() => actions.send(`people/${person.id}/read`)}
      >
        <Icon name="check" />
        Mark as seen
      </button>
      {open === 'images' ? <Images person={person.id} onDone={close} /> : null}
      {open === 'links' ? <Links person={person.id} onDone={close} /> : null}
    </div>
  );
}

function Images({ person, onDone }: { person: string; onDone: () => void }): JSX.Element {
  const { actions } = usePage();
  const [images, setImages] = useState<readonly SampleImage[]>([]);
  useEffect(() => {
    get<{ images: SampleImage[] }>('images').then(
      (answer) => setImages(answer.images),
      // No message here: the notice of the lost connection is already on screen.
      () => setImages([]),
    );
  }, []);

  return (
    <fieldset class="popup images" aria-label="Images">
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
    </fieldset>
  );
}

function Links({ person, onDone }: { person: string; onDone: () => void }): JSX.Element {
  const { model, actions } = usePage();
  const [ref, setRef] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const ads = Object.keys(model.state?.ads ?? {});
  useEffect(() => field.current?.focus(), []);

  return (
    <div class="popup links">
      <form
        class="row"
        onSubmit={async (event) => {
          event.preventDefault();
          if (ref !== '' && (await actions.send(`people/${person}/link`, { ref }))) onDone();
        }}
      >
        <label class="field">
          {textsOf(model.state).ref}
          <input
            ref={field}
            class="input"
            type="text"
            list="known-refs"
            autocomplete="off"
            value={ref}
            onInput={({ currentTarget }) => setRef(currentTarget.value)}
          />
          <datalist id="known-refs">
            {Object.keys(model.state?.links ?? {}).map((known) => (
              <option key={known} value={known} />
            ))}
          </datalist>
        </label>
        <button type="submit" class="button" disabled={ref === ''}>
          Open link
        </button>
      </form>
      <div class="row">
        {ads.map((adId) => (
          <button
            key={adId}
            type="button"
            class="button"
            onClick={async () => {
              if (await actions.send(`people/${person}/ad`, { adId })) onDone();
            }}
          >
            Click ad {adId}
          </button>
        ))}
        <button
          type="button"
          class="button"
          onClick={async () => {
            if (await actions.send(`people/${person}/lead-ad`)) onDone();
          }}
        >
          Click a lead ad
        </button>
        <button
          type="button"
          class="button"
          disabled={model.thread?.inLeadAd !== true}
          onClick={async () => {
            if (await actions.send(`people/${person}/lead-ad/finish`)) onDone();
          }}
        >
          End its questions
        </button>
      </div>
    </div>
  );
}
