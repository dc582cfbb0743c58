import type { Connection } from './connection.ts';
import { isLocked } from './failures.ts';

/** Runs `work` in a transaction that other callers may share. Resolves once the transaction is committed. */
export type Together = <Result>(work: () => Result) => Promise<Result>;

/** One caller's share of a transaction. */
interface Part {
  work(): void;
  resolve(): void;
  reject(error: unknown): void;
}

/** The work of one of several callers failed. */
class PartFailure extends Error {}

/** At most this many callers share a transaction, because a long transaction keeps other processes waiting. */
const MOST_PARTS = 100;

/**
 * Runs the work of all callers of one turn of the event loop in one transaction, in the order of the calls. Under load,
 * a process reads many requests in a turn, and a commit costs more than the work. If one caller's work fails, the
 * transaction is rolled back, and each caller gets a transaction of its own. If it can't begin or commit, all callers
 * fail.
 */
export function together({ write }: Pick<Connection, 'write'>): Together {
  let open: Part[] = [];

  function commitAll(): void {
    const parts = open;
    open = [];
    for (let from = 0; from < parts.length; from += MOST_PARTS) void commit(parts.slice(from, from + MOST_PARTS));
  }

  async function commit(parts: readonly Part[]): Promise<void> {
    const isShared = parts.length > 1;
    try {
      await write(() => {
        for (const part of parts) doPart(part, isShared);
      });
    } catch (error) {
      const isOfOne = error instanceof Error && error.cause instanceof PartFailure;
      for (const part of parts) {
        if (isOfOne) void commit([part]);
        else part.reject(error);
      }
      return;
    }
    for (const part of parts) part.resolve();
  }

  return (work) =>
    new Promise((resolve, reject) => {
      let result: ReturnType<typeof work>;
      if (open.length === 0) setImmediate(commitAll);
      open.push({
        work: () => {
          result = work();
        },
        resolve: () => resolve(result),
        reject,
      });
    });
}

function doPart(part: Part, isShared: boolean): void {
  try {
    part.work();
  } catch (error) {
    // A lock affects all callers: the connection retries the transaction with all of them.
    if (isShared && !isLocked(error)) throw new PartFailure('a part failed', { cause: error });
    throw error;
  }
}
