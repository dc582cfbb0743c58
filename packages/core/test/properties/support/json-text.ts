import * as fc from 'fast-check';

/** Any JSON, with integers of any length: what a number of this language can't hold is a bigint. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | { readonly [key: string]: Json };

/** Any JSON value; keys and texts hold whatever UTF-16 can, lone surrogates and `__proto__` too. */
export const anyJson: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
    fc.string({ unit: 'binary' }),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string({ unit: 'binary' }), fc.constant('__proto__')), tie('json'), { maxKeys: 4 }),
  ),
})).json;

/** An id as the wire has it: digits of any length, as a text or as a number. */
export const anId: fc.Arbitrary<string | bigint> = fc.oneof(
  fc.bigInt({ min: 1n, max: 10n ** 20n }),
  fc.bigInt({ min: 1n, max: 10n ** 20n }).map(String),
);

/** A text that is JSON. */
export function textOf(value: Json): string {
  return print(value, (digits) => digits);
}

/** What a text of {@link textOf} says to a reader that keeps every digit: long integers as texts. */
export function keptDigits(value: Json): unknown {
  return JSON.parse(print(value, (digits) => (digits.replace('-', '').length < 16 ? digits : `"${digits}"`)));
}

function print(value: Json, integer: (digits: string) => string): string {
  if (typeof value === 'bigint') return integer(String(value));
  if (typeof value === 'number') {
    const text = JSON.stringify(value);
    return /^-?\d+$/.test(text) ? integer(text) : text;
  }
  if (isList(value)) return `[${value.map((each) => print(each, integer)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}:${print(each, integer)}`);
  return `{${members.join(',')}}`;
}

/** True for a list; narrower than `Array.isArray`, which does not know lists that can't be written to. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** True for an object of JSON. */
export function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !isList(value);
}
