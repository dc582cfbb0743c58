import { OptionError } from './errors.ts';

/** With more edits it is another word, not a typing error. */
const MOST_EDITS = 2;
const LONGEST_SHOWN = 40;

/**
 * Throws when options of a closed set have an unknown key: otherwise a misspelled option would be ignored in silence.
 * Keys whose value is `undefined` pass.
 *
 * @param given The options as passed; anything but an object passes.
 * @param known All keys that the options may have.
 * @param where Name of the function that takes the options, such as `takeback`. The message begins with it.
 * @throws {OptionError} There is an unknown key. The message names it, the nearest known key and all known keys.
 */
export function checkKnownKeys(given: unknown, known: readonly string[], where: string): void {
  if (typeof given !== 'object' || given === null) return;
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || known.includes(key)) continue;
    const nearest = nearestOf(key, known);
    const guess = nearest === undefined ? '' : `did you mean ${nearest}? `;
    throw new OptionError(key, `${where} has no option ${shown(key)}: ${guess}Known are ${known.join(', ')}`);
  }
}

/**
 * The known name that `given` most likely stands for: within two edits (swapping neighbours is one edit, case is ignored), or
 * one that `given` abbreviates. `undefined` if there is none.
 */
export function nearestOf(given: string, known: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  let nearest: string | undefined;
  let fewest = MOST_EDITS + 1;
  for (const name of known) {
    const edits = editsBetween(wanted, name.toLowerCase());
    // Two edits of a word of two or three letters leave no likeness.
    if (edits < fewest && edits < wanted.length - 1) {
      nearest = name;
      fewest = edits;
    }
  }
  return nearest ?? known.find((name) => abbreviates(wanted, name.toLowerCase()));
}

/** As `msg` abbreviates `message`: the same first letter, the others in order. */
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
