import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * @typedef {object} Mutant
 * @property {string} file The file to change, from the root of the repository.
 * @property {string} find A text that occurs in it exactly once.
 * @property {string} replace The text to put there.
 * @property {string} breaks One sentence: what a user would see.
 * @property {readonly string[]} tests Test files of which at least one must fail, the likeliest first.
 */

/**
 * Returns the text of a mutant's file with the mistake in it.
 *
 * @param {string} root Absolute path of the repository.
 * @param {Mutant} mutant
 * @returns {Promise<string>}
 * @throws {Error} The text to replace does not occur exactly once, the replacement changes nothing, or the result is
 * not valid TypeScript: such a mutant would prove nothing.
 */
export async function mutate(root, { file, find, replace, breaks, tests }) {
  const wrong = (why) => new Error(`The mutant "${breaks}" of ${file} ${why}`);
  if (tests.length === 0) throw wrong('names no test file');
  const text = await readFile(join(root, file), 'utf8');
  const count = text.split(find).length - 1;
  if (count !== 1) throw wrong(`does not fit: its text occurs ${count} times, not once\n  ${find}`);
  if (find === replace) throw wrong('changes nothing');
  // Not String.replace, which gives a dollar sign a special meaning.
  const mutated = text.split(find).join(replace);
  const { diagnostics = [] } = ts.transpileModule(mutated, { fileName: file, reportDiagnostics: true });
  const [first] = diagnostics;
  if (first !== undefined)
    throw wrong(`is not valid TypeScript: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')}`);
  return mutated;
}
