const MOST_PAGES = 10_000;

/** Sets the entry of a page. Removes the oldest entry if there are too many: a map keeps the order of insertion. */
export function remember<Value>(pages: Map<string, Value>, key: string, value: Value): void {
  pages.delete(key);
  pages.set(key, value);
  const oldest = pages.keys().next();
  if (pages.size > MOST_PAGES && oldest.done !== true) pages.delete(oldest.value);
}
