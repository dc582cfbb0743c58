import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A script of this example, running as a process of its own, with all that it prints. */
export interface Script {
  readonly process: ChildProcess;
  /** Standard output and errors so far. */
  output(): string;
  /** Resolves once the output matches. Rejects if the process ends before. */
  prints(pattern: RegExp): Promise<void>;
  /** The exit code. */
  readonly ended: Promise<number | null>;
}

export function startScript(
  name: string,
  args: readonly string[] = [],
  env: Record<string, string | undefined> = {},
): Script {
  const file = fileURLToPath(new URL(`../../${name}`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const waiting: { pattern: RegExp; resolve: () => void; reject: (error: Error) => void }[] = [];
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const { pattern, resolve } of waiting) if (pattern.test(output)) resolve();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      for (const { pattern, reject } of waiting) reject(new Error(`ended before it printed ${pattern}:\n${output}`));
      resolve(code);
    });
  });
  return {
    process: child,
    output: () => output,
    ended,
    prints: (pattern) =>
      new Promise((resolve, reject) => {
        if (pattern.test(output)) resolve();
        else waiting.push({ pattern, resolve, reject });
      }),
  };
}
