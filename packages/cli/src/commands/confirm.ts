import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Given } from '../command-spec.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Asks the person at the terminal; `--yes` answers.
 *
 * @throws {UsageError} There is no terminal and no `--yes`.
 */
export async function confirm(
  { flags, surroundings: { stdin, stderr, stdout } }: Pick<Given, 'flags' | 'surroundings'>,
  question: string,
): Promise<boolean> {
  if (flags['yes'] === true) return true;
  if (stdin?.isTTY !== true || stdout.isTTY !== true || flags['json'] === true) {
    throw new UsageError('--yes is needed where no person can be asked');
  }
  const output = new Writable({
    write(chunk, _, done) {
      stderr.write(String(chunk));
      done();
    },
  });
  const reader = createInterface({ input: stdin, output });
  try {
    const ended = new Promise<string>((resolve) => void reader.once('close', () => resolve('')));
    const answer = await Promise.race([reader.question(`${question} [y/N] `), ended]);
    return /^\s*y(es)?\s*$/i.test(answer);
  } finally {
    reader.close();
  }
}
