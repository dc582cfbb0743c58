import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Handover } from '@handover/core';
import { createSandbox, type Sandbox } from '@handover/sandbox';
import { type BotEnvironment, createBot } from './bot.ts';

/** Values for a laptop; with Meta they come from the app dashboard. */
const APP_ID = '1450077300221199';
const VERIFY_TOKEN = 'a-token-of-your-choice';

/** A bot, and a Messenger for it to live in. */
export interface World {
  readonly sandbox: Sandbox;
  readonly routing: 'on' | 'off';
  readonly bot: Handover;
  readonly botUrl: string;
  readonly env: BotEnvironment;
  close(): Promise<void>;
}

/** Starts a sandbox and the bot on loopback, and lets the one verify the other's webhook. */
export async function startWorld(options: {
  readonly routing: 'on' | 'off';
  /** @default 0: free ones */
  readonly ports?: { readonly sandbox: number; readonly bot: number };
}): Promise<World> {
  const { routing, ports = { sandbox: 0, bot: 0 } } = options;
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
  const [app] = sandbox.apps;
  const env: BotEnvironment = {
    GRAPH_URL: sandbox.url,
    PAGE_TOKEN: app?.accessToken ?? '',
    APP_ID,
    APP_SECRET: app?.secret ?? '',
    VERIFY_TOKEN,
  };
  // One clock for both, so that a day in the sandbox is a day for the bot.
  const made = createBot(env, { clock: sandbox.clock });
  const server = await listen(made.app, ports.bot);
  const botUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
  sandbox.setWebhook(APP_ID, { url: botUrl, verifyToken: VERIFY_TOKEN });
  await sandbox.verifyWebhook(APP_ID);

  return {
    sandbox,
    routing,
    bot: made.bot,
    botUrl,
    env,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await sandbox.close();
      await closed;
      await made.bot.close();
    },
  };
}

/** Takes a free port where the wished one is taken. */
function listen(app: ReturnType<typeof createBot>['app'], port: number): Promise<Server> {
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
