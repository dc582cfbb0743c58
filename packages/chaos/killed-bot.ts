import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a process of the bot is started with. */
export interface BotProcessOptions {
  readonly place: { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'redis'; readonly url: string };
  readonly appId: string;
  readonly appSecret: string;
  readonly accessToken: string;
  readonly baseUrl: string;
  readonly pageId: string;
  /** Where it writes the runs that ended, a line of JSON each. */
  readonly ledgerFile: string;
}

/** A process of the bot. */
export interface BotProcess {
  readonly pid: number;
  readonly url: string;
  /** Who owns the threads of these people, by what it believes. */
  owners(people: readonly string[]): Promise<Readonly<Record<string, string>>>;
  /** Ends it at once (SIGKILL). */
  kill(): Promise<void>;
}

const FILE = fileURLToPath(new URL('bot-process.ts', import.meta.url));

/** Starts a process, and resolves once it takes deliveries. It ends with this one. */
export async function startBotProcess(options: BotProcessOptions): Promise<BotProcess> {
  const child = fork(FILE, {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, CHAOS_BOT: JSON.stringify(options) },
  });
  const exited = once(child, 'exit');
  const { port } = await message(child, 'port');
  return {
    pid: child.pid ?? 0,
    url: `http://127.0.0.1:${port}`,
    async owners(people) {
      const told = message(child, 'owners');
      child.send({ people });
      return (await told).owners as Readonly<Record<string, string>>;
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** The next message that has this field. Rejects if the process ends before. */
function message<Field extends string>(child: ChildProcess, field: Field): Promise<Record<Field, unknown>> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error(`a process of the bot ended before it told its ${field}`));
    const hear = (told: Record<string, unknown>): void => {
      if (!(field in told)) return;
      child.off('message', hear);
      child.off('exit', ended);
      resolve(told as Record<Field, unknown>);
    };
    child.on('message', hear);
    child.once('exit', ended);
  });
}
