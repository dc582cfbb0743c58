import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
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
  /** What the person in the terminal types. @default nothing, as if the input had ended */
  readonly typed?: string;
  /** Reads the time. @default Date.now */
  readonly now?: () => number;
}

/** A command line that goes on. */
export interface Running {
  /** Resolves to the match of the first output, of stdout and stderr together, that fits. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Presses Ctrl-C. */
  stop(): void;
  /** Resolves when the command has ended. */
  readonly ended: Promise<Ran>;
}

/** Runs a command line in this process. */
export function runCommand(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return startCommand(args, options).ended;
}

/** Starts a command line in this process. */
export function startCommand(args: readonly string[], options: RunOptions = {}): Running {
  const { env = {}, isTerminal = false, typed = '', folder = emptyFolder(), now = Date.now } = options;
  const signals = new EventEmitter();
  const output = new EventEmitter();
  const written = { stdout: '', stderr: '', all: '' };
  const write = (name: 'stdout' | 'stderr') => (text: string) => {
    written[name] += text;
    written.all += text;
    output.emit('text');
  };
  const ended = run(args, {
    env,
    cwd: () => folder,
    stdin: Object.assign(Readable.from([typed]), { isTTY: isTerminal }),
    now,
    stdout: { isTTY: isTerminal, write: write('stdout') },
    stderr: { isTTY: isTerminal, write: write('stderr') },
    once: (signal, listener) => signals.once(signal, listener),
    off: (signal, listener) => signals.off(signal, listener),
  }).then((code) => ranOf(code, written));
  return {
    ended,
    stop: () => void signals.emit('SIGINT'),
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(written.all);
          if (match === null) return;
          output.off('text', look);
          resolve(match);
        };
        output.on('text', look);
        look();
        void ended.then(() => reject(new Error(`the command ended without ${pattern}: ${written.all}`)));
      }),
  };
}

function ranOf(code: number, { stdout, stderr }: { readonly stdout: string; readonly stderr: string }): Ran {
  return {
    code,
    stdout,
    stderr,
    get documents() {
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    },
  };
}

/** A new empty folder, removed when the process ends. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'handover-cli-'));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
