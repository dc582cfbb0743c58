import type { JSX } from 'preact';
import type { StateView, ThreadView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { Composer } from '../thread/composer.tsx';
import { MessageList } from '../thread/message-list.tsx';
import { Icon } from '../ui/icon.tsx';
import { AiTools } from './ai-tools.tsx';
import { effectOf } from './effect.ts';
import { folderNames } from './folder-names.ts';

/** The open conversation as an agent sees it, with what an agent can do. */
export function Reader({ state }: { state: StateView }): JSX.Element {
  const { model } = usePage();
  const { thread } = model;
  if (!thread)
    return <p class="empty">{state.threads.length === 0 ? 'No conversation is open.' : 'Loading the sandbox…'}</p>;
  return (
    <>
      <AgentTools thread={thread} state={state} />
      <Conversation thread={thread} state={state} />
    </>
  );
}

function AgentTools({ thread, state }: { thread: ThreadView; state: StateView }): JSX.Element {
  const { actions } = usePage();
  const { id, name } = thread.person;
  const act = (what: string) => () => actions.send(`inbox/${id}/${what}`);
  const owns = thread.owner?.id === state.inbox.id;

  return (
    <div class="agent-tools">
      <p class="row">
        <span class="clip reader-name">{name}</span>
        <span class="badge">{folderNames[thread.folder]}</span>
      </p>
      <fieldset class="row" aria-label={`Conversation with ${name}`}>
        <button type="button" class="button" disabled={thread.unread === 0} onClick={act('read')}>
          Mark as read
        </button>
        <button type="button" class="button" disabled={thread.folder === 'done' && !owns} onClick={act('done')}>
          <Icon name="check" />
          Done
        </button>
        <button type="button" class="button" disabled={thread.folder === 'main' && owns} onClick={act('move')}>
          <Icon name="move" />
          Move to Main
        </button>
        <button
          type="button"
          class="button only-icon"
          aria-label="Move to Spam"
          title="Move to Spam"
          disabled={thread.folder === 'spam'}
          onClick={act('spam')}
        >
          <Icon name="spam" />
        </button>
      </fieldset>
      <p class="tiny faint effect">{effectOf(state, owns)}</p>
    </div>
  );
}

function Conversation({ thread, state }: { thread: ThreadView; state: StateView }): JSX.Element {
  const { actions } = usePage();
  const { id, name } = thread.person;
  return (
    <>
      <MessageList thread={thread} side="agent" label={`Conversation with ${name}`} />
      <AiTools key={`ai ${id}`} thread={thread} state={state} />
      <Composer
        key={id}
        label={`Reply to ${name} as an agent`}
        button={`Send to ${name} as an agent`}
        onSend={(text) => actions.send(`inbox/${id}/reply`, { text })}
      />
    </>
  );
}
