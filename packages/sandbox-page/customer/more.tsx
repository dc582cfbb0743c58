import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { textsOf } from '../platform/platform-texts.ts';
import type { ThreadView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';

/** How a person arrives: by a link or an ad. And what a sandbox can choose: the person's language, Get Started. */
export function More({ thread, onDone }: { thread: ThreadView; onDone: () => void }): JSX.Element {
  const person = thread.person.id;
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
          disabled={!thread.inLeadAd}
          onClick={async () => {
            if (await actions.send(`people/${person}/lead-ad/finish`)) onDone();
          }}
        >
          End its questions
        </button>
      </div>
      <Language thread={thread} onDone={onDone} />
      <div class="row">
        <button
          type="button"
          class="button"
          onClick={async () => {
            if (await actions.send(`people/${person}/get-started`)) onDone();
          }}
        >
          Press Get Started
        </button>
      </div>
    </div>
  );
}

/** The person's language and region, which choose the greeting, the ice breakers and the menu. */
function Language({ thread, onDone }: { thread: ThreadView; onDone: () => void }): JSX.Element {
  const { actions } = usePage();
  const [locale, setLocale] = useState(thread.locale);

  return (
    <form
      class="row"
      onSubmit={async (event) => {
        event.preventDefault();
        if (await actions.send(`people/${thread.person.id}/locale`, { locale })) onDone();
      }}
    >
      <label class="field">
        Language and region, like de_DE
        <input
          class="input"
          type="text"
          autocomplete="off"
          value={locale}
          onInput={({ currentTarget }) => setLocale(currentTarget.value)}
        />
      </label>
      <button type="submit" class="button" disabled={locale === '' || locale === thread.locale}>
        Set
      </button>
    </form>
  );
}
