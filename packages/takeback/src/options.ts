import {
  type Awaitable,
  checkKnownKeys,
  OptionError,
  type OutgoingMessage,
  type Owner,
  type Thread,
} from '@handover/core';

/** A hand-over, for the option `only`. */
export interface HandoverToWatch {
  /** The thread that went over. */
  readonly thread: Thread;
  /** The app that owns it now: always of kind `app`. `appId` is missing where Meta has not named it. */
  readonly owner: Owner;
  /** Metadata of the control event that told, where it had any. */
  readonly metadata?: string;
}

/** What is said when the thread is back: a text, a message as the Send API takes it, or what a function makes of it. */
export type TakebackMessage =
  | string
  | OutgoingMessage
  | ((takeback: {
      readonly thread: Thread;
      /** Whether a person had answered: `false` where nobody came. */
      readonly claimed: boolean;
    }) => Awaitable<string | OutgoingMessage | undefined>);

/** Options of {@link takeback}. */
export interface TakebackOptions {
  /** How long after the last reply of a person the thread comes back, in ms; from a second to 30 days. */
  readonly afterMs: number;
  /** How long to wait for the first reply of a person, in ms, from when the thread went over. @default afterMs */
  readonly unclaimedAfterMs?: number;
  /** How long an owner that was asked for the thread has to grant it, in ms; from a second to a day. @default 30_000 */
  readonly grantWithinMs?: number;
  /** Goes along with the take or the request, for the app that loses the thread: one string. @default none */
  readonly metadata?: string;
  /** Said to the person once the thread is back, at most once; a function may tell nothing by `undefined`. @default nothing */
  readonly message?: TakebackMessage;
  /**
   * Which hand-overs to watch. Asked when the thread goes over, and again where an owner that had no `appId` gets one. One
   * that fails counts as yes, and the failure goes to `error`. @default all
   */
  readonly only?: (handover: HandoverToWatch) => Awaitable<boolean>;
}

/** The options, checked. */
export type CheckedOptions = TakebackOptions & Required<Pick<TakebackOptions, 'grantWithinMs' | 'only'>>;

const KEYS = ['afterMs', 'unclaimedAfterMs', 'grantWithinMs', 'metadata', 'message', 'only'];
const DAY_MS = 86_400_000;
/** A smaller number was meant in seconds or minutes. */
const SHORTEST_MS = 1_000;
/** The longest control there is, that of an ad. Source: Messenger Platform docs, changelog. */
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
      'metadata must be a string: note.encode or JSON.stringify makes one of an object',
    );
  }
  const isMessage = typeof message === 'function' || (typeof message === 'object' && message !== null);
  if (message !== undefined && !isMessage && (typeof message !== 'string' || message === '')) {
    throw new OptionError('message', 'message must be a text, a message as the Send API takes it, or a function');
  }
  if (typeof only !== 'function') throw new OptionError('only', 'only must be a function');
  return { ...options, grantWithinMs, only };
}

/** @throws {OptionError} It is no length of time that control can last. */
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
