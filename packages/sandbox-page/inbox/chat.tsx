import type { JSX } from 'preact';
import type { StateView, ThreadView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { Composer } from '../thread/composer.tsx';
import { MessageList } from '../thread/message-list.tsx';
import { ConversationList } from './conversation-list.tsx';

type NumberFacts = NonNullable<StateView['page']['number']>;

/** The chats of the shop's phone. It has no folders. */
export function Chats({ state }: { state: StateView }): JSX.Element | null {
  if (state.threads.length === 0) return null;
  return (
    <div class="folders">
      <div class="conversations">
        <ConversationList threads={state.threads} />
      </div>
    </div>
  );
}

/** The open chat on the shop's phone. What is written here is delivered to the apps as echoes. */
export function Chat({ state, number }: { state: StateView; number: NumberFacts }): JSX.Element {
  const { model, actions } = usePage();
  const { thread } = model;
  if (!thread) return <p class="empty">{state.threads.length === 0 ? 'No chat is open.' : 'Loading the sandbox…'}</p>;
  const { id, name } = thread.person;

  return (
    <>
      <div class="agent-tools">
        <p class="row">
          <span class="clip reader-name">{name}</span>
          <Contact thread={thread} />
        </p>
        <fieldset class="row" aria-label={`Conversation with ${name}`}>
          <button
            type="button"
            class="button"
            disabled={thread.unread === 0 || !number.phoneApp}
            onClick={() => actions.send(`phone/${id}/read`)}
          >
            Mark as read
          </button>
        </fieldset>
        <p class="tiny faint effect">
          {number.phoneApp
            ? 'A reply reaches the apps as an echo. No app owns a thread: only the bot keeps itself silent.'
            : 'This number is on no phone: only apps answer.'}
        </p>
      </div>
      <MessageList thread={thread} side="agent" label={`Conversation with ${name}`} />
      {number.phoneApp ? (
        <Composer
          key={id}
          label={`Reply to ${name} on the phone`}
          button={`Send to ${name} from the phone`}
          onSend={(text) => actions.send(`phone/${id}/reply`, { text })}
        />
      ) : null}
    </>
  );
}

/** The person's present number and user id. */
function Contact({ thread }: { thread: ThreadView }): JSX.Element | null {
  const { contact } = thread;
  if (!contact) return null;
  return (
    <span class="badge mono">
      {contact.hidesPhone ? 'number hidden' : `+${contact.waId}`} · {contact.userId}
    </span>
  );
}
