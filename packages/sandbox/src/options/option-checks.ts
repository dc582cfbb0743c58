import { checkKnownKeys } from '../known-keys.ts';
import { OptionError } from '../option-error.ts';

/** @throws {OptionError} It is not a string of decimal digits. */
export function id(where: string, value: unknown): string {
  if (typeof value !== 'string' || !/^[0-9]+$/.test(value))
    throw new OptionError(`${where} must be a string of decimal digits`);
  return value;
}

/** @throws {OptionError} It is not a string, or is empty. */
export function text(where: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new OptionError(`${where} must be a non-empty string`);
  return value;
}

/** @throws {OptionError} It is not the number of a port. */
export function portNumber(where: string, value: unknown): void {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > 65_535)
    throw new OptionError(`${where} must be a whole number from 0 to 65535`);
}

/** @throws {OptionError} It is none of the allowed strings; the message lists them. */
export function oneOf(where: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value))
    throw new OptionError(`${where} must be ${allowed.map((one) => `'${one}'`).join(' or ')}`);
}

/** @throws {OptionError} One of these options is neither absent nor a boolean. */
export function flags<T extends object>(where: string, given: T, names: readonly (keyof T & string)[]): void {
  for (const name of names) {
    if (given[name] !== undefined && typeof given[name] !== 'boolean')
      throw new OptionError(`${where}.${name} must be true or false`);
  }
}

/**
 * The defaults, with the given whole numbers.
 *
 * @throws {OptionError} A name is unknown, or a value is not a whole number from `from`.
 */
export function wholeNumbers<T extends object>(where: string, given: Partial<T> | undefined, defaults: T, from = 1): T {
  if (given !== undefined) checkKnownKeys(`${where}.`, given, Object.keys(defaults));
  const set = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  for (const [name, value] of set) {
    if (!Number.isInteger(value) || (value as number) < from)
      throw new OptionError(`${where}.${name} must be a whole number from ${from}`);
  }
  return { ...defaults, ...Object.fromEntries(set) };
}

/**
 * Checks the address of a webhook and returns it unchanged.
 *
 * @throws {OptionError} It is no http or https address.
 */
export function checkWebhookUrl(where: string, url: unknown): string {
  if (typeof url !== 'string' || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new OptionError(`${where} must be an http or https address, like http://127.0.0.1:3000/webhook`);
  }
  return url;
}
