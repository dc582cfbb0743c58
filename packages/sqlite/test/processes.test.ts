import { sqliteScheduler, sqliteStore } from '@handover/sqlite';
import { INBOX } from '@handover/test-support/harness';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { delivery, items, testClock } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BotOrder, BotReport } from './support/bot-process.ts';
import { type DatabaseFile, databaseFile } from './support/drivers.ts';
import { type Process, startProcess } from './support/process.ts';
import type { Loot } from './support/racer-process.ts';

const processes = suite('several processes on one file');
const NOW = 1_764_590_400_000;
const LEASE_MS = 1_500;

/** Runs `body` with a file and a function that starts processes on it, then ends them all. */
async function withFile(body: (file: DatabaseFile, start: typeof startProcess) => Promise<void>): Promise<void> {
  const file = databaseFile();
  const started: Process[] = [];
  try {
    await body(file, async (...args) => {
      const process = await startProcess(...args);
      started.push(process);
      return process;
    });
  } finally {
    await Promise.all(started.map((each) => each.kill()));
    file.remove();
  }
}

/** Lets all processes begin at the same moment. */
async function go(all: readonly Process[]): Promise<void> {
  await Promise.all(all.map((each) => each.heard((message) => message === 'ready')));
  for (const each of all) each.send('go');
}

const isLoot = (message: unknown): boolean => typeof message === 'object';
const isRun = (message: unknown): message is { ran: string } => typeof message === 'object' && message !== null;

/** Keys of timers that ran in any of the processes. */
function ran(all: readonly Process[]): string[] {
  return all.flatMap(({ said }) => said.filter(isRun).map(({ ran: key }) => key)).sort();
}

for (const count of [2, 4]) {
  processes(`lets one of ${count} processes claim each event and each announcement, and loses none`, () =>
    withFile(async (file, start) => {
      const racers = await Promise.all(
        Array.from({ length: count }, (_, index) => start('racer', file.path, `h${index}`)),
      );
      await go(racers);
      const loots = await Promise.all(racers.map((racer) => racer.heard<Loot>(isLoot)));

      const claimed = loots.flatMap((loot) => loot.claimed);
      assert.equal([claimed.length, new Set(claimed).size], [300, 300]);
      const announced = loots.flatMap((loot) => loot.announced);
      assert.equal([announced.length, new Set(announced).size], [60, 60]);
      const store = sqliteStore(file.connect());
      assert.is(await store.getValue('1:messenger:2:', 'number', NOW), String(100 * count));
      const { registers, announced: announcements } = await store.read('1:messenger:2:59', NOW);
      assert.equal([registers.lane?.tie, registers.echo?.appId, announcements], ['1:e299', `h${count - 1}`, 1]);
    }),
  );

  processes(`runs each timer in one of ${count} processes`, () =>
    withFile(async (file, start) => {
      const scheduler = sqliteScheduler(file.connect());
      scheduler.start({ clock: testClock(Date.now()), logger: memoryLogger() });
      const keys = Array.from({ length: 200 }, (_, index) => `k${index}`);
      for (const key of keys) await scheduler.schedule('job', key, Date.now(), 'data');
      await scheduler.close();

      const keepers = await Promise.all(Array.from({ length: count }, () => start('timekeeper', file.path)));
      await go(keepers);
      await scheduled(keepers, (all) => all.length >= keys.length);
      assert.equal(ran(keepers), keys.toSorted());
    }),
  );
}

/** Resolves once enough timers have run. */
async function scheduled(keepers: readonly Process[], enough: (keys: readonly string[]) => boolean): Promise<void> {
  await Promise.race(keepers.map((keeper) => keeper.heard(() => enough(ran(keepers)))));
}

processes('runs pending and interrupted timers after a kill -9', () =>
  withFile(async (file, start) => {
    const scheduler = sqliteScheduler(file.connect());
    scheduler.start({ clock: testClock(Date.now()), logger: memoryLogger() });
    const waiting = Array.from({ length: 40 }, (_, index) => `k${index}`);
    await scheduler.schedule('job', 'hang', Date.now(), 'kept');
    await scheduler.close();

    const first = await start('timekeeper', file.path, String(LEASE_MS));
    await go([first]);
    await first.heard((message) => isRun(message) && message.ran === 'hang');
    scheduler.start({ clock: testClock(Date.now()), logger: memoryLogger() });
    for (const key of waiting) await scheduler.schedule('job', key, Date.now() + 60_000, 'waits');
    await scheduler.close();
    await first.kill();
    // They come due while no process is running.
    file.connect().exec(`UPDATE handover_timers SET due_at = 1, next_at = 1 WHERE key <> 'hang'`);

    const second = await start('timekeeper', file.path);
    await go([second]);
    await scheduled([second], (keys) => keys.length > waiting.length);
    assert.equal(ran([second]), ['hang', ...waiting].sort());
    const hung = second.said.find((message) => isRun(message) && message.ran === 'hang');
    assert.equal(hung, { ran: 'hang', data: 'kept' });
  }),
);

