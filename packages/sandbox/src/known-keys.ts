import { OptionError } from './option-error.ts';

/** A name within this distance of a known name counts as a typo. */
const MAX_DISTANCE = 2;

/**
 * Refuses unknown names: a misspelt option would silently do nothing. Ignores names whose value is `undefined`.
 *
 * @param where Prefix of the name in the message, like `apps[0].`; empty for the options themselves.
 * @throws {OptionError} `given` is not an object, or has an unknown name; the message has the nearest known one.
 */
export function checkKnownKeys(where: string, given: unknown, known: readonly string[]): void {
  if (kindOf(given) !== 'an object') {
    throw new OptionError(`${where.replace(/[.:\s]+$/, '') || 'options'} must be an object (got ${kindOf(given)})`);
  }
  for (const [name, value] of Object.entries(given as object)) {
    if (value === undefined || known.includes(name)) continue;
    const nearest = nearestOf(name, known);
    const hint = nearest === undefined ? 'known' : `did you mean ${nearest}? Known`;
    throw new OptionError(`${where}${name} is unknown; ${hint} are ${known.join(', ')}`);
  }
}

/** The kind of a value, for the end of a message. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (value === undefined) return 'undefined';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function nearestOf(name: string, known: readonly string[]): string | undefined {
  const distances = known.map((one) => ({ one, distance: distanceOf(name.toLowerCase(), one.toLowerCase()) }));
  const [nearest] = distances.sort((first, second) => first.distance - second.distance);
  return nearest && nearest.distance <= MAX_DISTANCE ? nearest.one : undefined;
}

/** Levenshtein distance: how many characters to change, add or remove. */
function distanceOf(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [row, character] of [...one].entries()) {
    const current = [row + 1];
    for (let at = 1; at <= other.length; at += 1) {
      const change = (above[at - 1] ?? 0) + (character === other[at - 1] ? 0 : 1);
      current.push(Math.min(change, (above[at] ?? 0) + 1, (current[at - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[other.length] ?? 0;
}
