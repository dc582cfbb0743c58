import { type Awaitable, type Clock, type Scheduler, StoreError, type Thread } from '@handover/core';
import { parse, print, type Watch } from './watch.ts';

/** The watches of all threads: in the store, with a timer each. */
export interface Watches {
  /** The watch of a thread. */
  read(thread: Thread): Promise<Watch>;
  /**
   * Changes the watch, and tells it as it was written; `undefined` where there is nothing to change. Called anew where
   * somebody else was faster.
   */
  update(thread: Thread, change: (watch: Watch) => Awaitable<Watch | undefined>): Promise<Watch | undefined>;
  /** Sets the thread's timer; one in the past rings at once. */
  schedule(thread: Thread, atMs: number): Promise<void>;
  /** Ends the thread's timer. */
  cancel(thread: Thread): Promise<void>;
  /** Rings in this process. */
  handle(ring: (thread: Thread) => Promise<void>): void;
}

/** Name of the value in the store. */
const VALUE = 'takeback';
/** Longer than control can last. */
const KEEP_MS = 31 * 86_400_000;
/** Each turn that is lost is one that somebody else has won. */
const MOST_TURNS = 50;

/** What watches are made of. */
export interface WatchesOptions {
  readonly appId: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly threadOf: (reference: {
    readonly platform: Thread['platform'];
    readonly pageId: string;
    readonly userId: string;
  }) => Thread;
}

export function watches({ appId, clock, scheduler, threadOf }: WatchesOptions): Watches {
  // Two apps may share one scheduler.
  const timers = `takeback-${appId}`;

  return {
    read: async (thread) => parse(await thread.values.get(VALUE)),

    async update(thread, change) {
      for (let turn = 0; turn < MOST_TURNS; turn += 1) {
        const expected = await thread.values.get(VALUE);
        const changed = await change(parse(expected));
        if (changed === undefined) return undefined;
        const value = print(changed);
        if (value === expected) return changed;
        if (await thread.values.set(VALUE, value, { expected, ttlMs: KEEP_MS })) return changed;
      }
      throw new StoreError(`The value ${VALUE} of a thread could not be set in ${MOST_TURNS} turns`);
    },

    schedule: async (thread, atMs) => scheduler.schedule(timers, keyOf(thread), Math.max(atMs, clock.now()), ''),
    cancel: async (thread) => scheduler.cancel(timers, keyOf(thread)),
    handle: (ring) => {
      scheduler.handle(timers, async ({ key }) => {
        const [, platform, pageId, userId] = /^(messenger|instagram):([^:]+):(.+)$/s.exec(key) ?? [];
        if (pageId === undefined || userId === undefined) return;
        await ring(threadOf({ platform: platform === 'instagram' ? 'instagram' : 'messenger', pageId, userId }));
      });
    },
  };
}

function keyOf({ platform, pageId, userId }: Thread): string {
  return `${platform}:${pageId}:${userId}`;
}
