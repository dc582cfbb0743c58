import { useEffect, useRef } from 'preact/hooks';

/** What Escape closes, the newest last. */
const closers: (() => void)[] = [];

/**
 * Lets Escape close something while it is open, wherever the focus is. Of several open things, Escape closes the one
 * that was opened last.
 */
export function useEscape(isOpen: boolean, close: () => void): void {
  const newest = useRef(close);
  newest.current = close;

  useEffect(() => {
    if (!isOpen) return undefined;
    const closer = (): void => newest.current();
    if (closers.length === 0) document.addEventListener('keydown', onKeyDown);
    closers.push(closer);
    return () => {
      closers.splice(closers.indexOf(closer), 1);
      if (closers.length === 0) document.removeEventListener('keydown', onKeyDown);
    };
  }, [isOpen]);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
  // The browser itself closes a dialog and clears a search field.
  if (document.querySelector('dialog[open]')) return;
  if (event.target instanceof HTMLInputElement && event.target.type === 'search' && event.target.value !== '') return;
  event.preventDefault();
  closers.at(-1)?.();
}
