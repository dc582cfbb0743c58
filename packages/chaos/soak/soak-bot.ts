import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What the bot's process is started with. */
export interface SoakBotOptions {
  readonly appId: string;
  readonly appSecret: string;
  readonly accessToken: string;
  readonly baseUrl: string;
  readonly redisUrl: string;
  readonly takebackAfterMs: number;
}

/** What the bot's process costs, and what it did since its start. */
export interface Figures {
  readonly rssBytes: number;
  /** 99th percentile of the time between two turns of the event loop a millisecond apart, since the last figures. */
  readonly eventLoopP99Ms: number;
  /** CPU time since its start. */
  readonly cpuMs: number;
  readonly events: number;
  readonly handedOver: number;
  readonly takenBack: number;
  readonly takebackFailed: number;
  /** Errors but those that tell that another app owns the thread. */
  readonly failed: number;
  /** All errors, by name. */
  readonly errors: Readonly<Record<string, number>>;
  readonly gaveUp: number;
}

/** The bot's process. */
export interface SoakBot {
  readonly url: string;
  /** Asks for its figures; with `collect` its garbage is collected before its memory is measured. */
  figures(collect: boolean): Promise<Figures>;
  end(): Promise<void>;
}

const FILE = fileURLToPath(new URL('bot-process.ts', import.meta.url));

/** Starts the bot, and resolves once it takes deliveries. It ends with this process. */
export async function startSoakBot(options: SoakBotOptions): Promise<SoakBot> {
  const child = fork(FILE, {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, SOAK_BOT: JSON.stringify(options) },
  });
  const exited = once(child, 'exit');
  const { port } = await message<{ port: number }>(child);
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    async figures(collect) {
      const told = message<{ figures: Figures }>(child);
      child.send({ collect });
      return (await told).figures;
    },
    async end() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** The next message. Rejects if the process ends before. */
function message<Told>(child: ChildProcess): Promise<Told> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('the bot ended in the middle of the soak: see its output above'));
    child.once('exit', ended);
    child.once('message', (told) => {
      child.off('exit', ended);
      resolve(told as Told);
    });
  });
}
