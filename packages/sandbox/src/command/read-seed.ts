import { access } from 'node:fs/promises';
import { OptionError } from '../option-error.ts';
import type { SandboxOptions } from '../options/options.ts';
import { resolveOptions } from '../options/resolve-options.ts';
import type { Note } from './note.ts';
import { readJsonFile } from './read-json-file.ts';

/** The seed file that is read without a flag, in the working directory. */
const SEED_FILE = 'handover-sandbox.json';

/**
 * Reads the options in the seed file, and says so on stderr.
 *
 * @param path Its path. @default `handover-sandbox.json`, if there is one
 * @throws {OptionError} It cannot be read or an option is wrong. The message names the file and the option.
 */
export async function readSeed(path: string | undefined, note: Note): Promise<SandboxOptions> {
  const file = path ?? ((await exists(SEED_FILE)) ? SEED_FILE : undefined);
  if (file === undefined) return {};
  const seed = (await readJsonFile(file, file)) as SandboxOptions;
  try {
    resolveOptions(seed);
    if (seed.session !== undefined) throw new OptionError('session: give the file of a session with --session');
  } catch (error) {
    throw error instanceof OptionError ? new OptionError(`${file}: ${error.message}`) : error;
  }
  note(`read ${file}`);
  return seed;
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
