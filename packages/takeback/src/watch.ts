import type { OwnerSource, ThreadState } from '@handover/core';

/**
 * What is remembered of a thread, as one value in the store. `none`: no other app is known to own it. `watching`: the clock
 * runs. `asked`: the owner was asked for it. `left`: another app owns it and keeps it: it is not wanted back, or could not be
 * got.
 */
export interface Watch {
  readonly phase: 'none' | 'watching' | 'asked' | 'left';
  /** Owner; missing where it is unnamed. */
  readonly appId?: string;
  /** Since when it owns, in ms. */
  readonly sinceMs?: number;
  /** The last sign of a person at work there, in ms, whoever owned the thread then. */
  readonly signMs?: number;
  /** When the timer rings, in ms; it may ring too early, never too late. */
  readonly timerMs?: number;
  /** When the owner was asked, in ms. */
  readonly askedMs?: number;
  /** `left`: the option `only` has refused it; asked again once an unnamed owner has a name. */
  readonly isUnwanted?: boolean;
  /** `left`: a later sign than this starts the clock anew, in ms. */
  readonly leftMs?: number;
  /** Since when trouble has kept the thread from coming back, in ms. */
  readonly failingMs?: number;
  /** A take or a request is on its way, or was: if the thread is ours, that is why. */
  readonly isTried?: boolean;
  /** The thread is back: it remains to tell. */
  readonly isBack?: boolean;
  /** The message is said, or nearly: it must not be said again. */
  readonly isSaid?: boolean;
  /** Who brings it back right now, and until when nobody else may, in ms. */
  readonly lease?: { readonly token: string; readonly untilMs: number };
  /** The thread's own limits, in ms. */
  readonly afterMs?: number;
  readonly unclaimedAfterMs?: number;
}

/** Limits that hold where the thread has none of its own. */
export interface Limits {
  readonly afterMs: number;
  readonly unclaimedAfterMs?: number;
}

/** The watch of a thread of which nothing is known. */
export const NO_WATCH: Watch = { phase: 'none' };

/** A reply that takes the thread is dated a little before or after the take; no person answers faster than this. */
const SLACK_MS = 1_000;

/** What is known of a thread that no other app owns. */
export function cleared({ signMs, afterMs, unclaimedAfterMs }: Watch): Watch {
  return {
    phase: 'none',
    ...(signMs !== undefined ? { signMs } : {}),
    ...(afterMs !== undefined ? { afterMs } : {}),
    ...(unclaimedAfterMs !== undefined ? { unclaimedAfterMs } : {}),
  };
}

/** The watch without a lease. */
export function released({ lease: _over, ...watch }: Watch): Watch {
  return watch;
}

/** Whether a person has answered under the present owner. */
export function isClaimed({ signMs, sinceMs }: Watch): boolean {
  return signMs !== undefined && sinceMs !== undefined && signMs >= sinceMs - SLACK_MS;
}

/** When the thread is to come back, in ms. */
export function deadlineOf(watch: Watch, limits: Limits): number {
  const afterMs = watch.afterMs ?? limits.afterMs;
  const unclaimedAfterMs = watch.unclaimedAfterMs ?? limits.unclaimedAfterMs ?? afterMs;
  const sinceMs = watch.sinceMs ?? 0;
  return isClaimed(watch) ? Math.max(sinceMs, watch.signMs ?? 0) + afterMs : sinceMs + unclaimedAfterMs;
}

/** When there is something to do, in ms; `undefined` where there is nothing. */
export function wakeAt(watch: Watch, limits: Limits & { readonly grantWithinMs: number }): number | undefined {
  const isWaiting = watch.phase === 'watching' || watch.phase === 'asked';
  // A lease that is over is that of a process that died at work.
  if (watch.lease !== undefined && isWaiting) return watch.lease.untilMs;
  if (watch.isBack === true) return 0;
  if (watch.phase === 'watching') return deadlineOf(watch, limits);
  return watch.phase === 'asked' ? (watch.askedMs ?? 0) + limits.grantWithinMs : undefined;
}

/** Where `since` of the state is when the owner became owner; of other sources it is when it was last found to be. */
const DATED: ReadonlySet<OwnerSource> = new Set<OwnerSource>(['pass', 'take', 'call']);

/** The watch of a thread that another app owns. */
export interface Followed {
  /** The same object where nothing has changed. */
  readonly watch: Watch;
  /** Another owner than the known one, or a later ownership of the same: the watch is a fresh one. */
  readonly isNew: boolean;
  /** The owner was unnamed, and has a name now. */
  readonly isNamed: boolean;
}

/** What becomes of a watch where another app owns the thread by `state`. */
export function followed(watch: Watch, state: ThreadState, now: number): Followed {
  const appId = state.owner.kind === 'app' ? state.owner.appId : undefined;
  const sinceMs = state.since?.getTime() ?? now;
  const isSame = watch.phase !== 'none' && (watch.appId === undefined || watch.appId === appId);
  const isLater = DATED.has(state.source) && sinceMs > (watch.sinceMs ?? 0);
  if (!isSame || isLater) return { watch: watching(watch, sinceMs, appId), isNew: true, isNamed: false };
  const isNamed = appId !== undefined && appId !== watch.appId;
  return { watch: isNamed ? { ...watch, appId } : watch, isNew: false, isNamed };
}

/** The watch as it begins: only the person's last sign and the thread's own limits are kept. */
export function watching(watch: Watch, sinceMs: number, appId: string | undefined): Watch {
  return { ...cleared(watch), phase: 'watching', sinceMs, ...(appId !== undefined ? { appId } : {}) };
}

/** Reads what {@link print} wrote; anything else counts as nothing known. */
export function parse(value: string | undefined): Watch {
  if (value === undefined) return NO_WATCH;
  try {
    const watch: unknown = JSON.parse(value);
    return typeof watch === 'object' && watch !== null && 'phase' in watch ? (watch as Watch) : NO_WATCH;
  } catch {
    // Another program's value under our name: the next ownership writes ours.
    return NO_WATCH;
  }
}

/** The watch as a value of the store; `undefined` where there is nothing to remember. */
export function print(watch: Watch): string | undefined {
  return watch.phase === 'none' && Object.keys(watch).length === 1 ? undefined : JSON.stringify(watch);
}
