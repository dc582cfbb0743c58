import * as assert from 'uvu/assert';

/** Graph's error as far as tests look at it. */
export interface GraphError {
  readonly code: number;
  readonly error_subcode?: number;
  readonly message: string;
}

/** Matches every value that is there. */
export const ANY: unique symbol = Symbol('any value');

/** Matches as its pattern does, and keeps the value for later calls. */
export class Kept {
  constructor(
    readonly name: string,
    readonly pattern: Expected,
  ) {}
}

/** Matches an object that has these keys, among others. */
export class Some {
  constructor(readonly patterns: { readonly [key: string]: Expected }) {}
}

/** Matches a list whose items all match, of at least one item unless `least` says otherwise. */
export class ListOf {
  constructor(
    readonly pattern: Expected,
    readonly least = 1,
  ) {}
}

/**
 * What an answer must be: a RegExp matches strings, {@link ANY} everything, a {@link Kept} what its pattern matches.
 * Objects and arrays must have exactly the given keys; all else must be equal.
 */
export type Expected =
  | RegExp
  | typeof ANY
  | Kept
  | Some
  | ListOf
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Expected[]
  | { readonly [key: string]: Expected };

/** Ids of nodes. */
export const ID: RegExp = /^\d{5,}$/;

/** Matches an id and keeps it under the name. */
export function keptId(name: string): Kept {
  return new Kept(name, ID);
}

/** Values that answers left for later calls. */
export type Kepts = Map<string, unknown>;

/**
 * Fails with the first difference between an answer and what it must be.
 *
 * @param kepts Takes the values that the answer leaves for later calls.
 */
export function assertMatches(actual: unknown, expected: Expected, kepts: Kepts): void {
  const difference = differenceOf(actual, expected, kepts, 'answer');
  if (difference !== undefined) assert.unreachable(difference);
}

function differenceOf(actual: unknown, expected: Expected, kepts: Kepts, at: string): string | undefined {
  if (expected === ANY) return actual === undefined ? `${at} is missing` : undefined;
  if (expected instanceof Kept) {
    kepts.set(expected.name, actual);
    return differenceOf(actual, expected.pattern, kepts, at);
  }
  if (expected instanceof ListOf) {
    if (!Array.isArray(actual) || actual.length < expected.least) {
      return wrong(at, actual, `a list of ${expected.least} or more`);
    }
    return actual
      .map((item, index) => differenceOf(item, expected.pattern, kepts, `${at}.${index}`))
      .find((difference) => difference !== undefined);
  }
  if (expected instanceof RegExp) {
    return typeof actual === 'string' && expected.test(actual) ? undefined : wrong(at, actual, String(expected));
  }
  if (typeof expected !== 'object' || expected === null) {
    return Object.is(actual, expected) ? undefined : wrong(at, actual, JSON.stringify(expected));
  }
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual) !== Array.isArray(expected)) {
    return wrong(at, actual, Array.isArray(expected) ? 'a list' : 'an object');
  }
  const values = actual as Record<string, unknown>;
  const open = expected instanceof Some;
  const patterns = open ? expected.patterns : (expected as Record<string, Expected>);
  const surplus = open ? undefined : Object.keys(values).find((key) => values[key] !== undefined && !(key in patterns));
  if (surplus !== undefined) return wrong(`${at}.${surplus}`, values[surplus], 'nothing');
  for (const [key, pattern] of Object.entries(patterns)) {
    const difference = differenceOf(values[key], pattern, kepts, `${at}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function wrong(at: string, actual: unknown, expected: string): string {
  return `${at} is ${JSON.stringify(actual)}, not ${expected}`;
}
