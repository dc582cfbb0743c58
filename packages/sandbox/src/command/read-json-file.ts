import { readFile } from 'node:fs/promises';
import { OptionError } from '../option-error.ts';

/**
 * Reads a JSON file.
 *
 * @param what Begins the message of an error, like `--session FILE`.
 * @throws {OptionError} It cannot be read, or is no JSON. The message never quotes the file: it may hold secrets.
 */
export async function readJsonFile(what: string, path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new OptionError(
      `${what}: ${error.code === 'ENOENT' ? 'there is no such file' : `cannot be read (${error.code})`}`,
    );
  });
  try {
    // Windows editors begin files with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const position = error instanceof SyntaxError ? /position (\d+)/.exec(error.message)?.[1] : undefined;
    throw new OptionError(
      `${what}: is not JSON${position === undefined ? '' : ` (${placeOf(text, Number(position))})`}`,
    );
  }
}

function placeOf(text: string, position: number): string {
  const before = text.slice(0, position).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
