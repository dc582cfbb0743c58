import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../ui/icon.tsx';

/** Typing ends by itself after so long without a key. */
const TYPING_MS = 5000;

/** Where a message is written. Enter sends it, Shift and Enter begin a new line. */
export function Composer(props: {
  label: string;
  button: string;
  /** True once it was sent: then the field is emptied. */
  onSend: (text: string) => Promise<boolean>;
  /** Told when the writer begins and stops to type. */
  onTyping?: (on: boolean) => Promise<boolean>;
}): JSX.Element {
  const { label, button, onSend, onTyping } = props;
  const [text, setText] = useState('');
  const typing = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const stopTyping = (tell: boolean): void => {
    if (typing.current === undefined) return;
    clearTimeout(typing.current);
    typing.current = undefined;
    if (tell) void onTyping?.(false);
  };
  // Who looks at another thread has stopped to type in this one.
  useEffect(() => () => stopTyping(true), []);
  const onInput = (value: string): void => {
    setText(value);
    if (value === '') {
      stopTyping(true);
      return;
    }
    if (typing.current === undefined) void onTyping?.(true);
    clearTimeout(typing.current);
    typing.current = setTimeout(() => stopTyping(true), TYPING_MS);
  };
  const send = async (): Promise<void> => {
    if (text.trim() === '') return;
    // The sandbox takes the typing back by itself with the message.
    stopTyping(false);
    setText('');
    if (!(await onSend(text))) setText((later) => later || text);
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <textarea
        class="input"
        rows={1}
        aria-label={label}
        placeholder={label}
        value={text}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <button type="submit" class="button strong only-icon" aria-label={button} disabled={text.trim() === ''}>
        <Icon name="send" />
      </button>
    </form>
  );
}
