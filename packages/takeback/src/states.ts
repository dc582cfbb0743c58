import { type PluginHost, StoreError, type Thread } from '@handover/core';
import { dueAt, next } from './next.ts';
import { threadKey, threadOfKey } from './platform.ts';
import { parse, print } from './state.ts';
import type { Rules, Step, TakebackEvent } from './steps.ts';

/** The states of all threads: each is a value in the store and has a timer. */
export interface States {
  /** Resolves to when a thread will come back if nothing changes; `undefined` if it is not due to come back. */
  dueAt(thread: Thread): Promise<Date | undefined>;
  /** Applies an event: writes the new state and sets the timer. The caller carries out the step's task. */
  apply(thread: Thread, event: TakebackEvent): Promise<Step>;
  /** Registers `ring` as the handler of the timers in this process. */
  handle(ring: (thread: Thread) => Promise<void>): void;
}

/** Name of the value in the store. */
const VALUE = 'takeback';
/** Longer than control can last. */
const KEEP_MS = 31 * 86_400_000;
/** A try fails only if another process wrote the value meanwhile. */
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
    throw new StoreError(`Thread value ${VALUE} not written: other processes changed it ${MOST_TRIES} times`);
  }

  return {
    async dueAt(thread) {
      const dueMs = dueAt(parse(await thread.values.get(VALUE)), rules);
      return dueMs === undefined ? undefined : new Date(Math.max(dueMs, clock.now()));
    },

    async apply(thread, event) {
      const step = await write(thread, event);
      // Set the timer after the write: a timer that fires at once must find the new state. If the process dies in
      // between, it has not finished the event, so the event is delivered again.
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
