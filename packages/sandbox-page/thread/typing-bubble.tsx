import type { JSX } from 'preact';
import type { ThreadView } from '../sandbox.ts';
import type { Side } from './side.ts';

/** Three dots beside the face of the writer who is typing. */
export function TypingBubble({ thread, side }: { thread: ThreadView; side: Side }): JSX.Element {
  const { typing, person } = thread;
  const face = side === 'person' ? typing?.persona : person;
  const name = side === 'person' ? (typing?.persona?.name ?? typing?.app.name ?? '') : person.name;

  return (
    <div class="message from-other typing">
      {face ? <img class="avatar" src={face.picture} alt="" /> : <span class="avatar" />}
      <div class="bubble">
        <span class="dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        <span class="unseen">{name} is typing</span>
      </div>
    </div>
  );
}
