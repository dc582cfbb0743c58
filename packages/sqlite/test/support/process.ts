import { type ChildProcess, fork } from 'node:child_process';
import { bundled } from '@handover/test-support/bundled';

/** Another process on the same file. */
export interface Process {
  /**
   * Resolves to the next message for which `wanted` holds, including messages already received. Rejects if the process
   * ends first.
   */
  heard<Message>(wanted: (message: unknown) => boolean): Promise<Message>;
  send(message: string): void;
  /** All messages so far. */
  readonly said: readonly unknown[];
  /** Resolves to its exit code, or to the signal that ended it. */
  readonly ended: Promise<number | string>;
  /** Kills it as `kill -9` does, and waits for its end. */
  kill(): Promise<void>;
}

/** Starts `support/<name>-process.ts`. */
export async function startProcess(name: string, ...given: readonly string[]): Promise<Process> {
  const file = await bundled(new URL(`./${name}-process.ts`, import.meta.url));
  const child: ChildProcess = fork(file, given, {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const said: unknown[] = [];
  const listeners = new Set<() => void>();
  let isOver = false;
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => {
      isOver = true;
      resolve(code ?? signal ?? '');
      for (const listener of listeners) listener();
    });
  });
  child.on('message', (message) => {
    said.push(message);
    for (const listener of listeners) listener();
  });

  return {
    said,
    ended,
    heard: <Message>(wanted: (message: unknown) => boolean) =>
      new Promise<Message>((resolve, reject) => {
        const listener = (): void => {
          const found = said.find(wanted);
          if (found === undefined && !isOver) return;
          listeners.delete(listener);
          if (found === undefined) reject(new Error(`${name} ended before it sent the expected message`));
          else resolve(found as Message);
        };
        listeners.add(listener);
        listener();
      }),
    send: (message) => {
      child.send(message);
    },
    async kill() {
      if (!isOver) child.kill('SIGKILL');
      await ended;
    },
  };
}
