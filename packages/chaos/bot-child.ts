import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of a bot. It ends with this one. */
export interface BotChild<Answer> {
  readonly pid: number;
  /** Where it takes deliveries. */
  readonly port: number;
  /** Asks it something, one question after the other. Rejects if the process ends before it answers. */
  ask(question: object): Promise<Answer>;
  /** Ends it at once (SIGKILL). */
  kill(): Promise<void>;
}

/**
 * Starts a bot in a process of its own, and resolves once it takes deliveries.
 *
 * @param file Its program: it reads `BOT_OPTIONS`, sends its `port`, and then an answer to each message.
 */
export async function startBotChild<Answer>(file: URL, options: object): Promise<BotChild<Answer>> {
  const child = fork(fileURLToPath(file), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, BOT_OPTIONS: JSON.stringify(options) },
  });
  const exited = once(child, 'exit');

  function message(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const ended = (): void =>
        reject(new Error('a process of the bot ended before it answered: see its output above'));
      child.once('exit', ended);
      child.once('message', (told) => {
        child.off('exit', ended);
        resolve(told);
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
