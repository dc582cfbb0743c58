import { OptionError } from '../errors.ts';
import { checkKnownKeys } from '../known-keys.ts';

/** Control lasts at most seven days. Source: Messenger Platform docs, Conversation Routing. */
const MOST_SECONDS = 604_800;
/** The timers of Node count no further. */
const MOST_MS = 2 ** 31 - 1;
/** Rows of one page of a list. */
const MOST_ROWS = 1_000;
const TARGETS = "'inbox', 'default' or an app id of digits";
const HAND_OVER_OPTIONS = ['message', 'metadata', 'signal', 'whenNotOwner'];

/** @throws {OptionError} It is not an app id. The message begins with `needs`. */
export function checkAppId(value: unknown, needs: string): void {
  if (typeof value === 'string' && /^\d+$/.test(value)) return;
  throw new OptionError('appId', `${needs}, as a string of digits (got ${natureOf(value)})`);
}

/** @throws {OptionError} It is not one of the three choices. */
export function checkTarget(value: unknown): void {
  if (value === 'inbox' || value === 'default' || (typeof value === 'string' && /^\d+$/.test(value))) return;
  throw new OptionError('to', `handOver takes ${TARGETS} (got ${natureOf(value)})`);
}

/** @throws {OptionError} The options are not an object, or have an unknown key. */
export function checkPassOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null) {
    throw new OptionError('options', `handOver takes its options as an object: { message } (got ${natureOf(options)})`);
  }
  checkKnownKeys(options, HAND_OVER_OPTIONS, 'handOver');
}

/** @throws {OptionError} It is not a string. */
export function checkMetadata(value: unknown): void {
  if (value === undefined || typeof value === 'string') return;
  throw new OptionError(
    'metadata',
    `metadata must be a string: note.encode or JSON.stringify makes one of an object (got ${natureOf(value)})`,
  );
}

/** @throws {OptionError} `durationSeconds` is not a whole number of seconds from 1 to seven days. */
export function checkDuration(options: unknown): void {
  const { durationSeconds }: { durationSeconds?: unknown } =
    typeof options === 'object' && options !== null ? options : {};
  if (typeof durationSeconds !== 'number') {
    throw new OptionError(
      'durationSeconds',
      `extendThreadControl needs { durationSeconds }, a number of seconds (got ${natureOf(durationSeconds)})`,
    );
  }
  if (Number.isInteger(durationSeconds) && durationSeconds >= 1 && durationSeconds <= MOST_SECONDS) return;
  throw new OptionError(
    'durationSeconds',
    `durationSeconds must be a whole number from 1 to ${MOST_SECONDS}, seven days (got ${durationSeconds})`,
  );
}

/** @throws {OptionError} `waitMs` is not a number, is negative, or is longer than a timer can wait. */
export function checkWait(value: unknown): void {
  if (typeof value !== 'number')
    throw new OptionError('waitMs', `waitMs must be a number of milliseconds (got ${natureOf(value)})`);
  if (value >= 0 && value <= MOST_MS) return;
  throw new OptionError('waitMs', `waitMs must be a number from 0 to ${MOST_MS} (got ${value})`);
}

/** What a value is, without its content: arguments may hold what people wrote. */
function natureOf(value: unknown): string {
  if (value === '') return 'an empty string';
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return 'another string';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** @throws {OptionError} It is not a number of rows that one page may have. */
export function checkLimit(value: unknown): void {
  if (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= MOST_ROWS) return;
  throw new OptionError('limit', `limit must be an integer from 1 to ${MOST_ROWS} (got ${natureOf(value)})`);
}

/** @throws {OptionError} It is no short name. */
export function checkBy(value: unknown): void {
  if (value === undefined || (typeof value === 'string' && /^[\w-]{1,64}$/.test(value))) return;
  throw new OptionError(
    'by',
    `by must be a name of 1 to 64 letters, digits, _ or - for what brings the thread back, such as 'takeback' (got ${natureOf(value)})`,
  );
}
