import { type Clock, type Scheduler, StoreError, type Thread, type ThreadReference } from '@handover/core';
import { next } from './next.ts';
import { threadKey, threadOfKey } from './platform.ts';
import { parse, print, type State } from './state.ts';
import type { Rules, Step, TakebackEvent } from './steps.ts';

/** The states of all threads: in the store, with a timer each. */
export interface States {
  /** The state of a thread. */
  read(thread: Thread): Promise<State>;
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

/** What {@link createStates} works with. */
export interface StatesOptions {
  readonly appId: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly threadOf: (reference: ThreadReference) => Thread;
  readonly rules: Rules;
}

/** Keeps the states in the store by compare-and-set, and their timers in the scheduler. */
export function createStates({ appId, clock, scheduler, threadOf, rules }: StatesOptions): States {
  // Two apps may share one scheduler.
  const timers = `takeback-${appId}`;

  async function write(thread: Thread, event: TakebackEvent): Promise<Step> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const expected = await thread.values.get(VALUE);
      const before = parse(expected);
      const step = next(before, event, clock.now(), rules);
      if (step.state === before) return step;
      const value = print(step.state);
      if (value === expected || (await thread.values.set(VALUE, value, { expected, ttlMs: KEEP_MS }))) return step;
    }
    throw new StoreError(`The value ${VALUE} of a thread could not be set in ${MOST_TRIES} tries`);
  }

  return {
    read: async (thread) => parse(await thread.values.get(VALUE)),

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
        if (reference !== undefined) await ring(threadOf(reference));
      });
    },
  };
}
