/** Limits in ms: how long a person may be quiet, and how long to wait for the first one. */
export interface Limits {
  readonly afterMs?: number;
  readonly unclaimedAfterMs?: number;
}

/** The right to bring one thread back. If its holder dies, it is free again at `untilMs`. */
export interface Lease {
  readonly token: string;
  readonly untilMs: number;
}

/** What stays whoever owns the thread. */
interface Kept {
  /** The newest sign of a person at work in the thread, in ms. */
  readonly signMs?: number;
  /** The thread's own limits. */
  readonly limits?: Limits;
}

/** Another app owns the thread. */
interface Owned extends Kept {
  /** The owner; missing where Meta has not named it. */
  readonly appId?: string;
  /** Since when it owns the thread, in ms. */
  readonly sinceMs: number;
}

/** The thread is to come back. */
interface Pursued extends Owned {
  /** The machine that works on it right now. */
  readonly lease?: Lease;
  /** Since when trouble has kept the thread from coming back, in ms. */
  readonly failingMs?: number;
}

/** No other app is known to own the thread. */
export interface Unowned extends Kept {
  readonly kind: 'unowned';
}

/** The clock runs. */
export interface Waiting extends Pursued {
  readonly kind: 'waiting';
}

/** A take or a request is on its way, or was: if the thread is ours, that is why. */
export interface Taking extends Pursued {
  readonly kind: 'taking';
}

/** The owner was asked for the thread. */
export interface Asked extends Pursued {
  readonly kind: 'asked';
  readonly askedMs: number;
}

/** The thread is back, which is still to be announced. */
export interface Back extends Owned {
  readonly kind: 'back';
  /** The message was said, or its sender died while it was about to: it must not be said again. */
  readonly isSaid: boolean;
  readonly lease?: Lease;
}

/**
 * The owner keeps the thread. `unwanted`: the option `only` refused it; asked again if an unnamed owner gets a name.
 * `cancelled`: until another owner comes. `failed`: it could not be got; a sign after `failedMs` starts the clock.
 */
export type Left = Owned & { readonly kind: 'left' } & Why;

/** Why the owner keeps the thread. */
export type Why = { readonly why: 'unwanted' | 'cancelled' } | { readonly why: 'failed'; readonly failedMs: number };

/** The states in which there is something to do at some time. */
export type Active = Waiting | Taking | Asked | Back;

/** What is remembered of one thread, as one value in the store. */
export type State = Unowned | Active | Left;

const KINDS: ReadonlySet<unknown> = new Set<State['kind']>(['unowned', 'waiting', 'taking', 'asked', 'back', 'left']);

/** Reads what {@link print} wrote; anything else counts as nothing known. */
export function parse(value: string | undefined): State {
  try {
    const state = JSON.parse(value ?? 'null') as State | null;
    if (KINDS.has(state?.kind)) return state as State;
  } catch {
    // Another program's value under our name: the next owner's state replaces it.
  }
  return { kind: 'unowned' };
}

/** The state as a value of the store; `undefined` where there is nothing to remember. */
export function print(state: State): string | undefined {
  return state.kind === 'unowned' && Object.keys(state).length === 1 ? undefined : JSON.stringify(state);
}

/** The lease on a thread, held or expired. */
export function leaseOf(state: State): Lease | undefined {
  return 'lease' in state ? state.lease : undefined;
}
