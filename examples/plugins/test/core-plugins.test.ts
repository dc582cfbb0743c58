// The plugins of core over each store, in two processes' worth of bots: what one of them learns holds for the other.
// May take up to 240 s on a slow machine.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@handover/client';
import {
  createHandover,
  grantRequests,
  type Handover,
  nodeHandler,
  type Plugin,
  pauseOnHumanReply,
  talkToHuman,
} from '@handover/core';
import { createSandbox, type Sandbox } from '@handover/sandbox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { redisServer } from '../../../packages/redis/test/support/redis-server.ts';
import { type Memory, memoryOf, type Place } from './support/memory-of.ts';

const plugins = suite('plugins of core over each store');

const APP = '1450077300221199';
const DESK = '880042117756310';
const PAUSE_MS = 600_000;

/** A Messenger, and two bots of one app that share a store and take its deliveries in turn. */
interface Scene {
  readonly sandbox: Sandbox;
  readonly bots: readonly Handover[];
}

async function scene(
  kind: Place['kind'],
  options: { readonly routing: 'on' | 'off' | 'primary'; readonly plugin: () => Plugin },
  play: (scene: Scene) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'handover-plugins-'));
  const redis = kind === 'redis' ? await redisServer() : undefined;
  const place: Place =
    redis !== undefined
      ? { kind: 'redis', url: redis.url }
      : kind === 'sqlite'
        ? { kind, file: join(folder, 'bot.sqlite') }
        : { kind: 'memory' };
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
    const { clock } = sandbox;
    const appSecret = app?.secret ?? '';
    const bot = createHandover({ appId: APP, appSecret, client, routing: options.routing, store, scheduler, clock });
    return bot.use(options.plugin());
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
    await redis?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Gives each delivery to the next of the bots. */
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

for (const kind of ['memory', 'sqlite', 'redis'] as const) {
  plugins(`${kind}: after a person's reply all bots pause, for as long as asked`, () =>
    scene(kind, { routing: 'off', plugin: () => pauseOnHumanReply({ forMs: PAUSE_MS }) }, async ({ sandbox, bots }) => {
      const heard: string[] = [];
      for (const [index, bot] of bots.entries()) {
        bot.on('message', ({ event }) => void heard.push(`${index} answers ${event.text}`));
        bot.on('standby:message', ({ event }) => void heard.push(`${index} is silent at ${event.text}`));
      }
      const ana = sandbox.person('Ana');
      await ana.say('one');
      await sandbox.settled();
      // People who answer by an app of their own: nobody owns a thread for that.
      const desk = createClient({ accessToken: sandbox.apps[1]?.accessToken ?? '', baseUrl: sandbox.url });
      await desk.sendMessage(ana.id, { text: 'Nora here.' });
      await sandbox.settled();
      // Two, since the bots take turns: both are silent, also the one that did not hear the reply.
      await ana.say('two');
      await ana.say('three');
      await sandbox.settled();
      await sandbox.clock.advance(PAUSE_MS);
      await ana.say('four');
      await sandbox.settled();
      assert.equal(heard, ['1 answers one', '1 is silent at two', '0 is silent at three', '1 answers four']);
    }),
  );

  plugins(`${kind}: the inbox's request is granted, whichever bot hears of it`, () =>
    scene(kind, { routing: 'primary', plugin: () => grantRequests() }, async ({ sandbox, bots }) => {
      const ana = sandbox.person('Ana');
      await ana.say('Hello');
      await sandbox.settled();
      assert.is(sandbox.owner(ana.id), APP);
      await sandbox.inbox.moveToMain(ana);
      await sandbox.settled();
      assert.is(sandbox.owner(ana.id), sandbox.inbox.appId);
      const reference = { pageId: sandbox.page.id, userId: ana.id };
      const owners = await Promise.all(bots.map(async (bot) => (await bot.thread(reference).state()).owner));
      assert.equal(owners, Array(2).fill({ kind: 'app', appId: sandbox.inbox.appId, inbox: 'page' }));
    }),
  );

  plugins(`${kind}: a wish for a person hands the thread over once, however often the tap is delivered`, () =>
    scene(kind, { routing: 'on', plugin: () => talkToHuman({ message: 'One moment.' }) }, async ({ sandbox }) => {
      const ana = sandbox.person('Ana');
      sandbox.faults.deliveries({ do: 'duplicate', event: 'postback' });
      await ana.tap('TALK_TO_HUMAN', 'Talk to a human');
      await sandbox.settled();
      assert.is(sandbox.owner(ana.id), sandbox.inbox.appId);
      assert.equal(
        ana.inbox.map(({ text }) => text),
        ['One moment.'],
      );
    }),
  );
}

plugins.run();
