/** The part of a long list that is in the document. */
export interface RowWindow {
  /** Index of the first row. */
  first: number;
  /** Index after the last row. */
  end: number;
}

/**
 * The rows of equal height that must be in the document: those in sight, and `spare` more on both sides so that a
 * quick scroll shows no blank. Their number depends only on the height of the view, not on `count`.
 */
export function rowWindow(view: {
  scrollTop: number;
  height: number;
  rowHeight: number;
  count: number;
  spare: number;
}): RowWindow {
  const { scrollTop, height, rowHeight, count, spare } = view;
  const first = Math.max(0, Math.min(Math.floor(scrollTop / rowHeight), count) - spare);
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + spare);
  return { first, end: Math.max(first, end) };
}

/** Where to scroll to bring row `index` into sight; the current position if it is in sight already. */
export function scrollToRow(index: number, view: { scrollTop: number; height: number; rowHeight: number }): number {
  const top = index * view.rowHeight;
  if (top < view.scrollTop) return top;
  const bottom = top + view.rowHeight;
  return bottom > view.scrollTop + view.height ? bottom - view.height : view.scrollTop;
}
