import type { Clock, Store } from '../ports.ts';
import { createThread } from '../thread/create-thread.ts';
import type { ThreadContext } from '../thread/thread-core.ts';
import { threadOfKey } from '../thread-key.ts';
import type { Announcements } from './announcements.ts';

/** What a sweeper works with. */
export interface SweeperOptions {
  readonly store: Pick<Store, 'unsettled' | 'read' | 'settle'>;
  readonly clock: Clock;
  readonly appId: string;
  readonly announcements: Announcements;
  readonly threads: ThreadContext;
}

/** After the start, so that the first deliveries come first. */
const FIRST_AFTER_MS = 5_000;
const EVERY_MS = 60_000;
/** Younger changes are left to the process that made them. */
const LEFT_ALONE_FOR_MS = 60_000;
const MOST_AT_ONCE = 200;

/**
 * Looks now and then for changes of owner that a process left unannounced when it died: each is announced, or noted as none.
 * A store that fails is asked again the next time.
 */
export class Sweeper {
  #timer: unknown;
  #isStopped = false;

  constructor(private readonly options: SweeperOptions) {
    this.#arm(FIRST_AFTER_MS);
  }

  /** Looks no more. */
  stop(): void {
    this.#isStopped = true;
    this.options.clock.clearTimeout(this.#timer);
  }

  #arm(delayMs: number): void {
    if (this.#isStopped) return;
    this.#timer = this.options.clock.setTimeout(() => void this.#sweep().then((next) => this.#arm(next)), delayMs);
  }

  /** Resolves to how long to wait for the next. */
  async #sweep(): Promise<number> {
    const { store, clock, appId } = this.options;
    try {
      const now = clock.now();
      const found = await store.unsettled(appId, { before: now - LEFT_ALONE_FOR_MS, limit: MOST_AT_ONCE, now });
      let settled = 0;
      for (const key of found) if (!this.#isStopped && (await this.#settle(key))) settled += 1;
      return settled === MOST_AT_ONCE ? 0 : EVERY_MS;
    } catch {
      // The store has said so in the log.
      return EVERY_MS;
    }
  }

  async #settle(key: string): Promise<boolean> {
    const { store, clock, announcements, threads } = this.options;
    const reference = threadOfKey(key);
    if (reference !== undefined) return announcements.settle(createThread(threads, reference), key);
    // A key of no thread has nothing to announce.
    const { changes } = await store.read(key, clock.now());
    await store.settle(key, { changes, now: clock.now() });
    return true;
  }
}
