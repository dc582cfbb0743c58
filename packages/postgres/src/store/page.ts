import type { Page } from '@handover/core';

/** A place in a list. The list is ordered by time, and for the same time by a text or number. */
export interface Place {
  /** Absent before all items. */
  readonly at?: number;
  readonly rest: string;
}

/**
 * Decodes a cursor.
 *
 * @param start What `rest` is before all items.
 * @param isRest Whether `rest` may be one of a cursor.
 * @throws {TypeError} `cursor` is not the cursor of a page.
 */
export function placeOf(cursor: string | undefined, start: string, isRest: (rest: string) => boolean): Place {
  if (cursor === undefined) return { rest: start };
  const gap = cursor.indexOf(' ');
  const at = Number(cursor.slice(0, gap));
  const rest = cursor.slice(gap + 1);
  if (gap < 1 || !Number.isFinite(at) || !isRest(rest)) throw new TypeError('cursor must be the cursor of a page');
  return { at, rest };
}

/** Makes a page of the first `limit` rows. Query `limit + 1` rows: an extra row means that there is a next page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  itemOf: (row: Row) => Item,
  placeOfRow: (row: Row) => Required<Place>,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const items = shown.map(itemOf);
  const last = shown.at(-1);
  if (rows.length <= limit || last === undefined) return { items };
  const { at, rest } = placeOfRow(last);
  return { items, cursor: `${at} ${rest}` };
}
