/** Limits in ms: how long a person may be quiet, and how long to wait for the first one. */
export interface Limits {
  readonly afterMs?: number;
  readonly unclaimedAfterMs?: number;
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
  /** The machine that works on it right now. If it dies, another may after `untilMs`. */
  readonly lease?: { readonly token: string; readonly untilMs: number };
  /** Since when trouble has kept the thread from coming back, in ms. */
  readonly failingMs?: number;
}

/** The states in which there is something to do at some time. */
export type Active =
  /** The clock runs. */
  | ({ readonly kind: 'waiting' } & Pursued)
  /** A take or a request is on its way, or was: if the thread is ours, that is why. */
  | ({ readonly kind: 'taking' } & Pursued)
  /** The owner was asked for the thread. */
  | ({ readonly kind: 'asked'; readonly askedMs: number } & Pursued)
  /** The thread is back, which is still to be announced. `isSaid`: the message is said, or nearly, and not to be repeated. */
  | ({ readonly kind: 'back'; readonly isSaid: boolean } & Omit<Pursued, 'failingMs'>);

/** Why an owner keeps a thread. */
export type Why =
  /** The option `only` refused it. It is asked again if an unnamed owner gets a name. */
  | { readonly why: 'unwanted' }
  | { readonly why: 'cancelled' }
  /** It could not be got. A later sign of a person starts the clock. */
  | { readonly why: 'failed'; readonly failedMs: number };

/** What is remembered of one thread, as one value in the store. */
export type State =
  /** No other app is known to own the thread. */
  | ({ readonly kind: 'unowned' } & Kept)
  | Active
  /** The owner keeps the thread. */
  | ({ readonly kind: 'left' } & Owned & Why);

/** The states of some kinds. */
export type In<Kind extends State['kind']> = Extract<State, { readonly kind: Kind }>;

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
