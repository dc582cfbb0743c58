import { OptionError } from './option-error.ts';

/**
 * A copy as JSON would carry it, which shares no objects with the original.
 *
 * @throws {OptionError} JSON cannot hold it, or it is nested so deep that the stack ends.
 */
export function plainCopy(what: string, value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null');
  } catch (error) {
    throw error instanceof RangeError || error instanceof TypeError
      ? new OptionError(`${what}: JSON cannot hold it`)
      : error;
  }
}
