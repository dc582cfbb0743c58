// A bot without a process that waits: each delivery and each run of cron has a process of its own, and some of them are
// killed once Meta has the answer.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { migrate } from '@handover/postgres';
import { createSandbox } from '@handover/sandbox';
import { bundled } from '@handover/test-support/bundled';
import { eventually } from '@handover/test-support/eventually';
import { postgresServer } from '@handover/test-support/postgres-server';
import { Pool } from 'pg';
import { suite } from 'uvu';
import type { Job } from './support/serverless-process.ts';

const serverless = suite('serverless');

const APP = '1450077300221199';

/** What a process reports. */
interface Outcome {
  readonly status?: number;
  readonly counts?: unknown;
  readonly log?: readonly string[];
}

let program: string;

serverless.before(async () => {
  program = await bundled(new URL('./support/serverless-process.ts', import.meta.url));
});

/** Runs a job in a process of its own, and resolves to its report once it has ended. */
async function run(job: Job): Promise<Outcome> {
  const child = fork(program, { execArgv: [], env: { ...process.env, JOB: JSON.stringify(job) } });
  let outcome: Outcome | undefined;
  child.on('message', (message: Outcome) => {
    outcome = message;
  });
  await once(child, 'exit');
  assert.ok(outcome !== undefined, 'a process ended without a report');
  return outcome;
}

serverless('each event is handled once, and timers run, by processes that live for one request', async () => {
  const server = await postgresServer();
  const pool = new Pool({ connectionString: server.url });
  await migrate(pool);
  const sandbox = await createSandbox({ routing: 'on', apps: [{ id: APP, name: 'Bot' }] });
  const [app] = sandbox.apps;
  const base = {
    databaseUrl: server.url,
    graphUrl: sandbox.url,
    appId: APP,
    appSecret: app?.secret ?? '',
    accessToken: app?.accessToken ?? '',
  };
  let isKilled = true;
  const logs: string[] = [];
  const front = createServer(async (request, response) => {
    const body = (await buffer(request)).toString('base64');
    const headers = request.headers as Record<string, string>;
    const { status = 500, log = [] } = await run({ ...base, request: { headers, body }, isKilled });
    logs.push(...log);
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  try {
    await once(front, 'listening');
    sandbox.setWebhook(APP, { url: `http://127.0.0.1:${(front.address() as AddressInfo).port}/` });
    const ana = sandbox.person('Ana');
    const heard = (): unknown[] => ana.inbox.map(({ text }) => text);
    const tickUntil = (what: string, condition: () => boolean): Promise<void> =>
      eventually(what, async () => {
        if (condition()) return true;
        logs.push(...((await run(base)).log ?? []));
        return condition();
      });

    for (const text of ['one', 'two']) {
      await ana.say(text);
      await sandbox.settled();
    }
    await tickUntil('cron has run what the killed processes left', () => heard().length >= 2);
    assert.deepEqual(heard(), ['You said: one', 'You said: two']);

    isKilled = false;
    await ana.say('human');
    await sandbox.settled();
    await sandbox.inbox.reply(ana, 'Nora here.');
    await sandbox.settled();
    await tickUntil('cron has taken the thread back', () => heard().includes('I am back.'));
    assert.equal(sandbox.owner(ana.id), APP);
    assert.deepEqual(heard().slice(2), ['One moment.', 'Nora here.', 'I am back.']);
    const { rows } = await pool.query('SELECT count(*)::int AS open FROM handover.parked');
    assert.deepEqual(rows, [{ open: 0 }]);
    assert.deepEqual(logs, []);
  } finally {
    await sandbox.close();
    front.close();
    front.closeAllConnections();
    await pool.end();
    await server.stop();
  }
});

serverless.run();
