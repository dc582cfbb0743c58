import type { Given } from './command-spec.ts';
import { UsageError } from './usage-error.ts';

/** The value of a flag that takes a number within bounds. @throws {UsageError} It is something else. */
export function wholeNumberOf(
  flags: Given['flags'],
  name: string,
  { from, to, otherwise }: { readonly from: number; readonly to: number; readonly otherwise: number },
): number {
  const value = flags[name];
  if (value === undefined) return otherwise;
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= from && number <= to) return number;
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new UsageError(`--${flag} must be a whole number from ${from} to ${to}`);
}

/** The value of a flag that takes a text; `undefined` if it was not given. */
export function textOfFlag(flags: Given['flags'], name: string): string | undefined {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
}
