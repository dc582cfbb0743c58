import type { Connection } from './connection.ts';
import { isLocked } from './failures.ts';

/** Does `work` in a transaction that others may share, and resolves once that is committed. */
export type Together = <Result>(work: () => Result) => Promise<Result>;

/** One caller's share of a transaction. */
interface Part {
  work(): void;
  resolve(): void;
  reject(error: unknown): void;
}

/** What one of several callers asked for can't be done. */
class PartFailure extends Error {}

/** A transaction that takes long keeps other processes waiting: no more callers than this share one. */
const MOST_PARTS = 100;

/**
 * Commits in one transaction what callers ask for in one turn of the event loop, in their order. Under load a process reads
 * many requests in a turn, and to commit costs more than what is committed. Where one caller's part fails, the transaction is
 * undone, and each caller gets one of its own. Where the transaction can't be begun or committed, that fails all of them.
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
    // A lock is everybody's: the whole transaction is tried again.
    if (isShared && !isLocked(error)) throw new PartFailure('a part failed', { cause: error });
    throw error;
  }
}
