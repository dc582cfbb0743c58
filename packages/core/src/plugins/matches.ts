/** `test` of a global or sticky expression continues where the last call ended, so `lastIndex` is reset. */
export function matches(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(text);
}
