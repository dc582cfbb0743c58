import type { JSX } from 'preact';
import { textsOf } from '../platform/platform-texts.ts';
import type { ThreadView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { Composer } from '../thread/composer.tsx';
import { MessageList } from '../thread/message-list.tsx';
import { Extras } from './extras.tsx';
import { People } from './people.tsx';
import { QuickReplies } from './quick-replies.tsx';

/** What a customer sees, with one tab for each person. */
export function CustomerPane(): JSX.Element {
  const { model } = usePage();
  const { thread, state } = model;
  const title = textsOf(state).customer;

  return (
    <section class="pane customer" id="pane-customer" aria-label={title}>
      <header class="pane-head">
        <h2>{title}</h2>
        <p class="faint small clip">what the customer sees</p>
      </header>
      {state ? <People threads={state.threads} /> : null}
      <div class="pane-body" id="conversation">
        {thread ? (
          <Conversation thread={thread} />
        ) : (
          <p class="empty">
            {state?.threads.length === 0
              ? 'No people yet. Add a person with the plus button above.'
              : 'Loading the sandbox…'}
          </p>
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
      <MessageList thread={thread} side="person" label={`${name}’s messages`}>
        {thread.messages.length === 0 ? (
          <button
            type="button"
            class="button strong get-started"
            onClick={() => actions.send(`people/${id}/get-started`)}
          >
            Get Started
          </button>
        ) : null}
        <QuickReplies thread={thread} />
      </MessageList>
      <Extras person={thread.person} unread={unread} />
      <Composer
        key={id}
        label={`Write as ${name}`}
        button={`Send as ${name}`}
        onSend={(text) => actions.send(`people/${id}/say`, { text })}
        onTyping={(on) => actions.send(`people/${id}/typing`, { on })}
      />
    </>
  );
}
