/**
 * The cost of one batch.
 *
 * @typedef {object} Sample
 * @property {number} perSecond Operations per second.
 * @property {number} cpuMicros CPU time of the contender's process per operation, user and system, in µs.
 */

/**
 * Runs a task that does `count` operations in this process. Does not force a garbage collection: that would also
 * discard compiled code, and the next batch would take three times as long.
 *
 * @returns {Promise<Sample>}
 */
export async function timed(count, task) {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  await task();
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(before);
  return { perSecond: (count / ms) * 1000, cpuMicros: (user + system) / count };
}

/** Runs `count` operations, at most `concurrency` at a time. */
export async function inFlight(count, concurrency, operation) {
  let left = count;
  const line = async () => {
    while (left > 0) {
      left -= 1;
      await operation();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, line));
}
