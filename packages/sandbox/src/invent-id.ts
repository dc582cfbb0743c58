/** The first id from `from` that is not taken. */
export function inventId(from: bigint, taken: readonly string[]): string {
  let candidate = from;
  while (taken.includes(String(candidate))) candidate += 1n;
  return String(candidate);
}
