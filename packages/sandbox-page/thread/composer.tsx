import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../ui/icon.tsx';

/** Typing ends after this many ms without a key. */
const TYPING_MS = 5000;

/** The field for writing a message. Enter sends it; Shift+Enter starts a new line. */
export function Composer(props: {
  label: string;
  button: string;
  /** Resolves to true when the message was sent; then the field is cleared. */
  onSend: (text: string) => Promise<boolean>;
  /** Called when the writer starts and stops typing. */
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
  // A user who goes to another thread has stopped typing in this one.
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
    // The message ends the typing in the sandbox, so no request is needed.
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
