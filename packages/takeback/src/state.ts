/** Limits in ms: how long a person may be quiet, and how long to wait for the first reply. */
export interface Limits {
  readonly afterMs?: number;
  readonly unclaimedAfterMs?: number;
}

/** What is kept when the owner changes. */
interface Kept {
  /** Time of the newest sign that a person worked in the thread, in ms. */
  readonly signMs?: number;
  /** The thread's own limits. */
  readonly limits?: Limits;
}

/** Another app owns the thread. */
interface Owned extends Kept {
  /** The owner; missing if Meta has not named it. */
  readonly appId?: string;
  /** Since when it owns the thread, in ms. */
  readonly sinceMs: number;
}

/** Takeback works to bring the thread back. */
interface Pursued extends Owned {
  /** Lease of the machine that works on the thread now. After `untilMs` another machine may take over. */
  readonly lease?: { readonly token: string; readonly untilMs: number };
  /** When the first of the present failures happened, in ms. */
  readonly failingMs?: number;
}

/** The states that have a timer. */
export type Active =
  /** The clock runs. */
  | ({ readonly kind: 'waiting' } & Pursued)
  /** A take or a request was started. If this app owns the thread now, that is why. */
  | ({ readonly kind: 'taking' } & Pursued)
  /** The owner was asked for the thread. */
  | ({ readonly kind: 'asked'; readonly askedMs: number } & Pursued)
  /** The thread is back, but not announced. `isSaid`: the message was sent or about to be, so do not send it again. */
  | ({ readonly kind: 'back'; readonly isSaid: boolean } & Omit<Pursued, 'failingMs'>);

/** Why an owner keeps a thread. */
export type Why =
  /** The option `only` refused it. It is asked again if an unnamed owner gets a name. */
  | { readonly why: 'unwanted' }
  | { readonly why: 'cancelled' }
  /** The takeback failed. A later sign of a person starts the clock. */
  | { readonly why: 'failed'; readonly failedMs: number };

/** The state of one thread, kept as one value in the store. */
export type State =
  /** No other app is known to own the thread. */
  | ({ readonly kind: 'unowned' } & Kept)
  | Active
  /** The owner keeps the thread. */
  | ({ readonly kind: 'left' } & Owned & Why);

/** The states of some kinds. */
export type In<Kind extends State['kind']> = Extract<State, { readonly kind: Kind }>;

const KINDS: ReadonlySet<unknown> = new Set<State['kind']>(['unowned', 'waiting', 'taking', 'asked', 'back', 'left']);

/** Reads what {@link print} wrote. Anything else counts as `unowned`. */
export function parse(value: string | undefined): State {
  try {
    const state = JSON.parse(value ?? 'null') as State | null;
    if (KINDS.has(state?.kind)) return state as State;
  } catch {
    // Another program wrote this value under our name. The next state replaces it.
  }
  return { kind: 'unowned' };
}

/** The state as a value for the store; `undefined` if there is nothing to keep. */
export function print(state: State): string | undefined {
  return state.kind === 'unowned' && Object.keys(state).length === 1 ? undefined : JSON.stringify(state);
}
