import type { JSX } from 'preact';
import type { ThreadView } from '../../src/control/views.ts';
import { usePage } from '../state/page-context.ts';
import { texts } from '../texts.ts';
import { Composer } from '../thread/composer.tsx';
import { MessageList } from '../thread/message-list.tsx';
import { Extras } from './extras.tsx';
import { People } from './people.tsx';
import { QuickReplies } from './quick-replies.tsx';

/** What the customer sees: Messenger, as each of several people. */
export function MessengerPane(): JSX.Element {
  const { model } = usePage();
  const { thread, state } = model;

  return (
    <section class="pane messenger" id="pane-messenger" aria-label={texts.panes.messenger}>
      <header class="pane-head">
        <h2>{texts.panes.messenger}</h2>
        <p class="faint small clip">{texts.messenger.what}</p>
      </header>
      {state ? <People threads={state.threads} /> : null}
      <div class="pane-body" id="conversation">
        {thread ? (
          <Conversation thread={thread} />
        ) : (
          <p class="empty">{state?.threads.length === 0 ? texts.messenger.nobody : texts.loading}</p>
        )}
      </div>
    </section>
  );
}

function Conversation({ thread }: { thread: ThreadView }): JSX.Element {
  const { actions } = usePage();
  const { id, name } = thread.person;
  const unread = thread.messages.some(({ from, at }) => from === 'page' && at > (thread.readAt ?? 0));

  return (
    <>
      <MessageList thread={thread} side="person" label={texts.messenger.log(name)}>
        {thread.messages.length === 0 ? (
          <button
            type="button"
            class="button strong get-started"
            onClick={() => actions.send(`people/${id}/get-started`)}
          >
            {texts.messenger.getStarted}
          </button>
        ) : null}
        <QuickReplies thread={thread} />
      </MessageList>
      <Extras person={thread.person} unread={unread} />
      <Composer
        key={id}
        label={texts.messenger.composer(name)}
        button={texts.messenger.send(name)}
        onSend={(text) => actions.send(`people/${id}/say`, { text })}
        onTyping={(on) => actions.send(`people/${id}/typing`, { on })}
      />
    </>
  );
}
