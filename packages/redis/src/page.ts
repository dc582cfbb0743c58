/**
 * Decodes a cursor: a number, a space and a key.
 *
 * @returns Both as arguments of a script; empty texts if there is no cursor.
 * @throws {TypeError} `cursor` is not the cursor of a page.
 */
export function placeOf(cursor: string | undefined): readonly [at: string, key: string] {
  if (cursor === undefined) return ['', ''];
  const gap = cursor.indexOf(' ');
  const at = cursor.slice(0, gap);
  if (gap < 1 || !Number.isFinite(Number(at))) throw new TypeError('cursor must be the cursor of a page');
  return [at, cursor.slice(gap + 1)];
}
