import type { DueTimer } from '@handover/core/store';
import type { Database } from '../database/database.ts';
import { gather } from '../database/gather.ts';

/** A timer that is leased for a run. */
export interface LeasedTimer extends DueTimer {
  readonly name: string;
  /** How often it has failed so far. */
  readonly failures: number;
  /** Shows whether the timer was set again while it ran. */
  readonly revision: number;
}

/** The timers of a schema, as one process sees them. */
export interface Timers {
  /** Sets a timer. @param notify The channel on which to announce it, if any. */
  set(name: string, timer: DueTimer, now: number, notify: string | undefined): Promise<void>;
  cancel(name: string, key: string, now: number): Promise<void>;
  /** Leases due timers of these names, up to `most`, and resolves to them and to when the next timer is due. */
  lease(
    names: readonly string[],
    now: number,
    most: number,
  ): Promise<{ readonly leased: readonly LeasedTimer[]; readonly next: number | null }>;
  /** Prolongs the leases of all timers that run here. */
  renew(now: number): Promise<void>;
  /** Records the end of a run. @param retryAt When to run it again, if it failed. */
  end(timer: LeasedTimer, retryAt: number | undefined): Promise<void>;
}

/** @param running The timers that run in this process; they stay its own even if their leases have expired. */
export function timersIn(
  { call }: Database,
  { holder, leaseMs, running }: { holder: string; leaseMs: number; running: ReadonlyMap<LeasedTimer, unknown> },
): Timers {
  const lease = (now: number): object => ({
    holder,
    until: now + leaseMs,
    running: [...running.keys()].map(({ name, key }) => [name, key]),
  });

  /** Informs the database that this process is delayed, not dead, if it runs the timer. */
  function own(name: string, key: string, now: number): object {
    const isOwn = [...running.keys()].some((timer) => timer.name === name && timer.key === key);
    return isOwn ? { runningBy: holder, until: now + leaseMs } : {};
  }

  const endAll = gather(
    async (runs: readonly object[], _: { readonly now: number }, since: number): Promise<readonly never[]> => {
      await call('end_timers', { holder, runs }, { since });
      return [];
    },
    () => '',
  );

  return {
    set: (name, timer, now, notify) => call('set_timer', { ...timer, name, now, notify, ...own(name, timer.key, now) }),

    cancel: (name, key, now) => call('cancel_timer', { name, key, now, ...own(name, key, now) }),

    lease: (names, now, most) => call('lease_timers', { ...lease(now), names, now, most }),

    renew: (now) => call('renew_timers', lease(now)),

    async end({ name, key, revision }, retryAt) {
      await endAll([{ name, key, revision, retryAt }], { now: 0 });
    },
  };
}
