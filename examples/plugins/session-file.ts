import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '@handover/sandbox';

/** How long to wait after a change for further changes before writing, in ms. */
const PAUSE_MS = 100;

function fileIn(folder: string): string {
  return join(folder, 'sandbox.json');
}

/**
 * Reads the session kept in a folder, or `undefined` if there is none. Creates the folder.
 *
 * @throws {Error} The file is not a session. The message says what to do.
 */
export function sessionIn(folder: string): unknown {
  mkdirSync(folder, { recursive: true });
  const file = fileIn(folder);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} can't be read: delete the folder ${folder} to start over`, { cause });
  }
}

/**
 * Writes the sandbox's session into a folder after each change, atomically, so that a kill always leaves a valid file.
 * A failed write is reported on standard error and retried with the next change.
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
        process.stderr.write(`The session could not be written: ${error.message}\n`);
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