processes('leaves no half-done write after a kill -9, and gives its leases to other processes', () =>
  withFile(async (file, start) => {
    const racer = await start('racer', file.path, 'dead');
    await go([racer]);
    const store = sqliteStore(file.connect());
    // Somewhere in the middle of its events.
    while ((await store.read('1:messenger:2:5', NOW)).changes === 0)
      await new Promise((resolve) => setImmediate(resolve));
    await racer.kill();

    const check = file.connect().prepare('PRAGMA integrity_check').get() as { integrity_check: string };
    assert.is(check.integrity_check, 'ok');
    const later = { holder: 'heir', leaseMs: 30_000, now: NOW + 30_000 };
    const parked: string[] = [];
    for (let index = 0; index < 300; index += 1) {
      const id = `1:e${index}`;
      const [begun] = await store.begin([{ id }], later);
      if (begun?.claim === 'parked') parked.push(id);
      else assert.ok(begun?.claim === 'done' || begun?.claim === 'claimed');
    }
    const runs = await store.claimParked('1', { ...later, limit: 100 });
    assert.equal(
      runs.map(({ id, body }) => [id, body]),
      parked.map((id) => [id, id]),
    );
    // The changes that it observed but did not announce are listed.
    const unsettled = await store.unsettled('1', { before: NOW + 60_000, limit: 100, now: NOW + 60_000 });
    for (const thread of unsettled) assert.ok((await store.read(thread, NOW)).changes > 0);
  }),
);

/** Starts a bot in a process of its own for one request or one tick, and waits until it has ended. */
async function runBot(
  start: typeof startProcess,
  order: BotOrder,
): Promise<{ ended: number | string; did: string[]; result: unknown }> {
  const bot = await start('bot', JSON.stringify(order));
  const ended = await bot.ended;
  const said = bot.said as readonly BotReport[];
  return {
    ended,
    did: said.flatMap((each) => ('did' in each ? each.did : 'failed' in each ? each.failed : [])),
    result: said.at(-1),
  };
}

/** A webhook body with one message of a person, written `afterMs` after the start. */
function written(text: string, userId: string, afterMs = 0): unknown {
  const timestamp = NOW + afterMs;
  return delivery({ time: timestamp, messaging: [items.message({ text, mid: `m_${text}`, userId, timestamp })] });
}

processes('lose no event and repeat no step where each request and each tick is a process of its own', () =>
  withFile(async ({ path: file }, start) => {
    const bot = (afterMs: number, order: Partial<BotOrder> = {}): ReturnType<typeof runBot> =>
      runBot(start, { file, routing: 'on', now: NOW + afterMs, ...order });
    const answered = { ended: 0, did: [], result: { status: 200 } };
    const nothing = { timers: 0, events: 0, announcements: 0 };

    assert.equal(await bot(0, { body: written('1', '51') }), answered);
    assert.equal(await bot(1_000, { body: written('2', '51', 1_000) }), answered);
    // Killed between its answer and the tick.
    const killed = await bot(2_000, { body: written('3', '51', 2_000), diesAt: 'answer' });
    assert.equal(killed, { ...answered, ended: 'SIGKILL' });

    // Killed in the middle of a handler: the model has answered, and the reply is not sent.
    const cut = await bot(60_000, { diesAt: 're 2' });
    assert.equal([cut.ended, cut.did], ['SIGKILL', ['got 1', 'model 1', 're 1', 'got 2', 'model 2']]);
    assert.equal(await bot(60_000, { body: written('human', '52', 60_000) }), answered);

    const next = await bot(120_000);
    assert.equal(
      next.did.filter((each) => each !== 'pass'),
      ['re 2', 'got 3', 'model 3', 're 3'],
    );
    assert.ok(next.did.includes('pass'));
    assert.equal(next.result, { counts: { ...nothing, events: 3 } });
    assert.equal(await bot(150_000), { ended: 0, did: [], result: { counts: nothing } });
    // The timer of the takeback is due.
    assert.equal(await bot(180_001), {
      ended: 0,
      did: ['take', 'back'],
      result: { counts: { ...nothing, timers: 1 } },
    });
  }),
);

processes("keep the pause of a person's reply where each request and each tick is a process of its own", () =>
  withFile(async ({ path: file }, start) => {
    const bot = (afterMs: number, order: Partial<BotOrder> = {}): ReturnType<typeof runBot> =>
      runBot(start, { file, routing: 'off', now: NOW + afterMs, ...order });
    const echo = items.echo({ appId: INBOX, userId: '53', timestamp: NOW });
    await bot(0, { body: delivery({ time: NOW, messaging: [echo] }) });
    await bot(1_000, { body: written('held', '53', 1_000) });
    await bot(60_001, { body: written('answered', '53', 60_001) });
    const { did, result } = await bot(120_000);
    assert.equal(did, ['got answered', 'model answered', 're answered']);
    assert.equal(result, { counts: { timers: 0, events: 3, announcements: 0 } });
  }),
);

processes.run();
