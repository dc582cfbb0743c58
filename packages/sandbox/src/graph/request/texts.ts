import { textOf } from '../../text-of.ts';
import { invalid } from '../graph-fault.ts';

/** The texts of a list, trimmed. The list is an array, or a text with commas. */
export function textsOf(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : textOf(value).split(',');
  return list.map((one) => textOf(one).trim());
}

/**
 * The names in a list: an array, or a text with commas.
 *
 * @throws {GraphFault} Code 100: a name is none of `allowed`.
 */
export function namesIn<Name extends string>(param: string, given: unknown, allowed: readonly Name[]): Name[] {
  const names = textsOf(given);
  const wrong = names.findIndex((name) => !(allowed as readonly string[]).includes(name));
  if (wrong !== -1) {
    throw invalid(
      `Param ${param}[${wrong}] must be one of {${allowed.join(', ')}} - got ${JSON.stringify(names[wrong])}`,
    );
  }
  return names as Name[];
}
