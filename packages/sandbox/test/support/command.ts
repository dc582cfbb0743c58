import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { bundled } from '@handover/test-support/bundled';

const CLI = await bundled(new URL('../../src/cli.ts', import.meta.url));

/** A running command line with its output so far. */
export interface Run {
  child: ChildProcessWithoutNullStreams;
  /** What it wrote to stdout and stderr, in the order of arrival. */
  output(): string;
  stdout(): string;
  stderr(): string;
  /** Resolves once the output matches. */
  shows(pattern: RegExp): Promise<RegExpExecArray>;
  /** Its exit code; null: a signal ended it. */
  ended: Promise<number | null>;
}

/** Starts the sandbox's command line from source. With `through`, `child` is a shell that runs it, as npm does. */
export function startCommand(
  args: readonly string[],
  { through, ...options }: { cwd?: string; env?: NodeJS.ProcessEnv; through?: 'sh' } = {},
): Run {
  const command = [process.execPath, CLI, ...args];
  // A shell would replace itself with the last of its commands.
  const [name = '', ...rest] = through === undefined ? command : [through, '-c', '"$@"; exit $?', through, ...command];
  const child = spawn(name, rest, options);
  const texts = { all: '', stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      texts[name] += chunk.toString();
      texts.all += chunk.toString();
      for (const watch of watchers) watch();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    child,
    output: () => texts.all,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    ended,
    shows: (pattern) =>
      new Promise((resolve, reject) => {
        const watch = (): void => {
          const match = pattern.exec(texts.all);
          if (!match) return;
          watchers.delete(watch);
          resolve(match);
        };
        watchers.add(watch);
        void ended.then(() => reject(new Error(`it ended without showing ${pattern}:\n${texts.all}`)));
        watch();
      }),
  };
}
