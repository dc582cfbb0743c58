import { type AnyMessage, type Awaitable, checkKnownKeys, OptionError, type Owner, type Thread } from '@handover/core';

/** A hand-over, as the option `only` receives it. */
export interface HandoverToWatch {
  /** The thread that was handed over. */
  readonly thread: Thread;
  /** The app that owns it now: always of kind `app`. `appId` is missing if Meta has not named the app. */
  readonly owner: Owner;
  /** Metadata of the control event that reported the hand-over, if it had any. */
  readonly metadata?: string;
}

/** The message for a thread that is back: a text, a Send API message, or a function that returns either. */
export type TakebackMessage =
  | string
  | AnyMessage
  | ((takeback: {
      readonly thread: Thread;
      /** Whether a person had answered. */
      readonly claimed: boolean;
    }) => Awaitable<string | AnyMessage | undefined>);

/** Options of {@link takeback}. */
export interface TakebackOptions {
  /** How long after a person's last reply the thread comes back, in ms; from a second to 30 days. */
  readonly afterMs: number;
  /** How long after the hand-over to wait for a person's first reply, in ms. @default afterMs */
  readonly unclaimedAfterMs?: number;
  /** How long the owner has to grant a request for the thread, in ms; from a second to a day. @default 30_000 */
  readonly grantWithinMs?: number;
  /** A string sent with the take or the request, for the app that loses the thread. @default none */
  readonly metadata?: string;
  /** Sent at most once, when the thread is back. A function may return `undefined` for no message. @default nothing */
  readonly message?: TakebackMessage;
  /**
   * Returns whether to watch a hand-over. Called at the hand-over, and again when Meta names an owner that had no
   * `appId`. If it fails, the hand-over is watched, and the failure goes to `error`. @default all
   */
  readonly only?: (handover: HandoverToWatch) => Awaitable<boolean>;
}

/** The options, checked. */
export type CheckedOptions = TakebackOptions & Required<Pick<TakebackOptions, 'grantWithinMs' | 'only'>>;

const KEYS = ['afterMs', 'unclaimedAfterMs', 'grantWithinMs', 'metadata', 'message', 'only'];
const DAY_MS = 86_400_000;
/** A smaller number was probably meant in seconds or minutes. */
const SHORTEST_MS = 1_000;
/** The longest possible control: that of an ad. Source: Messenger Platform docs, changelog. */
const LONGEST_CONTROL_MS = 30 * DAY_MS;

/** @throws {OptionError} An option is missing, unknown or wrong. */
export function checkOptions(options: TakebackOptions): CheckedOptions {
  if (typeof options !== 'object' || options === null) {
    throw new OptionError('afterMs', 'takeback needs options: { afterMs }');
  }
  checkKnownKeys(options, KEYS, 'takeback');
  const { afterMs, unclaimedAfterMs, grantWithinMs = 30_000, metadata, message, only = () => true } = options;
  checkDuration('afterMs', afterMs, LONGEST_CONTROL_MS);
  if (unclaimedAfterMs !== undefined) checkDuration('unclaimedAfterMs', unclaimedAfterMs, LONGEST_CONTROL_MS);
  checkDuration('grantWithinMs', grantWithinMs, DAY_MS);
  if (metadata !== undefined && typeof metadata !== 'string') {
    throw new OptionError(
      'metadata',
      'metadata must be a string: convert an object with note.encode or JSON.stringify',
    );
  }
  const isMessage = typeof message === 'function' || (typeof message === 'object' && message !== null);
  if (message !== undefined && !isMessage && (typeof message !== 'string' || message === '')) {
    throw new OptionError('message', 'message must be a non-empty text, a Send API message, or a function');
  }
  if (typeof only !== 'function') throw new OptionError('only', 'only must be a function');
  return { ...options, grantWithinMs, only };
}

/** @throws {OptionError} The value is not a possible duration of control. */
export function checkLimit(name: string, value: unknown): void {
  if (value !== undefined) checkDuration(name, value, LONGEST_CONTROL_MS);
}

function checkDuration(name: string, value: unknown, longestMs: number): void {
  if (typeof value === 'number' && value >= SHORTEST_MS && value <= longestMs) return;
  const got = typeof value === 'number' ? `; got ${value}` : '';
  throw new OptionError(
    name,
    `${name} must be a number of milliseconds from ${SHORTEST_MS} to ${longestMs} (${longestMs / DAY_MS} d)${got}: 15 minutes are 900_000`,
  );
}
