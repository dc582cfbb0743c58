import type { JSX } from 'preact';
import { textsOf } from '../platform/platform-texts.ts';
import type { ThreadView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { pageInSight } from '../state/pages.ts';
import { Composer } from '../thread/composer.tsx';
import { MessageList } from '../thread/message-list.tsx';
import { Extras } from './extras.tsx';
import { People } from './people.tsx';
import { QuickReplies } from './quick-replies.tsx';
import { hasWelcome, Welcome } from './welcome.tsx';

/** What a customer sees, with one tab for each person. */
export function CustomerPane(): JSX.Element {
  const { model } = usePage();
  const { thread, state } = model;
  const title = textsOf(pageInSight(model.pages, model.place.page)).customer;

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
  const { name } = thread.person;

  return (
    <>
      <MessageList
        thread={thread}
        side="person"
        label={`${name}’s messages`}
        welcome={hasWelcome(thread.screen) ? <Welcome thread={thread} /> : undefined}
      >
        <QuickReplies thread={thread} />
      </MessageList>
      <Extras thread={thread} />
      <Foot thread={thread} />
    </>
  );
}

/** Where the person writes, or the button that comes first, or why writing is not possible. */
function Foot({ thread }: { thread: ThreadView }): JSX.Element {
  const { actions } = usePage();
  const { person, screen } = thread;
  const { id, name } = person;
  // Bound to this person's page: the composer reports the end of the typing when another page is in sight already.
  const typing = actions.here(`people/${id}/typing`);

  if (screen.getStarted) {
    return (
      <div class="composer">
        <button
          type="button"
          class="button strong get-started"
          onClick={() => actions.send(`people/${id}/get-started`)}
        >
          {screen.getStarted.title}
        </button>
      </div>
    );
  }
  if (screen.composerDisabled) {
    return <p class="composer quiet small">The menu of this page disables writing. {name} can only tap.</p>;
  }
  return (
    <Composer
      key={id}
      label={`Write as ${name}`}
      button={`Send as ${name}`}
      onSend={(text) => actions.send(`people/${id}/say`, { text })}
      onTyping={(on) => actions.send(typing, { on })}
    />
  );
}
