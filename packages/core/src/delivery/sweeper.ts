import { createThread } from '../thread/create-thread.ts';
import type { ThreadContext } from '../thread/thread-core.ts';
import { threadOfKey } from '../thread-key.ts';
import type { Announcements, Settled } from './announcements.ts';
import type { Deliveries } from './deliveries.ts';
import type { Parked } from './parked.ts';

/** What a sweeper works with. */
export interface SweeperOptions extends ThreadContext {
  /**
   * A parked event can be claimed this long after its process crashed; the sweeper looks for such events every half of
   * it.
   */
  readonly leaseMs: number;
  readonly announcements: Announcements;
  readonly parked: Pick<Parked, 'startLeft'>;
  readonly deliveries: Pick<Deliveries, 'atWork'>;
}

/** Delay after the start, so that the first deliveries run first. */
const FIRST_AFTER_MS = 5_000;
/** How often to look for changes of owner. */
const CHANGES_EVERY_MS = 60_000;
/** Younger changes are left to the process that observed them. */
const LEFT_ALONE_FOR_MS = 60_000;
const MOST_AT_ONCE = 200;

/**
 * Looks at intervals for work that a crashed process left. It runs parked events, and announces changes of owner or
 * notes that there is none. If the store fails, the sweeper tries again at the next interval.
 */
export class Sweeper {
  readonly #timers = new Set<unknown>();
  #isStopped = false;

  constructor(private readonly options: SweeperOptions) {}

  /** Starts sweeping. */
  start(): void {
    this.#arm(FIRST_AFTER_MS, CHANGES_EVERY_MS, async () => (await this.#changes()).settled === MOST_AT_ONCE);
    this.#arm(FIRST_AFTER_MS, this.options.leaseMs / 2, async () => {
      await this.#startLeft(false);
      return false;
    });
  }

  /** Stops sweeping. */
  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers) this.options.clock.clearTimeout(timer);
  }

  /** Sweeps once, and resolves to what it found when that work has ended. @throws {StoreError} The store failed. */
  async sweepNow(): Promise<{ readonly events: number; readonly announcements: number }> {
    const runs = await this.#startLeft(true);
    await Promise.all(runs);
    const events = runs.length;
    let announcements = 0;
    for (;;) {
      const { found, settled, announced } = await this.#changes();
      announcements += announced;
      if (found < MOST_AT_ONCE || settled === 0) return { events, announcements };
    }
  }

  /** Repeats `sweep`: at once if it resolves to true, for more that is left. */
  #arm(delayMs: number, everyMs: number, sweep: () => Promise<boolean>): void {
    if (this.#isStopped) return;
    const timer = this.options.clock.setTimeout(async () => {
      this.#timers.delete(timer);
      // The store has logged its failure.
      const isMoreLeft = await sweep().catch(() => false);
      this.#arm(isMoreLeft ? 0 : everyMs, everyMs, sweep);
    }, delayMs);
    this.#timers.add(timer);
  }

  /** Closing waits for what was started. */
  async #startLeft(isOnce: boolean): Promise<readonly Promise<void>[]> {
    const { deliveries, parked } = this.options;
    return deliveries.atWork(async () => {
      const runs = await parked.startLeft(isOnce);
      for (const run of runs) void deliveries.atWork(() => run);
      return runs;
    });
  }

  async #changes(): Promise<{ readonly found: number; readonly settled: number; readonly announced: number }> {
    const { store, clock, appId } = this.options;
    const now = clock.now();
    const found = await store.unsettled(appId, { before: now - LEFT_ALONE_FOR_MS, limit: MOST_AT_ONCE, now });
    const results: Settled[] = [];
    for (const key of found) if (!this.#isStopped) results.push(await this.#settle(key));
    const settled = results.filter((result) => result !== 'pending').length;
    const announced = results.filter((result) => result === 'announced').length;
    return { found: found.length, settled, announced };
  }

  async #settle(key: string): Promise<Settled> {
    const { store, clock, announcements } = this.options;
    const reference = threadOfKey(key);
    if (reference !== undefined) return announcements.settle(createThread(this.options, reference), key);
    // A key that is not a thread's has nothing to announce.
    const { changes } = await store.read(key, clock.now());
    await store.settle(key, { changes, now: clock.now() });
    return 'nothing';
  }
}
