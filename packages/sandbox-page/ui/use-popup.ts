import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useEscape } from './use-escape.ts';

/** The popups of one box, of which at most one is open. */
export interface Popup<Name extends string> {
  /** The open one. */
  open: Name | undefined;
  /** The element around the popups and their buttons. A press outside it closes the popup. */
  box: RefObject<HTMLDivElement | null>;
  /** The click handler of a popup's button. */
  toggle(name: Name): (event: { currentTarget: HTMLElement }) => void;
  /** Closes it and gives the focus back to its button. */
  close(): void;
}

/** Opens and closes popups. Escape closes them too. */
export function usePopup<Name extends string>(): Popup<Name> {
  const [open, setOpen] = useState<Name | undefined>(undefined);
  const box = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLElement | undefined>(undefined);
  const close = (): void => {
    setOpen(undefined);
    opener.current?.focus();
  };
  useEscape(open !== undefined, close);

  useEffect(() => {
    if (open === undefined) return undefined;
    const onPointerDown = ({ target }: PointerEvent): void => {
      if (!(target instanceof Node && box.current?.contains(target))) setOpen(undefined);
    };
    document.addEventListener('pointerdown', onPointerDown);
    return () => document.removeEventListener('pointerdown', onPointerDown);
  }, [open]);

  return {
    open,
    box,
    close,
    toggle:
      (name) =>
      ({ currentTarget }) => {
        opener.current = currentTarget;
        setOpen(open === name ? undefined : name);
      },
  };
}
