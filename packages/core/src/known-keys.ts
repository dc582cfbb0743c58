import { OptionError } from './errors.ts';

/** Farther away it is another word, not a slip of the hand. */
const MOST_EDITS = 2;
const LONGEST_SHOWN = 40;

/**
 * Throws where a closed set of options holds a key that is not one of them: a misspelled option would be silent otherwise.
 * Keys whose value is `undefined` are let pass.
 *
 * @param given The options as they came; what is no object has no keys.
 * @param known All keys that the options may have.
 * @param where Who takes the options, such as `takeback`; it begins the sentence.
 * @param raise Makes the error. @default an {@link OptionError} that names the key
 * @throws {OptionError} Or what `raise` makes, with the nearest known key.
 */
export function checkKnownKeys(
  given: unknown,
  known: readonly string[],
  where: string,
  raise: (key: string, message: string) => Error = (key, message) => new OptionError(key, message),
): void {
  if (typeof given !== 'object' || given === null) return;
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || known.includes(key)) continue;
    const nearest = nearestOf(key, known);
    const guess = nearest === undefined ? '' : `did you mean ${nearest}? `;
    throw raise(key, `${where} has no option ${shown(key)}: ${guess}Known are ${known.join(', ')}`);
  }
}

/**
 * The known name that `given` was probably meant to be: within two edits (a swap of neighbours is one, case counts for
 * nothing), or one that `given` abbreviates. `undefined` where none is near.
 */
export function nearestOf(given: string, known: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  let nearest: string | undefined;
  let fewest = MOST_EDITS + 1;
  for (const name of known) {
    const edits = editsBetween(wanted, name.toLowerCase());
    // In a word of two or three letters two edits leave nothing that is alike.
    if (edits < fewest && edits < wanted.length - 1) {
      nearest = name;
      fewest = edits;
    }
  }
  return nearest ?? known.find((name) => abbreviates(wanted, name.toLowerCase()));
}

/** `msg` of `message`: the same first letter, and the others in their order. */
function abbreviates(given: string, name: string): boolean {
  if (given.length < 3 || given[0] !== name[0]) return false;
  let at = 0;
  for (const letter of given) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Insertions, deletions, replacements and swaps of neighbours from one word to the other. */
function editsBetween(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > MOST_EDITS) return MOST_EDITS + 1;
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1] ? 0 : 1;
      let least = Math.min(at(above, column) + 1, at(line, column - 1) + 1, at(above, column - 1) + same);
      const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (isSwap) least = Math.min(least, at(before, column - 2) + 1);
      line.push(least);
    }
    before = above;
    above = line;
  }
  return at(above, to.length);
}

function at(line: readonly number[], column: number): number {
  return line[column] ?? Number.POSITIVE_INFINITY;
}

function shown(key: string): string {
  const text = key.length > LONGEST_SHOWN ? `${key.slice(0, LONGEST_SHOWN)}…` : key;
  return /^[\w$]+…?$/.test(text) ? text : JSON.stringify(text);
}
