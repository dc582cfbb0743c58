import type { Clock, Thread } from '@handover/core';
import { asError } from './failure.ts';
import type { CheckedOptions } from './options.ts';
import { cleared, deadlineOf, followed, isClaimed, type Watch, wakeAt, watching } from './watch.ts';
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

    await watches.update(thread, async (watch) => {
      const { watch: next, isNew } = followed(watch, state, clock.now());
      if (!isNew) {
        // Told again: whoever was told first may have died before the timer was set.
        const wakeMs = wakeAt(next, options);
        if (wakeMs !== undefined) await watches.schedule(thread, wakeMs);
        return next === watch ? undefined : next;
      }
      try {
        wanted ??= await options.only({ thread, owner, ...(metadata !== undefined ? { metadata } : {}) });
      } catch (error) {
        failure = asError(error);
        wanted = true;
      }
      if (wanted) return wake(thread, next);
      await watches.cancel(thread);
      return { ...next, phase: 'left' };
    });
    return failure;
  }

  /** The thread is ours or nobody's. */
  async function back(thread: Thread, kind: 'self' | 'idle'): Promise<void> {
    await watches.update(thread, async (watch) => {
      // Whoever brings it back right now has the word; if they died, the timer has.
      if (watch.phase === 'none' || watch.lease !== undefined) return undefined;
      if (watch.phase === 'asked' && kind === 'self') {
        await watches.schedule(thread, clock.now());
        return { ...watch, isBack: true };
      }
      await watches.cancel(thread);
      return cleared(watch);
    });
  }

  /** Sets the timer before the watch is written: one too many looks and goes, one that is missing would never be noticed. */
  async function wake(thread: Thread, watch: Watch): Promise<Watch> {
    const timerMs = deadlineOf(watch, options);
    await watches.schedule(thread, timerMs);
    return { ...watch, timerMs };
  }

  async function sign(thread: Thread, atMs: number): Promise<void> {
    const at = Math.min(atMs, clock.now());
    const written = await watches.update(thread, (watch) => {
      if ((watch.signMs ?? 0) >= at) return undefined;
      const next = { ...watch, signMs: at };
      if (watch.phase === 'left' && watch.leftMs !== undefined && at > watch.leftMs) {
        return wake(thread, watching(next, watch.sinceMs ?? at, watch.appId));
      }
      if (watch.phase !== 'watching' || !isClaimed(next)) return next;
      // Only a sign that brings the end forward needs a timer of its own: a late one is found when the timer rings.
      return deadlineOf(next, options) < (watch.timerMs ?? Number.POSITIVE_INFINITY) ? wake(thread, next) : next;
    });
    // An owner that nobody could note, since the store was away when it was announced.
    if (written?.phase === 'none') await owner(thread);
  }

  return { owner, sign };
}
