import { type PluginHost, StoreError, type Thread } from '@handover/core';
import { dueAt, next } from './next.ts';
import { threadKey, threadOfKey } from './platform.ts';
import { parse, print } from './state.ts';
import type { Rules, Step, TakebackEvent } from './steps.ts';

/** The states of all threads: in the store, with a timer each. */
export interface States {
  /** When a thread is to come back as things stand; `undefined` where nothing is to come. */
  dueAt(thread: Thread): Promise<Date | undefined>;
  /** Writes what the event makes of the state, and sets the timer. The task of the step is left to the caller. */
  apply(thread: Thread, event: TakebackEvent): Promise<Step>;
  /** Rings in this process. */
  handle(ring: (thread: Thread) => Promise<void>): void;
}

/** Name of the value in the store. */
const VALUE = 'takeback';
/** Longer than control can last. */
const KEEP_MS = 31 * 86_400_000;
/** Each try that fails is one in which another process has written. */
const MOST_TRIES = 50;

/** Keeps the states in the store by compare-and-set, and their timers in the scheduler. */
export function createStates(bot: Pick<PluginHost, 'appId' | 'clock' | 'scheduler' | 'thread'>, rules: Rules): States {
  const { clock, scheduler } = bot;
  // Two apps may share one scheduler.
  const timers = `takeback-${bot.appId}`;

  async function write(thread: Thread, event: TakebackEvent): Promise<Step> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const expected = await thread.values.get(VALUE);
      const before = parse(expected);
      const step = next(before, event, clock.now(), rules);
      if (step.state === before) return step;
      const value = print(step.state);
      if (value === expected || (await thread.values.compareAndSet(VALUE, value, { expected, ttlMs: KEEP_MS })))
        return step;
    }
    throw new StoreError(`The value ${VALUE} of a thread could not be set in ${MOST_TRIES} tries`);
  }

  return {
    async dueAt(thread) {
      const dueMs = dueAt(parse(await thread.values.get(VALUE)), rules);
      return dueMs === undefined ? undefined : new Date(Math.max(dueMs, clock.now()));
    },

    async apply(thread, event) {
      const step = await write(thread, event);
      // Once it is written: a timer that is due at once would find nothing to do yet. A process that dies in between has
      // not finished with the event, and gets it again.
      if (step.timer === 'off') await scheduler.cancel(timers, threadKey(thread));
      else if (step.timer !== undefined) {
        await scheduler.schedule(timers, threadKey(thread), Math.max(step.timer, clock.now()), '');
      }
      return step;
    },

    handle(ring) {
      scheduler.handle(timers, async ({ key }) => {
        const reference = threadOfKey(key);
        if (reference !== undefined) await ring(bot.thread(reference));
      });
    },
  };
}
