// Checks what an attacker who can read a bot's store finds there: thread owners and the metadata between apps, but no
// texts that people wrote, and no secrets.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@handover/client';
import { createHandover, nodeHandler } from '@handover/core';
import { persona } from '@handover/persona';
import { createSandbox } from '@handover/sandbox';
import { takeback } from '@handover/takeback';
import { redisServer } from '@handover/test-support/redis-server';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { memoryOf, type Place } from './support/memory-of.ts';
import { ownPlace } from './support/places.ts';

const atRest = suite('a store');

const APP = { id: '1450077300221199', name: 'Bot', secret: 'secret-of-the-app', accessToken: 'token-of-the-page' };
const DESK = { id: '880042117756310', name: 'Desk' };
const VERIFY_TOKEN = 'token-of-the-webhook';
/** Part of each text. Without digits, which an id could contain by chance. */
const PRIVATE = 'the blue suitcase';
const TEXTS = [`I lost ${PRIVATE}`, `One moment for ${PRIVATE}`, `Nora here about ${PRIVATE}`, `Back for ${PRIVATE}`];
const METADATA = 'ticket-4711';

/** Plays a conversation with every plugin that stores something. */
async function play(place: Place): Promise<void> {
  const sandbox = await createSandbox({ apps: [{ ...APP, verifyToken: VERIFY_TOKEN }, DESK] });
  const memory = memoryOf(place);
  const { clock } = sandbox;
  const { id: appId, secret: appSecret, accessToken } = APP;
  const client = createClient({ accessToken, appId, appSecret, baseUrl: sandbox.url });
  const bot = createHandover({
    ...{ appId: APP.id, appSecret: APP.secret, verifyToken: VERIFY_TOKEN, client, clock },
    ...{ store: memory.store, scheduler: memory.scheduler },
  })
    .use(takeback({ afterMs: 60_000, message: TEXTS[3] ?? '' }))
    .use(
      persona({
        personas: { robin: { name: 'Robin', profilePictureUrl: 'https://assets.example/robin.png' } },
        pick: () => 'robin',
      }),
    );
  bot.on('message', ({ thread }) => thread.handOver('inbox', { message: TEXTS[1] ?? '' }));
  const server = createServer(nodeHandler(bot)).listen(0, '127.0.0.1');
  try {
    await new Promise((resolve) => server.once('listening', resolve));
    sandbox.setWebhook(APP.id, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
    await sandbox.verifyWebhook(APP.id);
    const ana = sandbox.person('Ana');
    await ana.say(TEXTS[0] ?? '');
    await sandbox.settled();
    assert.is(sandbox.owner(ana.id), sandbox.inbox.appId);
    await sandbox.inbox.reply(ana, TEXTS[2] ?? '');
    await sandbox.settled();
    // The store keeps metadata between apps, for plugins that use it.
    const desk = createClient({ accessToken: sandbox.apps[1]?.accessToken ?? '', baseUrl: sandbox.url });
    await desk.takeThreadControl(ana.id);
    await desk.passThreadControl(ana.id, { targetAppId: APP.id, metadata: METADATA });
    await sandbox.settled();
  } finally {
    await sandbox.close();
    server.close();
    server.closeAllConnections();
    await bot.close();
    memory.close();
  }
}

function assertHarmless(kept: string): void {
  assert.ok(kept.includes(METADATA), 'the search finds stored texts');
  for (const secret of [PRIVATE, 'suitcase', 'Nora here', APP.secret, APP.accessToken, VERIFY_TOKEN]) {
    assert.not.ok(kept.includes(secret), `the store holds ${secret}`);
  }
}

atRest('in a SQLite file holds no secret, and no text that people or the bot wrote', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'handover-at-rest-'));
  try {
    await play({ kind: 'sqlite', file: join(folder, 'bot.sqlite') });
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')));
    assertHarmless(files.join('\n'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

atRest('in Redis never receives a secret, or a text that people or the bot wrote', async () => {
  const server = await redisServer();
  const redis = new Redis(server.url);
  const monitor = await redis.monitor();
  const commands: string[] = [];
  monitor.on('monitor', (_time: string, args: string[]) => void commands.push(args.join(' ')));
  try {
    await play({ kind: 'redis', url: server.url });
    // The monitor receives earlier commands before this one.
    const last = new Promise<void>((resolve) => {
      monitor.on('monitor', (_time: string, args: string[]) => {
        if (args.includes('the-last-command')) resolve();
      });
    });
    await redis.echo('the-last-command');
    await last;
    assertHarmless(commands.join('\n'));
  } finally {
    monitor.disconnect();
    redis.disconnect();
    await server.stop();
  }
});

atRest('in PostgreSQL holds no secret, and no text that people or the bot wrote', async () => {
  const { place, close } = await ownPlace('postgres');
  try {
    await play(place);
    const pool = new Pool({ connectionString: place.kind === 'postgres' ? place.url : '' });
    const { rows } = await pool.query("SELECT schema_to_xml('handover', true, false, '')::text AS kept");
    await pool.end();
    assertHarmless((rows[0] as { readonly kept: string }).kept);
  } finally {
    await close();
  }
});

atRest.run();
