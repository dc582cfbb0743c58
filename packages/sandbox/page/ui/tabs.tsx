import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { nextIndex } from './next-index.ts';

/** One of several tabs. */
export interface TabItem<Id extends string> {
  /** What `onSelect` is told. */
  id: Id;
  /** What it shows. */
  label: ComponentChildren;
  /** Name for ears; it begins with the words that are shown. @default the words */
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

/** Not by `scrollIntoView`: in Chromium the Tab key then goes on from there, wherever the user was. */
function bringIntoSight(list: HTMLElement, tab: HTMLElement): void {
  const [outer, inner] = [list.getBoundingClientRect(), tab.getBoundingClientRect()];
  if (inner.left < outer.left) list.scrollLeft -= outer.left - inner.left;
  else if (inner.right > outer.right) list.scrollLeft += inner.right - outer.right;
}
