import { LongInteger } from './precise-json.ts';
import type { Meaning, Shape } from './wire-shapes.ts';

/** Anything that JSON has beside objects and lists. */
export type Scalar = string | number | boolean | null | LongInteger;

/** How a body is rewritten. */
export interface Rewriting {
  /** The value instead of this one. `meaning` is missing where it is not known; `path` is the keys that lead to it. */
  value(value: Scalar, meaning: Meaning | undefined, path: string): unknown;
  /** The key instead of one that is not known. @default the key itself */
  unknownKey?(key: string, index: number): string;
}

/** Meta nests a dozen levels. What is deeper was made to break programs that read it. */
const DEEPEST = 100;
const WILDCARDS = ['#', '*'];
const ID = /^\d{1,20}$/;

/**
 * A copy of a body with other values.
 *
 * @throws {RangeError} It is nested deeper than anything of Meta's.
 */
export function rewrite(value: unknown, shape: Shape | undefined, how: Rewriting, path = '', depth = 0): unknown {
  if (depth > DEEPEST) throw new RangeError('the body is nested too deeply');
  if (Array.isArray(value)) return value.map((each) => rewrite(each, shape, how, path, depth + 1));
  if (typeof value !== 'object' || value === null || value instanceof LongInteger) {
    return how.value(value as Scalar, typeof shape === 'string' ? shape : undefined, path);
  }
  const known = typeof shape === 'object' ? shape : {};
  return Object.fromEntries(
    Object.entries(value).map(([name, each], index) => {
      const isKnown = Object.hasOwn(known, name) && !WILDCARDS.includes(name);
      const next = known[isKnown ? name : ID.test(name) ? '#' : '*'];
      const newName = isKnown ? name : (how.unknownKey?.(name, index) ?? name);
      return [newName, rewrite(each, next, how, `${path}.${name}`, depth + 1)];
    }),
  );
}
