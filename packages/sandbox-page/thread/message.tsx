import type { JSX } from 'preact';
import type { MessageView, ThreadView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { Icon } from '../ui/icon.tsx';
import { Mark } from '../ui/party.tsx';
import { clockText, short } from '../words.ts';
import { Attachment } from './attachment.tsx';
import { ReactionBadge, ReactionPicker } from './reactions.tsx';
import type { Side } from './side.ts';

/** After a pause this long, the next message shows its time. */
const PAUSE_MS = 10 * 60_000;

/** One message: a bubble with its sender's face and the actions on it. */
export function Message(props: {
  message: MessageView;
  /** The message above. */
  before: MessageView | undefined;
  /** The message that it answers. */
  quoted: MessageView | undefined;
  thread: ThreadView;
  side: Side;
  /** The other side has seen all messages up to this one. */
  seen: boolean;
}): JSX.Element {
  const { message, before, quoted, thread, side, seen } = props;
  const own = (message.from === 'person') === (side === 'person');
  const sameSender = before !== undefined && senderOf(before) === senderOf(message);
  const pause = before === undefined || message.at - before.at > PAUSE_MS;
  const { day, time } = clockText(message.at);

  return (
    <>
      {pause ? (
        <li class="day">
          {day}, {time.slice(0, 5)}
        </li>
      ) : null}
      <li class={`message ${own ? 'from-own' : 'from-other'} ${sameSender && !pause ? 'follows' : ''}`}>
        {own ? null : <Face message={message} thread={thread} />}
        <div class="message-body">
          {sameSender && !pause ? null : <Sender message={message} thread={thread} own={own} />}
          {quoted ? <p class="quoted clip">{short(quoted.text ?? '', 80)}</p> : null}
          <div class="bubble-line">
            {own && canUnsend(message) ? (
              <UnsendButton message={message} person={thread.person.id} side={side} />
            ) : null}
            <div class="bubbles">
              {message.deleted ? <p class="bubble unsent">Unsent message</p> : null}
              {message.text === undefined ? null : (
                <p class={`bubble ${message.payload === undefined ? '' : 'tapped'}`} dir="auto" title={time}>
                  {message.text}
                </p>
              )}
              {(message.attachments ?? []).map((attachment, at) => (
                <Attachment
                  key={at}
                  attachment={attachment}
                  files={thread.files}
                  side={side}
                  person={thread.person.id}
                />
              ))}
              <ReactionBadge message={message} />
            </div>
            {side === 'person' && !own && !message.deleted ? (
              <ReactionPicker message={message} person={thread.person.id} />
            ) : null}
          </div>
          <Below message={message} seen={seen} side={side} person={thread.person.name} />
        </div>
      </li>
    </>
  );
}

/** True unless the message was unsent already, or is a tap on a button. */
function canUnsend({ deleted, payload }: MessageView): boolean {
  return !deleted && payload === undefined;
}

/** Unsends a message: the person an own message, an agent a message of the page. */
function UnsendButton({ message, person, side }: { message: MessageView; person: string; side: Side }): JSX.Element {
  const { actions } = usePage();
  const path = side === 'person' ? `people/${person}/unsend` : `inbox/${person}/unsend`;
  return (
    <button
      type="button"
      class="button bare only-icon at-hand"
      aria-label="Unsend"
      title="Unsend"
      onClick={() => actions.send(path, { mid: message.mid })}
    >
      <Icon name="undo" />
    </button>
  );
}

function senderOf({ from, app, persona }: MessageView): string {
  return [from, app?.id, persona?.id].join();
}

function Face({ message, thread }: { message: MessageView; thread: ThreadView }): JSX.Element {
  const { model } = usePage();
  const face = message.from === 'person' ? thread.person : (message.persona ?? model.state?.page);
  return face ? <img class="avatar" src={face.picture} alt="" /> : <span class="avatar" />;
}

/** The name on the bubble, with the name of the app that sent it for developers. */
function Sender({
  message,
  thread,
  own,
}: {
  message: MessageView;
  thread: ThreadView;
  own: boolean;
}): JSX.Element | null {
  const { model } = usePage();
  if (message.from === 'person') return own ? null : <p class="sender">{thread.person.name}</p>;
  const app = model.parties.of(message.app?.id ?? null, message.app?.name);
  const name = message.persona?.name ?? model.state?.page.name ?? '';
  return (
    <p class="sender">
      {own && !message.persona ? null : <span class="sender-name">{name}</span>}
      <span class="sender-app" data-party={app.look}>
        <Mark look={app.look} />
        {message.ai && app.look === 'inbox' ? 'Meta’s automation' : app.name}
      </span>
    </p>
  );
}

function Below(props: { message: MessageView; seen: boolean; side: Side; person: string }): JSX.Element | null {
  const { message, seen, side, person } = props;
  const parts = [
    ...(message.edits > 0 ? ['Edited'] : []),
    ...(seen ? [side === 'person' ? 'Seen' : `Seen by ${person}`] : []),
  ];
  return parts.length > 0 ? <p class="below">{parts.join(' · ')}</p> : null;
}
