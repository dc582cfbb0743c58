import { unref } from '../clock.ts';
import type { Clock, Store } from '../ports.ts';
import type { ThreadRecord } from './registers.ts';

/** What a sweeper works with. */
export interface SweeperOptions {
  readonly store: Pick<Store, 'unsettled' | 'settle' | 'read'>;
  readonly clock: Clock;
  readonly appId: string;
  /** Tells of the change that the record holds; resolves to whether there was one. Never rejects. */
  readonly meet: (thread: string, record: ThreadRecord) => Promise<boolean>;
}

/** After the start, so that the first deliveries come first. */
const FIRST_AFTER_MS = 5_000;
const EVERY_MS = 60_000;
/** Younger changes are being told of by those who made them. */
const LEFT_ALONE_FOR_MS = 60_000;
const MOST_AT_ONCE = 200;

/**
 * Looks now and then, in the background, for changes of owner that nobody has told of, since the process that was to
 * tell died: each is told of, or noted as none. Returns what ends it. A store that fails is asked again the next time.
 */
export function sweeper({ store, clock, appId, meet }: SweeperOptions): () => void {
  let timer: unknown;
  let stopped = false;

  function arm(delayMs: number): void {
    if (stopped) return;
    timer = clock.setTimeout(() => void sweep().then(arm), delayMs);
    unref(timer);
  }

  /** Resolves to how long to wait for the next. */
  async function sweep(): Promise<number> {
    try {
      const now = clock.now();
      const found = await store.unsettled(appId, { before: now - LEFT_ALONE_FOR_MS, limit: MOST_AT_ONCE, now });
      let settled = 0;
      for (const thread of found) if (!stopped && (await settle(thread))) settled += 1;
      return settled === MOST_AT_ONCE ? 0 : EVERY_MS;
    } catch {
      // The store has said so in the log.
      return EVERY_MS;
    }
  }

  async function settle(thread: string): Promise<boolean> {
    const record = await store.read(thread, clock.now());
    // An announcement settles by itself, unless it failed or is another's: then it is met again.
    if (await meet(thread, record)) return false;
    await store.settle(thread, { changes: record.changes, now: clock.now() });
    return true;
  }

  arm(FIRST_AFTER_MS);
  return () => {
    stopped = true;
    clock.clearTimeout(timer);
  };
}
