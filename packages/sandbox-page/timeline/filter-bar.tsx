import type { JSX } from 'preact';
import type { TimelineEntry } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { type Filter, KINDS } from './filter.ts';
import { laneParties } from './lanes.ts';

const kindNames: Readonly<Record<TimelineEntry['kind'], string>> = {
  action: 'Actions',
  call: 'Calls',
  delivery: 'Deliveries',
  transition: 'Control',
  subscription: 'Webhooks',
};

/** Controls of the timeline's filter. */
export function FilterBar(): JSX.Element {
  const { model, actions } = usePage();
  const { filter } = model.place;
  const change = (part: Partial<Filter>): void => actions.go({ filter: { ...filter, ...part } });

  return (
    <search class="filter-bar" aria-label="Filter of the timeline">
      <div class="row">
        <input
          class="input find"
          type="search"
          aria-label="Find in the timeline"
          placeholder="Find"
          value={filter.text}
          onInput={({ currentTarget }) => change({ text: currentTarget.value })}
        />
        <select
          class="select"
          aria-label="Thread of"
          value={filter.person}
          onChange={({ currentTarget }) => change({ person: currentTarget.value })}
        >
          <option value="">Everybody</option>
          {model.state?.threads.map(({ person }) => (
            <option key={person.id} value={person.id}>
              {person.name}
            </option>
          ))}
        </select>
        <select
          class="select"
          aria-label="App"
          value={filter.app}
          onChange={({ currentTarget }) => change({ app: currentTarget.value })}
        >
          <option value="">All apps</option>
          {laneParties(model).map(({ id, name }) => (
            <option key={id} value={id ?? ''}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div class="row kinds-row">
        {model.pages.length > 1 ? (
          <select
            class="select"
            aria-label="Pages of the timeline"
            value={filter.allPages ? 'all' : ''}
            onChange={({ currentTarget }) => change({ allPages: currentTarget.value === 'all', person: '', app: '' })}
          >
            <option value="">This page</option>
            <option value="all">All pages</option>
          </select>
        ) : null}
        <fieldset class="kinds" aria-label="Kinds of entries">
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
                {kindNames[kind]}
              </button>
            );
          })}
        </fieldset>
      </div>
    </search>
  );
}
