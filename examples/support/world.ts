import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Handover } from '@handover/core';
import { createSandbox, type Platform, type Sandbox, type SandboxClock } from '@handover/sandbox';

/** Values for a laptop. At Meta they come from the app dashboard. */
const APP_ID = '1450077300221199';
const VERIFY_TOKEN = 'a-token-of-your-choice';

/** What a bot reads from its environment. The sandbox prints values for all of it. */
export interface BotEnvironment {
  /** Meta's Graph, or a sandbox. @default 'https://graph.facebook.com' */
  readonly GRAPH_URL?: string | undefined;
  readonly PAGE_TOKEN: string;
  readonly APP_ID: string;
  readonly APP_SECRET: string;
  readonly VERIFY_TOKEN: string;
}

/** What the bot of a phone number reads: `PAGE_ID` is the id of the number. */
export interface NumberEnvironment extends BotEnvironment {
  readonly PAGE_ID: string;
}

/** A bot made for a world, with its app. */
export interface MadeBot {
  readonly app: { listen(port: number, host: string, listening: () => void): Server };
  readonly bot: Handover;
}

/** A bot, and a sandbox as its Messenger. */
export interface World<Made extends MadeBot = MadeBot> {
  readonly sandbox: Sandbox;
  readonly routing: 'on' | 'off';
  readonly made: Made;
  readonly botUrl: string;
  readonly env: NumberEnvironment;
  close(): Promise<void>;
}

/** The options of a world. */
export interface WorldOptions<Made extends MadeBot> {
  readonly routing: 'on' | 'off';
  /** @default 'messenger' */
  readonly platform?: Platform;
  /** Makes the bot. With the shared clock, a day in the sandbox is a day for the bot. */
  readonly createBot: (env: NumberEnvironment, clock: SandboxClock) => Made;
  /** Returns an exported session with which the sandbox continues, or `undefined`. */
  readonly session?: (sandbox: Sandbox) => unknown;
  /** @default 0: free ports */
  readonly ports?: { readonly sandbox: number; readonly bot: number };
}

/**
 * Starts a sandbox and the bot on loopback, and lets the sandbox verify the bot's webhook. If that fails, it rejects
 * and leaves nothing running.
 */
export async function startWorld<Made extends MadeBot>(options: WorldOptions<Made>): Promise<World<Made>> {
  const { routing, platform = 'messenger', createBot, session, ports = { sandbox: 0, bot: 0 } } = options;
  const start = (port: number): Promise<Sandbox> =>
    createSandbox({
      port,
      routing,
      platform,
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
    const env: NumberEnvironment = {
      GRAPH_URL: sandbox.url,
      PAGE_ID: sandbox.page.id,
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

/** Listens on a free port if the requested one is taken. */
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
