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
/** What is more is left to the sweep. */
const MOST_LOOKS = 1_000;

/** Who looks for what others have left. */
export interface Sweeper {
  /** Looks at a thread once `delayMs` have passed: somebody is to tell of its change until then, or has died. */
  lookAt(thread: string, delayMs: number): void;
  stop(): void;
}

/**
 * Looks now and then, in the background, for changes of owner that nobody has told of, since the process that was to
 * tell died: each is told of, or noted as none. A store that fails is asked again the next time.
 */
export function sweeper({ store, clock, appId, meet }: SweeperOptions): Sweeper {
  let timer: unknown;
  let stopped = false;
  const looks = new Map<string, unknown>();

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

  async function look(thread: string): Promise<void> {
    looks.delete(thread);
    try {
      await settle(thread);
    } catch {
      // The store has said so in the log, and the thread stays unsettled: the next sweep finds it.
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
  return {
    lookAt(thread, delayMs) {
      if (stopped || looks.has(thread) || looks.size >= MOST_LOOKS) return;
      const waiting = clock.setTimeout(() => void look(thread), delayMs);
      unref(waiting);
      looks.set(thread, waiting);
    },
    stop() {
      stopped = true;
      clock.clearTimeout(timer);
      for (const each of looks.values()) clock.clearTimeout(each);
      looks.clear();
    },
  };
}
