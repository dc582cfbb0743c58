import type { Thread } from '@handover/core';
import type { Attributes } from '@opentelemetry/api';
import type { Instruments } from './instruments.ts';
import { type Journey, type Measure, next, type Step } from './journey.ts';

/** Name of the value in the store. */
const VALUE = 'otel';
/** Longer than control can last. */
const KEEP_MS = 31 * 86_400_000;
/** A try fails only if another process wrote the value meanwhile. */
const MOST_TRIES = 50;

/** The journeys of all threads. */
export interface Journeys {
  /** Whether the thread is on one. */
  isOn(thread: Thread): Promise<boolean>;
  /** Takes a step. The process that writes it counts it, and only that one. */
  take(thread: Thread, step: Step): Promise<void>;
}

/** Keeps the journeys in the store by compare-and-set, and adds to the metrics what each step says. */
export function createJourneys(instruments: Instruments): Journeys {
  return {
    isOn: async (thread) => parse(await thread.values.get(VALUE)) !== undefined,

    async take(thread, step) {
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const expected = await thread.values.get(VALUE);
        const { journey, measures } = next(parse(expected), step);
        const value = journey === undefined ? undefined : JSON.stringify(journey);
        if (value === expected) return;
        if (!(await thread.values.compareAndSet(VALUE, value, { expected, ttlMs: KEEP_MS }))) continue;
        for (const measure of measures) count(instruments, measure, thread.platform);
        return;
      }
      throw new Error(`Thread value ${VALUE} not written: other processes changed it ${MOST_TRIES} times`);
    },
  };
}

function count(instruments: Instruments, measure: Measure, platform: string): void {
  const { target, cause } = measure;
  const attributes: Attributes = {
    'handover.platform': platform,
    'handover.target': target,
    'handover.cause': cause,
  };
  switch (measure.of) {
    case 'handover':
      instruments.handovers.add(1, attributes);
      return;
    case 'claim':
      instruments.timeToClaim.record(measure.ms / 1_000, attributes);
      return;
    case 'reply':
      instruments.timeToFirstHumanReply.record(measure.ms / 1_000, attributes);
      return;
    case 'return': {
      const { by, isClaimed, ms } = measure;
      const all = { ...attributes, 'handover.by': by, 'handover.claimed': isClaimed };
      instruments.returns.add(1, all);
      if (ms !== undefined) instruments.timeInHumanHands.record(ms / 1_000, all);
    }
  }
}

/** What another program wrote under our name counts as nothing. */
function parse(value: string | undefined): Journey | undefined {
  try {
    const journey = JSON.parse(value ?? 'null') as Journey | null;
    return typeof journey?.since === 'number' && typeof journey.target === 'string' ? journey : undefined;
  } catch {
    return undefined;
  }
}
