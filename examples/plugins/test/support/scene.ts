import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Client, createClient } from '@handover/client';
import { createHandover, type Handover, type HandoverOptions, nodeHandler, type Plugin } from '@handover/core';
import { createSandbox, type Sandbox } from '@handover/sandbox';
import { type Memory, memoryOf, type Place } from './memory-of.ts';
import { ownPlace } from './places.ts';

/** App id of the bots. */
export const APP = '1450077300221199';
/** App id of a help desk. */
export const DESK = '880042117756310';

/** A Messenger, and two bots of one app that share a store and take its deliveries in turn. */
export interface Scene {
  readonly sandbox: Sandbox;
  readonly bots: readonly Handover[];
}

/** The options of a scene. */
export interface SceneOptions {
  /** The page's routing mode, and the bots' option `routing` unless `options` has another. */
  readonly routing: 'on' | 'off' | 'primary';
  /** Makes a plugin for each of the bots. @default none */
  readonly plugin?: () => Plugin;
  /** More options for both bots. */
  readonly options?: Partial<HandoverOptions>;
  /** Makes the option `client` of the page's own client. */
  readonly client?: (client: Client) => HandoverOptions['client'];
}

/** Plays a story with two bots on a store of this kind, and then closes everything. */
export async function scene(
  kind: Place['kind'],
  options: SceneOptions,
  play: (scene: Scene) => Promise<void>,
): Promise<void> {
  const { place, close } = await ownPlace(kind);
  const sandbox = await createSandbox({
    routing: options.routing,
    apps: [
      { id: APP, name: 'Bot' },
      { id: DESK, name: 'Desk' },
    ],
  });
  const [app] = sandbox.apps;
  const inMemory = memoryOf({ kind: 'memory' });
  const memories: Memory[] = [0, 1].map(() =>
    kind === 'memory' ? { ...memoryOf(place), store: inMemory.store } : memoryOf(place),
  );
  const bots = memories.map(({ store, scheduler }) => {
    const client = createClient({ accessToken: app?.accessToken ?? '', appId: APP, baseUrl: sandbox.url });
    const bot = createHandover({
      appId: APP,
      appSecret: app?.secret ?? '',
      client: options.client?.(client) ?? client,
      routing: options.routing,
      store,
      scheduler,
      clock: sandbox.clock,
      ...options.options,
    });
    return options.plugin === undefined ? bot : bot.use(options.plugin());
  });
  const server = await inTurn(bots);
  sandbox.setWebhook(APP, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
  try {
    await play({ sandbox, bots });
  } finally {
    await sandbox.close();
    server.close();
    server.closeAllConnections();
    await Promise.all(bots.map((bot) => bot.close()));
    for (const memory of memories) memory.close();
    await close();
  }
}

/** Gives each delivery to the next bot in turn. */
async function inTurn(bots: readonly Handover[]): Promise<Server> {
  const handlers = bots.map((bot) => nodeHandler(bot));
  let turn = 0;
  const server = createServer((request, response) => {
    turn += 1;
    void handlers[turn % handlers.length]?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
