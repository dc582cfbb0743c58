import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Handover } from '@handover/core';
import { createSandbox, type Sandbox, type SandboxClock } from '@handover/sandbox';

/** Values for a laptop; with Meta they come from the app dashboard. */
const APP_ID = '1450077300221199';
const VERIFY_TOKEN = 'a-token-of-your-choice';

/** What a bot takes from its environment; the sandbox prints values for all of it. */
export interface BotEnvironment {
  /** Meta's Graph, or a sandbox. @default 'https://graph.facebook.com' */
  readonly GRAPH_URL?: string | undefined;
  readonly PAGE_TOKEN: string;
  readonly APP_ID: string;
  readonly APP_SECRET: string;
  readonly VERIFY_TOKEN: string;
}

/** A bot as it is made for a world: its app, and what it is told by. */
export interface MadeBot {
  readonly app: { listen(port: number, host: string, listening: () => void): Server };
  readonly bot: Handover;
}

/** A bot, and a Messenger for it to live in. */
export interface World<Made extends MadeBot = MadeBot> {
  readonly sandbox: Sandbox;
  readonly routing: 'on' | 'off';
  readonly made: Made;
  readonly botUrl: string;
  readonly env: BotEnvironment;
  close(): Promise<void>;
}

/** What a world is started with. */
export interface WorldOptions<Made extends MadeBot> {
  readonly routing: 'on' | 'off';
  /** Makes the bot; with one clock for both, a day in the sandbox is a day for the bot. */
  readonly createBot: (env: BotEnvironment, clock: SandboxClock) => Made;
  /** Gives a session that the sandbox goes on with, as it was exported, or `undefined`. */
  readonly session?: (sandbox: Sandbox) => unknown;
  /** @default 0: free ones */
  readonly ports?: { readonly sandbox: number; readonly bot: number };
}

/**
 * Starts a sandbox and the bot on loopback, and lets the one verify the other's webhook. Where that fails it rejects, and
 * nothing is left running.
 */
export async function startWorld<Made extends MadeBot>(options: WorldOptions<Made>): Promise<World<Made>> {
  const { routing, createBot, session, ports = { sandbox: 0, bot: 0 } } = options;
  const start = (port: number): Promise<Sandbox> =>
    createSandbox({
      port,
      routing,
      page: { name: 'Blue Kettle' },
      apps: [{ id: APP_ID, name: 'Bot', verifyToken: VERIFY_TOKEN }],
    });
  const sandbox = await start(ports.sandbox).catch((error: Error) => {
    if (!isTaken(error)) throw error;
    return start(0);
  });
  let made: Made | undefined;
  let server: Server | undefined;
  async function close(): Promise<void> {
    const closed = new Promise<unknown>((resolve) =>
      server === undefined ? resolve(undefined) : server.close(resolve),
    );
    server?.closeIdleConnections();
    await sandbox.close();
    await closed;
    await made?.bot.close();
  }

  try {
    const goesOn = await session?.(sandbox);
    if (goesOn !== undefined) await sandbox.importSession(goesOn);
    const [app] = sandbox.apps;
    const env: BotEnvironment = {
      GRAPH_URL: sandbox.url,
      PAGE_TOKEN: app?.accessToken ?? '',
      APP_ID,
      APP_SECRET: app?.secret ?? '',
      VERIFY_TOKEN,
    };
    made = createBot(env, sandbox.clock);
    server = await listen(made.app, ports.bot);
    const botUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
    sandbox.setWebhook(APP_ID, { url: botUrl, verifyToken: VERIFY_TOKEN });
    await sandbox.verifyWebhook(APP_ID);
    return { sandbox, routing, made, botUrl, env, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Takes a free port where the wished one is taken. */
function listen(app: MadeBot['app'], port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, '127.0.0.1', () => resolve(server));
    server.once('error', (error: Error) => {
      if (isTaken(error)) resolve(listen(app, 0));
      else reject(error);
    });
  });
}

function isTaken(error: Error): boolean {
  return [error, error.cause].some((each) => each instanceof Error && 'code' in each && each.code === 'EADDRINUSE');
}
