import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@handover/client';
import { type Clock, createHandover } from '@handover/core';
import { createSandbox } from '@handover/sandbox';
import { sqliteScheduler, sqliteStore } from '@handover/sqlite';
import { type TakenBack, takeback } from '@handover/takeback';
import { bundled } from '@handover/test-support/bundled';
import Database from 'libsql';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const APP_ID = '1450077300221199';
const kill = suite('kill -9');

/** How long after a crash the next process can claim what the dead process held. */
const twoMinutesLater: Clock = {
  now: () => Date.now() + 120_000,
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

interface Outcome {
  readonly taken: TakenBack;
  readonly takes: number;
  readonly messages: number;
}

/** Kills a process after the named call, and lets another process finish its work. */
async function killedAfter(diesAfter: 'take' | 'message'): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'handover-takeback-'));
  const file = join(folder, 'handover.db');
  const sandbox = await createSandbox({ apps: [{ id: APP_ID, name: 'Bot' }] });
  const [app] = sandbox.apps;
  const { accessToken = '', secret = '' } = app ?? {};
  const ana = sandbox.person('Ana');
  await ana.say('Hello');
  try {
    const child = spawn(process.execPath, [await bundled(new URL('./support/dying-bot.ts', import.meta.url))], {
      env: {
        ...process.env,
        APP_ID,
        APP_SECRET: secret,
        PAGE_TOKEN: accessToken,
        GRAPH_URL: sandbox.url,
        DATABASE: file,
        DIES_AFTER: diesAfter,
        PAGE_ID: sandbox.page.id,
        USER_ID: ana.id,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 100_000,
      killSignal: 'SIGTERM',
    });
    const [, signal] = await once(child, 'exit');
    assert.is(signal, 'SIGKILL');

    const db = new Database(file);
    const bot = createHandover({
      appId: APP_ID,
      appSecret: secret,
      client: createClient({ accessToken, appId: APP_ID, baseUrl: sandbox.url }),
      routing: 'on',
      store: sqliteStore(db),
      scheduler: sqliteScheduler(db),
      clock: twoMinutesLater,
    });
    try {
      const taken = await new Promise<TakenBack>((resolve, reject) => {
        const handing = bot.use(takeback({ afterMs: 1_000, message: 'I am back' }));
        handing.on('taken_back', resolve);
        handing.on('takeback_failed', ({ reason }) => reject(new Error(`it failed: ${reason}`)));
      });
      const takes = sandbox.timeline.filter((entry) => entry.kind === 'call' && /take_thread/.test(entry.path));
      assert.is(sandbox.owner(ana.id), APP_ID);
      return { taken, takes: takes.length, messages: ana.inbox.length };
    } finally {
      await bot.close();
      db.close();
    }
  } finally {
    await sandbox.close();
    rmSync(folder, { recursive: true });
  }
}

kill(
  'after kill -9 behind the take, the next process sends the message and emits the event, without a second take',
  async () => {
    const { taken, takes, messages } = await killedAfter('take');
    assert.equal([takes, messages, taken.said], [1, 1, true]);
  },
);

kill('after kill -9 behind the message, the next process does not send the message again', async () => {
  const { takes, messages } = await killedAfter('message');
  assert.equal([takes, messages], [1, 1]);
});

kill.run();
