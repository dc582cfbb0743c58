// Runs the bot as its own process, kills it and starts it again. Its state is in a SQLite file, in Redis or in PostgreSQL.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, type Person, type Sandbox } from '@handover/sandbox';
import { postgresServer } from '@handover/test-support/postgres-server';
import { redisServer } from '@handover/test-support/redis-server';
import { delivery, items, signedRequest } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, type ExistingBot } from '../../support/existing-bot.ts';
import { diffInReadme, diffOf } from '../../support/readme-diff.ts';
import { type RunningExample, startExample } from '../../support/start-example.ts';

const start = suite('start');
const FOLDER = new URL('../', import.meta.url);
const APP = '1450077300221199';
const VERIFY_TOKEN = 'a-token-of-your-choice';

/** Plays with the bot in a sandbox; `run` starts another process of it on the same store. */
async function play(
  script: string,
  env: Readonly<Record<string, string>>,
  story: (sandbox: Sandbox, run: () => Promise<ExistingBot>) => Promise<void>,
): Promise<void> {
  const sandbox = await createSandbox({ routing: 'on', apps: [{ id: APP, name: 'Bot', verifyToken: VERIFY_TOKEN }] });
  const [app] = sandbox.apps;
  const examples: RunningExample[] = [];
  try {
    await story(sandbox, async () => {
      const example = await startExample(FOLDER, {
        script,
        env: {
          PORT: '0',
          GRAPH_URL: sandbox.url,
          PAGE_TOKEN: app?.accessToken,
          APP_ID: APP,
          APP_SECRET: app?.secret,
          VERIFY_TOKEN,
          ...env,
        },
      });
      examples.push(example);
      const url = await example.prints(/The bot answers at (http\S+)\/webhook, and stores its state in \S+\. /);
      sandbox.setWebhook(APP, { url: `${url}/webhook`, verifyToken: VERIFY_TOKEN });
      await sandbox.verifyWebhook(APP);
      return { sandbox, example, close: () => example.stop() };
    });
  } finally {
    await sandbox.close();
    await Promise.all(examples.map((example) => example.stop()));
  }
}

/** Calls of the bot so far to an edge, whatever their outcome. */
function calls(sandbox: Sandbox, edge: string): number {
  return sandbox.timeline.filter(
    (entry) => entry.kind === 'call' && entry.method === 'POST' && entry.path.endsWith(`/${edge}`),
  ).length;
}

function newest(person: Person): unknown[] {
  const message = person.inbox.at(-1);
  return [message?.persona?.name, message?.text];
}

/** Delivers a message from before the handover only now. Resolves once it is handled. */
async function bringLate(sandbox: Sandbox, { id: userId }: Person, timestamp: number): Promise<void> {
  const [app] = sandbox.apps;
  const { id: pageId } = sandbox.page;
  const item = items.message({ pageId, userId, timestamp, mid: 'm_late', text: 'Anybody?' });
  const { headers, body } = signedRequest(delivery({ pageId, time: timestamp, messaging: [item] }), app?.secret ?? '');
  const { 'content-length': _length, ...rest } = headers;
  const answer = await fetch(app?.webhookUrl ?? '', { method: 'POST', headers: rest, body: Buffer.from(body) });
  assert.is(answer.status, 200);
}

async function killedAndStartedAgain(sandbox: Sandbox, run: () => Promise<ExistingBot>): Promise<void> {
  const ana = sandbox.person('Ana');
  const first = await run();
  assert.is(await ask(first, ana, 'Hello!'), 'You said: Hello!');
  assert.equal(newest(ana), ['Robin (assistant)', 'You said: Hello!']);
  assert.is(await ask(first, ana, 'Where is my order?'), 'The order desk here. Which order is it?');
  const beforeHandover = sandbox.clock.now();
  assert.is(await ask(first, ana, 'A human, please'), 'One moment, a colleague takes over.');
  await sandbox.inbox.reply(ana, 'Nora here.');
  await sandbox.settled();

  first.example.process.kill('SIGKILL');
  assert.is(await first.example.ended, null, first.example.output());
  const second = await run();

  // A bot that had lost the owner would answer this message.
  const said = calls(sandbox, 'messages');
  await bringLate(sandbox, ana, beforeHandover);
  await ana.say('Thank you, Nora');
  await sandbox.settled();
  assert.is(calls(sandbox, 'messages'), said, second.example.output());
  assert.is(sandbox.owner(ana.id), sandbox.inbox.appId);

  await sandbox.inbox.done(ana);
  await ask(second, ana, 'Me again');
  assert.equal(newest(ana), ['Otto (order desk)', 'You said: Me again']);
  assert.is(calls(sandbox, 'personas'), 2, 'no persona was created twice');
  assert.is(sandbox.owner(ana.id), APP);

  second.example.process.kill('SIGTERM');
  assert.is(await second.example.ended, 0, second.example.output());
  const [app] = sandbox.apps;
  for (const { example } of [first, second]) {
    for (const secret of [app?.secret ?? '', app?.accessToken ?? '', VERIFY_TOKEN, 'Thank you', 'Anybody']) {
      assert.not.ok(example.output().includes(secret), `the output holds ${secret}:\n${example.output()}`);
    }
  }
}

start('keeps its state through a kill -9, in its SQLite file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'handover-start-'));
  try {
    await play('start', { DATABASE: join(folder, 'bot.sqlite') }, killedAndStartedAgain);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

start('keeps its state through a kill -9, in Redis with two other lines', async () => {
  const redis = await redisServer();
  try {
    await play('start:redis', { REDIS_URL: redis.url }, killedAndStartedAgain);
  } finally {
    await redis.stop();
  }
});

start('keeps its state through a kill -9, in PostgreSQL with two other lines', async () => {
  const postgres = await postgresServer();
  try {
    const env = { DATABASE_URL: postgres.url };
    const migration = await startExample(FOLDER, { script: 'migrate:postgres', env });
    assert.is(await migration.ended, 0, migration.output());
    await play('start:postgres', env, killedAndStartedAgain);
  } finally {
    await postgres.stop();
  }
});

start('differs from start-redis.ts by the two lines that the README shows', async () => {
  const diff = await diffOf(FOLDER, 'start.ts', 'start-redis.ts');
  assert.is(await diffInReadme(FOLDER), diff);
  assertTwoLines(diff);
});

start('differs from start-postgres.ts by two lines', async () => {
  assertTwoLines(await diffOf(FOLDER, 'start.ts', 'start-postgres.ts'));
});

function assertTwoLines(diff: string): void {
  assert.is(diff.match(/^\+(?!\+)/gm)?.length, 2);
  assert.is(diff.match(/^-(?!-)/gm)?.length, 2);
}

start('prints what is missing in the environment before anything starts', async () => {
  const env = {
    PAGE_TOKEN: 'x',
    APP_ID: '',
    APP_SECRET: undefined,
    VERIFY_TOKEN: 'x',
    DATABASE: '/nowhere/bot.sqlite',
  };
  const example = await startExample(FOLDER, { env });
  assert.is(await example.ended, 1);
  assert.match(example.output(), /^Set APP_ID, APP_SECRET first/);
});

start.run();
