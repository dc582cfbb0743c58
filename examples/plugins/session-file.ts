import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '@handover/sandbox';

/** What is written after each change waits so long for the next, in ms. */
const PAUSE_MS = 100;

function fileIn(folder: string): string {
  return join(folder, 'sandbox.json');
}

/**
 * The session that was kept in a folder, or `undefined` where there is none; makes the folder.
 *
 * @throws {Error} The file is none of ours; the message says what to do.
 */
export function sessionIn(folder: string): unknown {
  mkdirSync(folder, { recursive: true });
  const file = fileIn(folder);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} can't be read: delete the folder ${folder} to begin anew`, { cause });
  }
}

/**
 * Writes the sandbox's session into a folder after each change, whole or not at all, so that a kill leaves one that holds.
 * What can't be written is told on the standard error, and tried again with the next change.
 */
export function keepSession(sandbox: Sandbox, folder: string): { stop(): Promise<void> } {
  const file = fileIn(folder);
  let timer: NodeJS.Timeout | undefined;
  let written: Promise<void> = Promise.resolve();

  function write(): void {
    timer = undefined;
    written = written
      .then(async () => {
        await writeFile(`${file}.new`, JSON.stringify(sandbox.exportSession()));
        await rename(`${file}.new`, file);
      })
      .catch((error: Error) => {
        process.stderr.write(`What happened could not be kept: ${error.message}\n`);
      });
  }
  const off = sandbox.on('entry', () => {
    timer ??= setTimeout(write, PAUSE_MS);
  });
  return {
    async stop() {
      off();
      clearTimeout(timer);
      write();
      await written;
    },
  };
}
