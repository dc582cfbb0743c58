import type { JSX } from 'preact';
import type { StateView, ThreadView } from '../../src/control/views.ts';
import { usePage } from '../state/page-context.ts';
import { texts } from '../texts.ts';
import { Composer } from '../thread/composer.tsx';
import { MessageList } from '../thread/message-list.tsx';
import { Icon } from '../ui/icon.tsx';
import { AiTools } from './ai-tools.tsx';

/** The open conversation as an agent sees it, with what an agent can do. */
export function Reader({ state }: { state: StateView }): JSX.Element {
  const { model } = usePage();
  const { thread } = model;
  if (!thread) return <p class="empty">{state.threads.length === 0 ? texts.inbox.nothingOpen : texts.loading}</p>;
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
        <span class="badge">{texts.inbox.folder[thread.folder]}</span>
      </p>
      <fieldset class="row" aria-label={texts.inbox.tools(name)}>
        <button type="button" class="button" disabled={thread.unread === 0} onClick={act('read')}>
          {texts.inbox.read}
        </button>
        <button type="button" class="button" disabled={thread.folder === 'done' && !owns} onClick={act('done')}>
          <Icon name="check" />
          {texts.inbox.done}
        </button>
        <button type="button" class="button" disabled={thread.folder === 'main' && owns} onClick={act('move')}>
          <Icon name="move" />
          {texts.inbox.move}
        </button>
        <button
          type="button"
          class="button only-icon"
          aria-label={texts.inbox.spam}
          title={texts.inbox.spam}
          disabled={thread.folder === 'spam'}
          onClick={act('spam')}
        >
          <Icon name="spam" />
        </button>
      </fieldset>
      <p class="tiny faint effect">{texts.inbox.effect(state.routing, owns, state.quirks.doneMeans)}</p>
    </div>
  );
}

function Conversation({ thread, state }: { thread: ThreadView; state: StateView }): JSX.Element {
  const { actions } = usePage();
  const { id, name } = thread.person;
  return (
    <>
      <MessageList thread={thread} side="agent" label={texts.inbox.log(name)} />
      <AiTools key={`ai ${id}`} thread={thread} state={state} />
      <Composer
        key={id}
        label={texts.inbox.composer(name)}
        button={texts.inbox.send(name)}
        onSend={(text) => actions.send(`inbox/${id}/reply`, { text })}
      />
    </>
  );
}
