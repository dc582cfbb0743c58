import type { JSX } from 'preact';
import { usePage } from '../state/page-context.ts';
import { texts } from '../texts.ts';
import { type Filter, KINDS } from './filter.ts';

/** Controls of the timeline's filter. */
export function FilterBar(): JSX.Element {
  const { model, actions } = usePage();
  const { filter } = model.place;
  const change = (part: Partial<Filter>): void => actions.go({ filter: { ...filter, ...part } });

  return (
    <search class="filter-bar" aria-label={texts.filter.label}>
      <div class="row">
        <input
          class="input find"
          type="search"
          aria-label={texts.filter.text}
          placeholder={texts.filter.placeholder}
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
        <fieldset class="kinds" aria-label={texts.filter.kinds}>
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
        </fieldset>
      </div>
    </search>
  );
}
