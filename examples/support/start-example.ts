import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** An example that runs as its own process, started by a script of its package.json, with all its output. */
export interface RunningExample {
  readonly process: ChildProcess;
  /** Standard output and standard error so far. */
  output(): string;
  /**
   * Resolves to the first group of the pattern (or the complete match) in the output. Rejects if the process ends
   * first.
   */
  prints(pattern: RegExp): Promise<string>;
  /** The exit code; null after a signal. */
  readonly ended: Promise<number | null>;
  /** Ends the process if it still runs. */
  stop(): Promise<void>;
}

/** The options of {@link startExample}. */
export interface StartOptions {
  /** Name of the script. @default 'start' */
  readonly script?: string;
  readonly args?: readonly string[];
  /** Added to the environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs a script of an example without a shell, so that ending the child ends the example.
 *
 * @param folder URL of the example's folder, with a trailing slash.
 * @throws {TypeError} Its package.json has no such script, or the script does not start with `node`.
 */
export async function startExample(
  folder: URL,
  { script = 'start', args = [], env = {} }: StartOptions = {},
): Promise<RunningExample> {
  const { scripts } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [program, ...words] = (scripts[script] ?? '').split(' ');
  if (program !== 'node') throw new TypeError(`The script ${script} does not start with node`);

  const child = spawn(process.execPath, [...words, ...args], {
    cwd: fileURLToPath(folder),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const waiting = new Set<() => void>();
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const look of waiting) look();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  let hasEnded = false;
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      hasEnded = true;
      for (const look of waiting) look();
      resolve(code);
    });
  });

  return {
    process: child,
    output: () => output,
    ended,
    prints: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(output);
          if (found === null && !hasEnded) return;
          waiting.delete(look);
          if (found === null) reject(new Error(`It ended before it printed ${pattern}:\n${output}`));
          else resolve(found[1] ?? found[0]);
        };
        waiting.add(look);
        look();
      }),
    async stop() {
      if (!hasEnded) child.kill('SIGTERM');
      await ended;
    },
  };
}
