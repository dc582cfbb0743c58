import type { JSX } from 'preact';
import { textsOf } from '../platform/platform-texts.ts';
import type { ThreadSummary } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import type { Party } from '../state/parties.ts';
import { personInSight } from '../state/reader.ts';
import { Mark } from '../ui/party.tsx';
import { type ListboxRow, VirtualListbox } from '../ui/virtual-listbox.tsx';
import { clockText } from '../words.ts';

const ROW_PX = 44;

/** The conversations of a folder, those with the newest messages first. */
export function ConversationList({ threads }: { threads: readonly ThreadSummary[] }): JSX.Element {
  const { model, actions } = usePage();
  const sorted = [...threads].sort((a, b) => (b.newest?.at ?? 0) - (a.newest?.at ?? 0));
  const person = personInSight(model.state, model.place.person);

  const row = (index: number): ListboxRow => {
    const thread = sorted[index];
    if (!thread) return { key: index, content: <span /> };
    const owner = model.parties.of(thread.owner?.id ?? null, thread.owner?.name);
    return {
      key: thread.person.id,
      content: <Conversation thread={thread} owner={owner} />,
    };
  };

  return (
    <VirtualListbox
      label="Conversations"
      count={sorted.length}
      rowHeight={ROW_PX}
      selected={sorted.findIndex((thread) => thread.person.id === person)}
      row={row}
      onSelect={(index) => {
        const id = sorted[index]?.person.id;
        if (id !== undefined) actions.go({ person: id });
      }}
    />
  );
}

function Conversation({ thread, owner }: { thread: ThreadSummary; owner: Party }): JSX.Element {
  const { model } = usePage();
  const { person, newest, unread } = thread;
  return (
    <div class={`conversation ${unread > 0 ? 'unread' : ''}`}>
      <img class="avatar" src={person.picture} alt="" />
      <span class="conversation-words">
        <span class="conversation-name">
          <span class="clip" aria-hidden="true">
            {person.name}
          </span>
          <Mark look={owner.look} />
          <span class="unseen">
            {person.name}, owner: {owner.name}
          </span>
        </span>
        <span class="clip small quiet">
          {newest
            ? `${newest.from === 'page' ? `${textsOf(model.state).page}: ` : ''}${newest.text}`
            : 'No messages yet'}
        </span>
      </span>
      <span class="conversation-end">
        <span class="tiny faint mono">{newest ? clockText(newest.at).time.slice(0, 5) : ''}</span>
        {unread > 0 ? (
          <span class="unread-count">
            {unread}
            <span class="unseen"> unread</span>
          </span>
        ) : null}
      </span>
    </div>
  );
}
