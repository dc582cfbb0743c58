import { MAX_EXTENSION_SECONDS } from './meta-constants.ts';
import { OptionError } from './option-error.ts';

/**
 * An id of Meta: a string of decimal digits, or a number if it is a safe integer. Instagram account ids have 17 digits
 * and do not fit a number.
 */
export type Id = string | number;

/** Options of every call, as its last argument. */
export interface CallOptions {
  /** Aborts the call: it rejects with a `ConnectionError` of kind `aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The id as a string. @throws {OptionError} It is zero, has other characters than digits, or is a number that lost
 * digits.
 */
export function idOf(value: unknown, option: string, name: string = option): string {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && value > 0) return String(value);
    throw new OptionError(
      option,
      `${name} must be an id of decimal digits (got a number that holds no exact id): pass it as a string`,
    );
  }
  if (typeof value === 'string' && /^[0-9]*[1-9][0-9]*$/.test(value)) return value;
  throw new OptionError(
    option,
    `${name} must be an id of decimal digits, as a string or a number (got ${nature(value)})`,
  );
}

/** The id as a string, or undefined if the value is undefined. */
export function optionalIdOf(value: unknown, option: string, name?: string): string | undefined {
  return value === undefined ? undefined : idOf(value, option, name);
}

/** @throws {OptionError} It is not a string. */
export function metadataOf(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new OptionError(
    'metadata',
    `metadata must be a string (got ${nature(value)}): convert an object with JSON.stringify`,
  );
}

/** @throws {OptionError} It is not a whole number of seconds between 1 and seven days. */
export function durationOf(value: unknown): number {
  if (typeof value !== 'number')
    throw new OptionError('durationSeconds', `durationSeconds must be a number of seconds (got ${nature(value)})`);
  if (Number.isInteger(value) && value >= 1 && value <= MAX_EXTENSION_SECONDS) return value;
  throw new OptionError(
    'durationSeconds',
    `durationSeconds must be a whole number from 1 to ${MAX_EXTENSION_SECONDS}, which is seven days (got ${value})`,
  );
}

/** @throws {OptionError} It is not a string, or it is empty. */
export function textOf(value: unknown, option: string, name: string = option): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new OptionError(option, `${name} must be a non-empty string (got ${nature(value)})`);
}

/** @throws {OptionError} It is not one of the values. */
export function oneOf<T extends string>(value: unknown, values: readonly T[], option: string): T {
  const found = values.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  const got = typeof value === 'string' && value !== '' ? 'another string' : nature(value);
  throw new OptionError(option, `${option} must be one of ${values.join(', ')} (got ${got})`);
}

/** @throws {OptionError} It is not a list, or it is empty. */
export function listOf(value: unknown, option: string, what: string): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value;
  throw new OptionError(option, `${what} (got ${Array.isArray(value) ? 'an empty array' : nature(value)})`);
}

/** @throws {OptionError} It is not an object, or its signal is not an AbortSignal. */
export function optionsOf<T extends CallOptions>(value: T): T {
  if (typeof value !== 'object' || value === null)
    throw new OptionError('options', `the options must be an object (got ${nature(value)})`);
  const { signal } = value;
  if (signal !== undefined && typeof (signal as Partial<AbortSignal> | null)?.addEventListener !== 'function') {
    throw new OptionError('signal', `signal must be an AbortSignal (got ${nature(signal)})`);
  }
  return value;
}

/** The kind of a value, without its content: arguments may hold what people wrote. */
export function nature(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (value === '') return 'an empty string';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
