import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/run.ts';

/** What a run printed, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Each line of stdout, parsed as JSON. */
  readonly documents: Record<string, unknown>[];
}

export interface RunOptions {
  /** The environment; nothing of this process's own is added. @default {} */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The folder of the run. @default an empty one */
  readonly folder?: string;
  /** Whether a person reads the output in a terminal. @default false */
  readonly isTerminal?: boolean;
}

/** Runs a command line in this process. */
export async function runCommand(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { env = {}, isTerminal = false, folder = emptyFolder() } = options;
  let stdout = '';
  let stderr = '';
  const code = await run(args, {
    env,
    cwd: () => folder,
    stdout: { isTTY: isTerminal, write: (text: string) => (stdout += text) },
    stderr: { isTTY: isTerminal, write: (text: string) => (stderr += text) },
  });
  const documents = (): Record<string, unknown>[] =>
    stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    code,
    stdout,
    stderr,
    get documents() {
      return documents();
    },
  };
}

/** A new empty folder. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'handover-cli-'));
}
