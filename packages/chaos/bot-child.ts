import { fork } from 'node:child_process';
import { once } from 'node:events';
import { bundled } from '@handover/test-support/bundled';

/** A bot in a child process. It ends with this process. */
export interface BotChild<Answer> {
  readonly pid: number;
  /** The port on which it takes deliveries. */
  readonly port: number;
  /** Sends it a question, one at a time. Rejects if the process ends before it answers. */
  ask(question: object): Promise<Answer>;
  /** Kills it at once (SIGKILL). */
  kill(): Promise<void>;
}

/**
 * Starts a bot in its own process, and resolves once it takes deliveries.
 *
 * @param file Its program: it reads `BOT_OPTIONS`, sends its `port`, and then answers each message.
 */
export async function startBotChild<Answer>(file: URL, options: object): Promise<BotChild<Answer>> {
  const child = fork(await bundled(file), {
    execArgv: [],
    env: { ...process.env, BOT_OPTIONS: JSON.stringify(options) },
  });
  const exited = once(child, 'exit');

  function message(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error('a bot process ended before it answered: see its output above'));
      child.once('exit', ended);
      child.once('message', (answer) => {
        child.off('exit', ended);
        resolve(answer);
      });
    });
  }

  const { port } = (await message()) as { port: number };
  return {
    pid: child.pid ?? 0,
    port,
    ask(question) {
      const answered = message() as Promise<Answer>;
      child.send(question);
      return answered;
    },
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}
