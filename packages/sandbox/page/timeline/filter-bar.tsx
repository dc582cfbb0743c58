import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { sessionAddress } from '../state/actions.ts';
import { usePage } from '../state/page-context.ts';
import { texts } from '../texts.ts';
import { Icon } from '../ui/icon.tsx';
import { type Filter, KINDS } from './filter.ts';

/** What of the timeline is shown, and the whole session as a file. */
export function FilterBar(): JSX.Element {
  const { model, actions } = usePage();
  const { filter } = model.place;
  const change = (part: Partial<Filter>): void => actions.go({ filter: { ...filter, ...part } });

  return (
    <div class="filter-bar" role="search" aria-label={texts.filter.label}>
      <div class="row">
        <input
          class="input find"
          type="search"
          aria-label={texts.filter.text}
          placeholder={texts.filter.text}
          value={filter.text}
          onInput={({ currentTarget }) => change({ text: currentTarget.value })}
        />
        <select
          class="select"
          aria-label={texts.filter.person}
          value={filter.person}
          onChange={({ currentTarget }) => change({ person: currentTarget.value })}
        >
          <option value="">{texts.filter.everybody}</option>
          {model.state?.threads.map(({ person }) => (
            <option key={person.id} value={person.id}>
              {person.name}
            </option>
          ))}
        </select>
        <select
          class="select"
          aria-label={texts.filter.app}
          value={filter.app}
          onChange={({ currentTarget }) => change({ app: currentTarget.value })}
        >
          <option value="">{texts.filter.allApps}</option>
          {model.parties.all.map(({ id, name }) => (
            <option key={id} value={id ?? ''}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div class="row">
        <div class="kinds" role="group" aria-label={texts.filter.kinds}>
          {KINDS.map((kind) => {
            const hidden = filter.hidden.includes(kind);
            return (
              <button
                key={kind}
                type="button"
                class="button kind"
                aria-pressed={!hidden}
                onClick={() =>
                  change({ hidden: KINDS.filter((one) => (one === kind ? !hidden : filter.hidden.includes(one))) })
                }
              >
                {texts.filter.kind[kind]}
              </button>
            );
          })}
        </div>
        <span class="spring" />
        <SessionFile />
      </div>
    </div>
  );
}

function SessionFile(): JSX.Element {
  const { actions } = usePage();
  const picker = useRef<HTMLInputElement>(null);

  return (
    <>
      <a
        class="button bare only-icon"
        href={sessionAddress()}
        download={texts.session.file}
        aria-label={texts.session.export}
        title={texts.session.export}
      >
        <Icon name="download" />
      </a>
      <button
        type="button"
        class="button bare only-icon"
        aria-label={texts.session.import}
        title={texts.session.import}
        onClick={() => picker.current?.click()}
      >
        <Icon name="upload" />
      </button>
      <input
        ref={picker}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={texts.session.choose}
        onChange={async ({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          // The same file can be chosen again only once the field has forgotten it.
          if (file) await actions.importSession(file);
          currentTarget.value = '';
        }}
      />
    </>
  );
}
