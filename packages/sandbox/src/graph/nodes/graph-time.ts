/** A time as Graph writes it: no milliseconds, `+0000` for UTC. */
export function graphTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, '+0000');
}
