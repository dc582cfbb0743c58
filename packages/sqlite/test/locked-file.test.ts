// A bot and the sandbox, with a file locked by another process: over HTTP and in real time, because locks use real
// time.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '@handover/client';
import { createHandover, type Handover, nodeHandler } from '@handover/core';
import { createSandbox, type Sandbox } from '@handover/sandbox';
import { sqliteScheduler, sqliteStore } from '@handover/sqlite';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { databaseFile, drivers } from './support/drivers.ts';
import { startProcess } from './support/process.ts';

const locked = suite('a locked file');
const BOT = '1450077300221199';
const NOW = 1_764_590_400_000;
const LOCKED_FOR_MS = 5_000;

interface Scene {
  readonly bot: Handover;
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly lines: readonly string[];
  close(): Promise<void>;
}

async function startScene(db: Parameters<typeof sqliteStore>[0]): Promise<Scene> {
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
  const sandbox = await createSandbox({ defaultApp: BOT, apps: [{ id: BOT, webhookUrl: url, verifyToken: 'verify' }] });
  const [{ accessToken, secret } = { accessToken: '', secret: '' }] = sandbox.apps;
  const logger = memoryLogger();
  const bot = createHandover({
    appId: BOT,
    appSecret: secret,
    verifyToken: 'verify',
    client: createClient({ accessToken, appId: BOT, baseUrl: sandbox.url }),
    store: sqliteStore(db),
    scheduler: sqliteScheduler(db),
    routing: 'on',
    logger,
  });
  const answer = nodeHandler(bot);
  return {
    bot,
    sandbox,
    url,
    lines: logger.lines,
    async close() {
      await sandbox.close();
      await bot.close();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

locked('causes a 503 and a redelivery, logs once at its start and once at its end, and does not block', async () => {
  const file = databaseFile();
  const scene = await startScene(file.connect());
  const { bot, sandbox, url, lines } = scene;
  const locker = await startProcess('locker', file.path, String(LOCKED_FOR_MS));
  try {
    const handled: string[] = [];
    bot.on('message', ({ event }) => void handled.push(event.text ?? ''));
    await locker.heard((message) => message === 'locked');
    const texts = Array.from({ length: 20 }, (_, index) => `message ${index}`);
    for (const [index, text] of texts.entries()) await sandbox.person(`Person ${index}`).say(text);

    // If the event loop were blocked, no request would be answered before the lock is gone.
    const answers: number[] = [];
    while (!locker.said.includes('freed')) {
      const { status } = await fetch(`${url}?hub.mode=subscribe&hub.verify_token=verify&hub.challenge=1`);
      if (!locker.said.includes('freed')) answers.push(status);
    }
    assert.ok(answers.length > 10);
    await sandbox.settled();

    assert.equal(handled.toSorted(), texts.toSorted());
    const attempts = sandbox.timeline.filter((entry) => entry.kind === 'delivery');
    assert.ok(attempts.some(({ status }) => status === 503));
    assert.equal(new Set(attempts.map(({ status }) => status)), new Set([503, 200]));
    // The scheduler may also look at its timers meanwhile, and says so.
    const said = lines.filter((line) => !line.startsWith('debug') && !/ Timers /.test(line));
    assert.is(said.length, 2, said.join('\n'));
    assert.match(said[0] ?? '', /^error The store failed/);
    assert.match(said[1] ?? '', /^info The store answers again/);
  } finally {
    await locker.kill();
    await scene.close();
    file.remove();
  }
});

locked('makes operations wait by promise, in the order of the calls, for at most patienceMs', async () => {
  const file = databaseFile();
  const store = sqliteStore(file.connect(), { patienceMs: 300 });
  const locker = await startProcess('locker', file.path);
  try {
    await locker.heard((message) => message === 'locked');
    const lane = { at: NOW, rank: 0, tie: '', says: 'standby' } as const;
    const observed = store.observe('t', { lane }, NOW);
    assert.instance(observed, Promise);
    const error = await rejects(Promise.resolve(observed), 'StoreError');
    assert.match(error.message, /locked for 300 ms: end its transaction/);

    const order: string[] = [];
    const patient = sqliteStore(file.connect(), { patienceMs: 30_000 });
    const calls = ['a', 'b', 'c'].map(async (thread) => {
      await patient.observe(thread, { lane }, NOW);
      order.push(thread);
    });
    const read = patient.read('c', NOW);
    locker.send('let go');
    await Promise.all(calls);
    assert.equal(order, ['a', 'b', 'c']);
    assert.is((await read).changes, 1);
    // A failed operation was not done later.
    assert.is((await store.read('t', NOW)).changes, 0);
    assert.not.instance(store.observe('t', { lane }, NOW), Promise);
  } finally {
    await locker.kill();
    file.remove();
  }
});

locked('fails no operation whose time ended while this process was busy, and no lock was there any more', async () => {
  const file = databaseFile();
  try {
    const store = sqliteStore(file.connect(), { patienceMs: 20 });
    const locker = file.connect();
    locker.exec('BEGIN IMMEDIATE');
    const lane = { at: NOW, rank: 0, tie: '', says: 'standby' } as const;
    const observed = ['a', 'b'].map(async (thread) => store.observe(thread, { lane }, NOW));
    locker.exec('ROLLBACK');
    for (const until = performance.now() + 50; performance.now() < until; );
    const records = await Promise.all(observed);
    assert.equal(
      records.map(({ changes }) => changes),
      [1, 1],
    );
  } finally {
    file.remove();
  }
});

locked('does not prevent a start', async () => {
  const file = databaseFile();
  const locker = await startProcess('locker', file.path);
  try {
    await locker.heard((message) => message === 'locked');
    const store = sqliteStore(file.connect(), { patienceMs: 30_000 });
    const read = store.read('t', NOW);
    locker.send('let go');
    assert.is((await read).changes, 0);
  } finally {
    await locker.kill();
    file.remove();
  }
});

for (const { name, open } of drivers) {
  locked(
    `never leaves a connection with old data: once the lock is gone it reads what others write (${name})`,
    async () => {
      const file = databaseFile(open);
      try {
        const store = sqliteStore(file.connect(), { patienceMs: 20 });
        const others = sqliteStore(file.connect());
        const locker = file.connect();
        const value = { expiresAt: NOW * 2, now: NOW };
        await others.setValue('t', 'v', { ...value, expected: undefined, value: 'before' });
        assert.is(await store.getValue('t', 'v', NOW), 'before');

        locker.exec('BEGIN IMMEDIATE');
        await rejects(
          Promise.resolve(store.setValue('t', 'w', { ...value, expected: undefined, value: '1' })),
          /locked/,
        );
        locker.exec('ROLLBACK');
        for (const [expected, next] of [
          ['before', 'after'],
          ['after', 'later'],
        ]) {
          await others.setValue('t', 'v', { ...value, expected, value: next ?? '' });
          assert.is(await store.getValue('t', 'v', NOW), next);
        }
      } finally {
        file.remove();
      }
    },
  );
}

for (const { name, open } of drivers) {
  locked(`answers a read for itself after one that failed on a lock (${name})`, async () => {
    const file = databaseFile(open);
    try {
      const db = file.connect();
      const store = sqliteStore(db, { patienceMs: 20 });
      const value = { expected: undefined, expiresAt: NOW * 2, now: NOW };
      for (const thread of ['a', 'b']) await store.setValue(thread, 'v', { ...value, value: `of ${thread}` });
      assert.is(await store.getValue('a', 'v', NOW), 'of a');
      // Without a log of writes a lock keeps readers out, too.
      db.exec('PRAGMA journal_mode = DELETE');
      const locker = file.connect();
      locker.exec('BEGIN EXCLUSIVE');
      await rejects(Promise.resolve(store.getValue('a', 'v', NOW)), 'StoreError');
      locker.exec('ROLLBACK');
      assert.is(await store.getValue('b', 'v', NOW), 'of b');
    } finally {
      file.remove();
    }
  });
}

locked.run();
