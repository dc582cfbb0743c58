/** One slice of expired rows is removed for this many operations, so each event pays for more rows than it leaves behind. */
const EVERY_OPERATIONS = 64;
/** One slice per this much time, if there are few operations. */
const EVERY_MS = 60_000;

/** Makes a function that decides, at each call of operations, whether to remove a slice of expired rows besides. */
export function purgePace(): (operations: number, now: number) => boolean {
  let left = EVERY_OPERATIONS;
  let nextAt = Number.NEGATIVE_INFINITY;
  return (operations, now) => {
    left -= operations;
    if (left > 0 && now < nextAt) return false;
    left = EVERY_OPERATIONS;
    nextAt = now + EVERY_MS;
    return true;
  };
}
