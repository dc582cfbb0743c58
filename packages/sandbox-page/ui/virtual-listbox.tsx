import type { JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { rowWindow, scrollToRow } from './row-window.ts';
import { useView } from './use-view.ts';

/** Rows beyond the edges of the view that stay in the document. */
const SPARE_ROWS = 8;

/** One row of the list. */
export interface ListboxRow {
  /** Identifies the row when its index changes. */
  key: string | number;
  /** Its words are also its accessible name. */
  content: JSX.Element;
}

/**
 * A list of at least one row, of which one can be selected. The document holds only the rows in sight. Arrows, Page Up,
 * Page Down, Home and End select; the list itself keeps the focus.
 */
export function VirtualListbox(props: {
  /** Id of the list element, to focus it by. */
  id?: string;
  label: string;
  class?: string;
  count: number;
  rowHeight: number;
  /** Index of the selected row; -1: none. */
  selected: number;
  row: (index: number) => ListboxRow;
  onSelect: (index: number) => void;
  /** Stays at the last row while rows are added. @default false */
  follow?: boolean;
  /** The user scrolled away from the last row (false), or back to it (true). */
  onAtEnd?: (atEnd: boolean) => void;
  /** Drawn behind the rows, as high as all of them. */
  backdrop?: JSX.Element;
}): JSX.Element {
  const { label, count, rowHeight, selected, row, onSelect, follow = false, onAtEnd, backdrop } = props;
  const rowsId = useId();
  const box = useRef<HTMLDivElement>(null);
  const own = useRef(false);
  const view = useView(box);
  const { first, end } = rowWindow({ ...view, rowHeight, count, spare: SPARE_ROWS });

  const selectedKey = selected < 0 ? undefined : row(selected).key;

  const scrollTo = (element: HTMLElement, scrollTop: number): void => {
    // If it is there already, no scroll event comes to reset `own`.
    if (Math.abs(element.scrollTop - scrollTop) < 1) return;
    own.current = true;
    element.scrollTop = scrollTop;
  };

  useLayoutEffect(() => {
    const element = box.current;
    if (follow && element) scrollTo(element, element.scrollHeight - element.clientHeight);
  }, [follow, count, view.height]);

  // By its key: a row that moves up because earlier rows were dropped must not scroll the list.
  useEffect(() => {
    const element = box.current;
    if (selected < 0 || !element || element.clientHeight === 0) return;
    const { scrollTop, clientHeight: height } = element;
    scrollTo(element, scrollToRow(selected, { scrollTop, height, rowHeight }));
  }, [selectedKey, rowHeight, view.height > 0]);

  const onScroll = (): void => {
    const element = box.current;
    // Ignore scrolling by the list itself: only the user's scrolling counts.
    if (own.current || !element) {
      own.current = false;
      return;
    }
    onAtEnd?.(element.scrollHeight - element.clientHeight - element.scrollTop < rowHeight);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);
    const to = { ArrowDown: selected + 1, ArrowUp: selected - 1, PageDown: selected + page, PageUp: selected - page }[
      event.key
    ];
    const index = event.key === 'Home' ? 0 : event.key === 'End' ? count - 1 : to;
    if (index === undefined || count === 0) return;
    event.preventDefault();
    onSelect(Math.min(count - 1, Math.max(0, selected === -1 && event.key === 'ArrowUp' ? count - 1 : index)));
  };

  const rows = Array.from({ length: end - first }, (_, at) => first + at);
  return (
    <div
      ref={box}
      id={props.id}
      class={`virtual ${props.class ?? ''}`}
      role="listbox"
      aria-label={label}
      aria-activedescendant={selected >= first && selected < end ? `${rowsId}-${selected}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={onScroll}
    >
      <div class="virtual-rows" role="presentation" style={{ height: `${count * rowHeight}px` }}>
        {backdrop}
        {rows.map((index) => {
          const { key, content } = row(index);
          return (
            // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the listbox has the focus and the keys
            <div
              key={key}
              id={`${rowsId}-${index}`}
              class="virtual-row"
              role="option"
              aria-selected={index === selected}
              aria-setsize={count}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${index * rowHeight}px)`, height: `${rowHeight}px` }}
              onClick={() => onSelect(index)}
            >
              {content}
            </div>
          );
        })}
      </div>
    </div>
  );
}
