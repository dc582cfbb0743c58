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
  const { model } = usePage();
  const unsendPath = pathToUnsend(message, thread, { side, phoneId: model.state?.inbox.id });

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
            {own && unsendPath ? <UnsendButton mid={message.mid} path={unsendPath} /> : null}
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

/**
 * What unsends a message: the person an own one, an agent one of the page, the shop's phone one that was written there. Undefined
 * if nothing does: it was unsent already, or is a tap on a button.
 */
function pathToUnsend(
  { deleted, payload, app, failed }: MessageView,
  { person: { id }, contact }: ThreadView,
  { side, phoneId }: { side: Side; phoneId: string | undefined },
): string | undefined {
  if (deleted || failed || payload !== undefined) return undefined;
  if (side === 'person') return `people/${id}/unsend`;
  if (contact === null) return `inbox/${id}/unsend`;
  return app?.id === phoneId ? `phone/${id}/delete` : undefined;
}

/** Unsends a message. */
function UnsendButton({ mid, path }: { mid: string; path: string }): JSX.Element {
  const { actions } = usePage();
  return (
    <button
      type="button"
      class="button bare only-icon at-hand"
      aria-label="Unsend"
      title="Unsend"
      onClick={() => actions.send(path, { mid })}
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
    ...(message.failed ? ['Not delivered'] : []),
    ...(seen ? [side === 'person' ? 'Seen' : `Seen by ${person}`] : []),
  ];
  return parts.length > 0 ? <p class="below">{parts.join(' · ')}</p> : null;
}
