import assert from 'node:assert/strict';
import type { Awaitable } from '@handover/core';
import type { DueTimer, Scheduler } from '@handover/core/store';
import type { ContractCase } from '../contract-case.ts';

/** A started scheduler under test, and a way to let time pass for it. */
export interface SchedulerSubject {
  /** The scheduler, started. */
  readonly scheduler: Scheduler;
  /** The time by the scheduler's clock, in ms. */
  now(): number;
  /** Lets at least `ms` pass, and lets due timers run: by moving a clock, or by waiting. */
  advance(ms: number): Promise<void>;
  /**
   * A second scheduler on the same data and clock, started, as in another process. Called at most once per case.
   * @default none: the cases for two schedulers are skipped, as for a scheduler in memory
   */
  another?(): Awaitable<Scheduler>;
  /** Called after the case, once the schedulers are closed: closes connections, removes files. */
  close?(): Awaitable<unknown>;
}

/** Makes a fresh subject, without timers, for each case. */
export type MakeScheduler = () => Awaitable<SchedulerSubject>;

/** What each case of the scheduler contract receives. */
export interface SchedulerUnderTest extends Omit<SchedulerSubject, 'close'> {
  /**
   * Lets time pass in small steps until `condition` holds.
   *
   * @throws {AssertionError} It does not hold within 30 s by the scheduler's clock.
   */
  eventually(what: string, condition: () => boolean): Promise<void>;
  /** Lets time pass, to check that nothing happens. Two calls last longer than the first pause after a failure. */
  quiet(): Promise<void>;
}

const MOST_MS = 30_000;
const LONGEST_STEP_MS = 250;
const QUIET_MS = 700;

/** Makes a case of the scheduler contract. */
export function schedulerCase(
  name: string,
  body: (subject: SchedulerUnderTest) => Promise<void>,
): ContractCase<MakeScheduler> {
  return {
    name,
    async run(make) {
      const subject = await make();
      const { scheduler, now, advance } = subject;
      const others: Scheduler[] = [];
      const another = async (): Promise<Scheduler> => {
        const other = await subject.another?.();
        assert.ok(other !== undefined);
        others.push(other);
        return other;
      };
      try {
        await body({
          scheduler,
          now: () => now(),
          advance: (ms) => advance(ms),
          ...(subject.another === undefined ? {} : { another }),
          async eventually(what, condition) {
            const until = now() + MOST_MS;
            for (let step = 20; !condition(); step = Math.min(step * 2, LONGEST_STEP_MS)) {
              assert.ok(now() < until, `within ${MOST_MS} ms: ${what}`);
              await advance(step);
            }
          },
          quiet: () => advance(QUIET_MS),
        });
      } finally {
        await Promise.all([scheduler, ...others].map((each) => each.close()));
        await subject.close?.();
      }
    },
  };
}

/** A handler that records each run and its time. */
export interface Recorder {
  /** Runs, in order. */
  readonly runs: (DueTimer & { readonly at: number })[];
  /** `data` of each run, in order. */
  readonly data: () => string[];
  /** The function for `scheduler.handle`. */
  readonly handler: (timer: DueTimer) => void;
}

/** Records runs with times from `now`. */
export function recorder(now: () => number): Recorder {
  const runs: (DueTimer & { at: number })[] = [];
  return {
    runs,
    data: () => runs.map(({ data }) => data),
    handler: (timer) => void runs.push({ ...timer, at: now() }),
  };
}

/** A promise and the function that resolves it. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

/** Makes a closed gate. */
export function gate(): Gate {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
