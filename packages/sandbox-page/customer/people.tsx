import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ThreadSummary } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { personInSight } from '../state/reader.ts';
import { Icon } from '../ui/icon.tsx';
import { Mark } from '../ui/party.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { usePopup } from '../ui/use-popup.ts';

/** Most tabs side by side; the inbox lists the other people. */
const MAX_TABS = 12;

/** One tab for each person, with the owner of the thread on it, and a way to add one. */
export function People({ threads }: { threads: readonly ThreadSummary[] }): JSX.Element {
  const { model, actions } = usePage();
  const selected = personInSight(model.state, model.place.person);

  return (
    <div class="people">
      <div class="people-tabs">
        <Tabs
          label="People"
          controls="conversation"
          selected={selected}
          onSelect={(person) => actions.go({ person })}
          items={nearest(threads, selected).map(({ person, owner }) => {
            const party = model.parties.of(owner?.id ?? null, owner?.name);
            return {
              id: person.id,
              name: `${person.name}, owner: ${party.name}`,
              label: (
                <>
                  <img class="avatar small-avatar" src={person.picture} alt="" />
                  <span class="clip">{person.name}</span>
                  <Mark look={party.look} />
                </>
              ),
            };
          })}
        />
      </div>
      {threads.length > MAX_TABS ? (
        <span class="tiny faint more-people">{threads.length - MAX_TABS} more in the inbox</span>
      ) : null}
      <AddPerson />
    </div>
  );
}

/** The newest people in the order in which they came, always with the selected person. */
function nearest(threads: readonly ThreadSummary[], selected: string | undefined): readonly ThreadSummary[] {
  const newest = threads.slice(-MAX_TABS);
  const one = threads.find(({ person }) => person.id === selected);
  return one === undefined || newest.includes(one) ? newest : [one, ...newest.slice(1)];
}

function AddPerson(): JSX.Element {
  const { actions } = usePage();
  const { open, box, toggle, close } = usePopup<'add'>();
  const [name, setName] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (open) field.current?.focus();
    else setName('');
  }, [open]);

  const onSubmit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (name.trim() !== '' && (await actions.addPerson(name.trim()))) close();
  };

  return (
    <div ref={box}>
      <button
        type="button"
        class="button bare only-icon"
        aria-label="Add a person"
        aria-expanded={open === 'add'}
        onClick={toggle('add')}
      >
        <Icon name="plus" />
      </button>
      {open ? (
        <form class="popup add-person" aria-label="Add a person" onSubmit={onSubmit}>
          <label class="field">
            Name
            <input
              ref={field}
              class="input"
              type="text"
              autocomplete="off"
              maxLength={60}
              value={name}
              onInput={({ currentTarget }) => setName(currentTarget.value)}
            />
          </label>
          <button type="submit" class="button strong" disabled={name.trim() === ''}>
            Add
          </button>
        </form>
      ) : null}
    </div>
  );
}
