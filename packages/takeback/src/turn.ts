import { randomUUID } from 'node:crypto';
import type { Clock, Thread } from '@handover/core';
import { released, type Watch, wakeAt } from './watch.ts';
import type { Watches } from './watches.ts';

/** The right to bring one thread back: one holder at a time, however many machines ring. */
export interface Turn {
  /** The watch as it was when the turn began, without the lease. */
  readonly watch: Watch;
  /**
   * Changes the watch while the turn is still ours; the lease stays. `undefined` where the thread has changed hands
   * meanwhile, or `change` wants nothing.
   */
  update(change: (watch: Watch) => Watch | undefined): Promise<Watch | undefined>;
  /** Writes the watch that `change` makes, without the lease, and sets the timer where there is something left to do. */
  end(change: (watch: Watch) => Watch): Promise<Watch | undefined>;
  /** Gives the turn back without the timer being set: whoever rang it tries again. `undefined` where it was lost. */
  giveBack(change: (watch: Watch) => Watch): Promise<Watch | undefined>;
  /** Stops prolonging the lease. */
  stop(): void;
}

/** A holder that died is followed by another one after this time. */
const LEASE_MS = 10_000;

/** What turns are made of. */
export interface TurnOptions {
  readonly watches: Watches;
  readonly clock: Clock;
  readonly limits: Parameters<typeof wakeAt>[1];
}

/** Begins a turn; `undefined` where it is not time yet (the timer is set anew), or somebody else has it. */
export async function beginTurn(thread: Thread, { watches, clock, limits }: TurnOptions): Promise<Turn | undefined> {
  const token = randomUUID().slice(0, 13);
  let before: Watch | undefined;
  const begun = await watches.update(thread, async (watch) => {
    before = undefined;
    const wakeMs = wakeAt(watch, limits);
    if (wakeMs === undefined) return undefined;
    if (wakeMs > clock.now()) {
      await watches.schedule(thread, wakeMs);
      return watch.timerMs === wakeMs ? undefined : { ...watch, timerMs: wakeMs };
    }
    before = watch;
    return { ...watch, lease: { token, untilMs: clock.now() + LEASE_MS } };
  });
  if (begun === undefined || before === undefined) return undefined;

  let renewal: unknown;
  let isOver = false;
  const renewLater = (): void => {
    if (!isOver) renewal = clock.setTimeout(() => void renew().then(renewLater), LEASE_MS / 3);
  };
  async function renew(): Promise<void> {
    try {
      const renewed = await update((watch) => watch);
      if (renewed === undefined) isOver = true;
    } catch {
      // The store has said so in the log; the next turn of the timer tries again.
    }
  }
  const update: Turn['update'] = (change) =>
    watches.update(thread, (watch) => {
      const changed = watch.lease?.token === token ? change(watch) : undefined;
      return changed && { ...changed, lease: { token, untilMs: clock.now() + LEASE_MS } };
    });
  renewLater();

  return {
    watch: released(before),
    update,
    end: (change) =>
      watches.update(thread, async (latest) => {
        if (latest.lease?.token !== token) return undefined;
        const next = released(change(latest));
        const timerMs = wakeAt(next, limits);
        if (timerMs === undefined) return next;
        await watches.schedule(thread, timerMs);
        return { ...next, timerMs };
      }),
    giveBack: (change) =>
      watches.update(thread, (latest) => (latest.lease?.token === token ? released(change(latest)) : undefined)),
    stop() {
      isOver = true;
      clock.clearTimeout(renewal);
    },
  };
}
