import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ThreadView } from '../sandbox.ts';
import { Message } from './message.tsx';
import type { Side } from './side.ts';
import { TypingBubble } from './typing-bubble.tsx';

/** Within this many pixels of the end, the list counts as scrolled to the end. */
const NEAR_PX = 60;

const noMessages: Readonly<Record<Side, string>> = {
  person: 'No messages yet. Write as the customer. Many bots hand over when the customer writes “human”.',
  agent: 'No messages yet.',
};

/** All messages of a thread as one side sees them, oldest first. The list stays scrolled to the newest message. */
export function MessageList(props: {
  thread: ThreadView;
  side: Side;
  label: string;
  /** Shown before the first message instead of the usual words. */
  welcome?: ComponentChildren;
  /** Shown below the newest message. */
  children?: ComponentChildren;
}): JSX.Element {
  const { thread, side, label, welcome, children } = props;
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const shown = useRef('');
  const typing = side === 'person' ? thread.typing !== null : thread.composing;
  const seenAt = side === 'person' ? thread.seenAt : thread.readAt;
  // The person never got a message that was not delivered.
  const messages = thread.messages.filter(({ failed }) => side === 'agent' || !failed);
  const own = thread.messages.filter(({ from }) => (from === 'person') === (side === 'person'));
  const seen = own.findLast(({ at }) => seenAt !== null && at <= seenAt)?.mid;

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    // Another thread starts scrolled to its end.
    if (shown.current !== thread.person.id) atEnd.current = true;
    shown.current = thread.person.id;
    if (atEnd.current) element.scrollTop = element.scrollHeight;
  }, [thread, typing]);

  // A hidden pane cannot be scrolled. It is scrolled when it is shown, and again when its size changes.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return (
    <div
      ref={box}
      class="messages"
      role="log"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        if (clientHeight > 0) atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
      }}
    >
      <ol class="message-items">
        {messages.map((message, at) => (
          <Message
            key={message.mid}
            message={message}
            before={messages[at - 1]}
            quoted={thread.messages.find(({ mid }) => mid === message.replyTo)}
            thread={thread}
            side={side}
            seen={message.mid === seen}
          />
        ))}
      </ol>
      {typing ? <TypingBubble thread={thread} side={side} /> : null}
      {thread.messages.length === 0 && !typing ? (welcome ?? <p class="empty-thread">{noMessages[side]}</p>) : null}
      {children}
    </div>
  );
}
