import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { nextIndex } from './next-index.ts';

/** One of several tabs. */
export interface TabItem<Id extends string> {
  /** Passed to `onSelect`. */
  id: Id;
  /** What it shows. */
  label: ComponentChildren;
  /** Accessible name; it begins with the visible words. @default the visible words */
  name?: string;
}

/** Tabs with one stop for the Tab key; arrows, Home and End move and select. */
export function Tabs<Id extends string>(props: {
  label: string;
  items: readonly TabItem<Id>[];
  selected: Id | undefined;
  /** Id of the element that the tabs switch. */
  controls: string;
  onSelect: (id: Id) => void;
}): JSX.Element {
  const { label, items, selected, controls, onSelect } = props;
  const list = useRef<HTMLDivElement>(null);
  const stop = items.some(({ id }) => id === selected) ? selected : items[0]?.id;

  useLayoutEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (list.current && tab) bringIntoSight(list.current, tab);
  }, [selected]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = items.findIndex(({ id }) => id === stop);
    const to = nextIndex(event.key, at, items.length);
    const item = to === undefined ? undefined : items[to];
    if (item === undefined || to === undefined) return;
    event.preventDefault();
    onSelect(item.id);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[to]?.focus();
  };

  return (
    <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <button
          key={item.id}
          type="button"
          class="tab"
          role="tab"
          aria-selected={item.id === selected}
          aria-controls={controls}
          aria-label={item.name}
          tabIndex={item.id === stop ? 0 : -1}
          onClick={() => onSelect(item.id)}
        >
          {item.label}
        </button>
      ))}
    </div>
  );
}

/** Scrolls by hand: after `scrollIntoView`, Chromium's Tab key continues from there, wherever the focus was. */
function bringIntoSight(list: HTMLElement, tab: HTMLElement): void {
  const [outer, inner] = [list.getBoundingClientRect(), tab.getBoundingClientRect()];
  if (inner.left < outer.left) list.scrollLeft -= outer.left - inner.left;
  else if (inner.right > outer.right) list.scrollLeft += inner.right - outer.right;
}
