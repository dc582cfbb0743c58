import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { MessageView } from '../sandbox.ts';
import { usePage } from '../state/page-context.ts';
import { Icon } from '../ui/icon.tsx';
import { useEscape } from '../ui/use-escape.ts';
import { REACTIONS, ReactionIcon } from './reaction-icon.tsx';

/** A reaction's name in Meta's words, with a capital. */
function nameOf(reaction: string): string {
  return `${reaction.charAt(0).toUpperCase()}${reaction.slice(1)}`;
}

/** The reactions to a message. */
export function ReactionBadge({ message }: { message: MessageView }): JSX.Element | null {
  const names = [message.reaction?.name, message.pageReaction].filter((name) => name !== undefined);
  if (names.length === 0) return null;
  return (
    <span class="reactions" role="img" aria-label={`Reaction: ${names.map(nameOf).join(', ')}`}>
      {names.map((name) => (
        <ReactionIcon key={name} name={name} />
      ))}
    </span>
  );
}

/** Lets the person react to a message of the page, or take the reaction back. */
export function ReactionPicker({ message, person }: { message: MessageView; person: string }): JSX.Element {
  const { actions } = usePage();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (open) box.current?.querySelector<HTMLElement>('button')?.focus();
  }, [open]);

  const choose = (name: string): void => {
    const taken = message.reaction?.name === name;
    setOpen(false);
    button.current?.focus();
    void actions.send(`people/${person}/${taken ? 'unreact' : 'react'}`, { mid: message.mid, reaction: name });
  };
  useEscape(open, () => {
    setOpen(false);
    button.current?.focus();
  });
  const onFocusOut = ({ relatedTarget, currentTarget }: FocusEvent): void => {
    const inside =
      relatedTarget instanceof Node && currentTarget instanceof Node && currentTarget.contains(relatedTarget);
    if (!inside) setOpen(false);
  };

  return (
    <div class="react" onFocusOut={onFocusOut}>
      <button
        ref={button}
        type="button"
        class="button bare only-icon at-hand"
        aria-label="React"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="smile" />
      </button>
      {open ? (
        <div class="react-choices" role="toolbar" aria-label="Reactions" ref={box}>
          {REACTIONS.map((name) => (
            <button
              key={name}
              type="button"
              class="button bare only-icon"
              aria-label={nameOf(name)}
              aria-pressed={message.reaction?.name === name}
              onClick={() => choose(name)}
            >
              <ReactionIcon name={name} />
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
