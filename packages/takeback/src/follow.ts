import { type Awaitable, asError, type Clock, type Thread } from '@handover/core';
import type { CheckedOptions } from './options.ts';
import { cleared, deadlineOf, followed, isClaimed, released, type Watch, wakeAt, watching } from './watch.ts';
import type { Watches } from './watches.ts';

/** Moves the clock of a thread. */
export interface Follow {
  /**
   * Starts, restarts or stops the clock by who owns the thread now. May be called at any time, and any number of times.
   * Resolves to what the option `only` failed with, if it did: the thread is watched then.
   */
  owner(thread: Thread): Promise<Error | undefined>;
  /** A person was at work in the thread at `atMs`: the newest such sign counts, in whatever order they come. */
  sign(thread: Thread, atMs: number): Promise<void>;
}

/** What {@link follow} works with. */
export interface FollowOptions {
  readonly watches: Watches;
  readonly options: CheckedOptions;
  readonly clock: Clock;
}

/** What becomes of a watch: nothing without a `watch`. */
interface Change {
  readonly watch?: Watch | undefined;
  /** When its timer is to ring, in ms; `none`: never. The timer stays as it is where nothing is said. */
  readonly timerMs?: number | 'none' | undefined;
}

/** Meta's clock may run ahead of ours, but a sign from the far future would keep the thread for good. */
const MOST_AHEAD_MS = 60_000;

export function follow({ watches, options, clock }: FollowOptions): Follow {
  async function owner(thread: Thread): Promise<Error | undefined> {
    const state = await thread.state();
    if (state.owner.kind === 'unknown') return undefined;
    if (state.owner.kind !== 'app') {
      await back(thread, state.owner.kind);
      return undefined;
    }
    const { metadata, owner } = state;
    let wanted: boolean | undefined;
    let failure: Error | undefined;

    await updateWithTimer(thread, async (watch) => {
      const { watch: next, isNew, isNamed } = followed(watch, state, clock.now());
      const isUnwanted = next.isUnwanted === true;
      if (!isNew && !(isNamed && (next.phase === 'watching' || isUnwanted))) {
        // Told again: whoever was told first may have died before the timer was set.
        return { watch: next === watch ? undefined : next, timerMs: wakeAt(next, options) };
      }
      try {
        wanted ??= await options.only({ thread, owner, ...(metadata !== undefined ? { metadata } : {}) });
      } catch (error) {
        failure = asError(error);
        wanted = true;
      }
      // Who brings it back right now loses the turn by this.
      if (!wanted) return { watch: { ...released(next), phase: 'left', isUnwanted: true }, timerMs: 'none' };
      if (isUnwanted) return wake(watching(next, next.sinceMs ?? clock.now(), next.appId));
      return isNew ? wake(next) : { watch: next, timerMs: wakeAt(next, options) };
    });
    return failure;
  }

  /** The thread is ours or nobody's. */
  async function back(thread: Thread, kind: 'self' | 'idle'): Promise<void> {
    await updateWithTimer(thread, (watch) => {
      // Whoever brings it back right now has the word; if they died, the timer has.
      if (watch.phase === 'none' || watch.lease !== undefined) return {};
      if (watch.isTried === true && kind === 'self') {
        return { watch: { ...watch, isBack: true }, timerMs: clock.now() };
      }
      return { watch: cleared(watch), timerMs: 'none' };
    });
  }

  /** The watch, with a timer for its end. */
  function wake(watch: Watch): Change {
    const timerMs = deadlineOf(watch, options);
    return { watch: { ...watch, timerMs }, timerMs };
  }

  /**
   * Sets the timer once the watch is written: one that is due at once would find nothing to do yet. A process that dies in
   * between has not told of what it met, and is told of it again.
   */
  async function updateWithTimer(
    thread: Thread,
    change: (watch: Watch) => Awaitable<Change>,
  ): Promise<Watch | undefined> {
    let timerMs: Change['timerMs'];
    const written = await watches.update(thread, async (watch) => {
      const changed = await change(watch);
      timerMs = changed.timerMs;
      return changed.watch;
    });
    if (timerMs === 'none') await watches.cancel(thread);
    else if (timerMs !== undefined) await watches.schedule(thread, timerMs);
    return written;
  }

  async function sign(thread: Thread, atMs: number): Promise<void> {
    const at = Math.min(atMs, clock.now() + MOST_AHEAD_MS);
    const written = await updateWithTimer(thread, (watch) => {
      // Delivered again: whoever had it first may have died before the timer was set.
      if (watch.signMs === at && watch.lease === undefined) return { timerMs: wakeAt(watch, options) };
      if ((watch.signMs ?? 0) >= at) return {};
      const next = { ...watch, signMs: at };
      if (watch.phase === 'left' && watch.leftMs !== undefined && at > watch.leftMs) {
        return wake(watching(next, watch.sinceMs ?? at, watch.appId));
      }
      if (watch.phase !== 'watching' || !isClaimed(next)) return { watch: next };
      // Only a sign that brings the end forward needs a timer of its own: a late one is found when the timer rings.
      return deadlineOf(next, options) < (watch.timerMs ?? Number.POSITIVE_INFINITY) ? wake(next) : { watch: next };
    });
    // An owner that nobody could note, since the store was away when it was announced.
    if (written?.phase === 'none') await owner(thread);
  }

  return { owner, sign };
}
