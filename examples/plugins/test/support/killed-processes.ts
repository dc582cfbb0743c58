import { createClient } from '@handover/client';
import { createHandover } from '@handover/core';
import { createSandbox, type Sandbox } from '@handover/sandbox';
import { eventually } from '@handover/test-support/eventually';
import { testClock } from '@handover/testkit';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Collector, startCollector } from './collector.ts';
import { memoryOf, type Place } from './memory-of.ts';
import { type OwnPlace, ownPlace } from './places.ts';
import { type SignedDelivery, startWorker, type Worker, type WorkerOptions } from './worker-process.ts';

const APP = '1450077300221199';
const BACK = 'I am back.';
const PENDING = 500;
/** How many threads are back when the process with the timers is killed. */
const BACK_BEFORE = 50;
/** Short, so that the leases and announcement claims of a dead process end soon. */
const LEASE_MS = 1_000;
const HANDLER_TIMEOUT_MS = 2_000;
/** How long a process that died keeps the threads that it was taking back: the lease of takeback. */
const TAKEBACK_LEASE_MS = 10_000;

/** A Messenger whose deliveries are recorded, a durable store, and processes to kill. */
interface Scene {
  readonly place: Place;
  readonly sandbox: Sandbox;
  readonly collector: Collector;
  start(options?: Partial<WorkerOptions>): Promise<Worker>;
}

/** A store that survives its processes. */
type DurableKind = Exclude<Place['kind'], 'memory'>;

async function scene({ place }: OwnPlace, play: (scene: Scene) => Promise<void>): Promise<void> {
  const collector = await startCollector();
  const sandbox = await createSandbox({
    routing: 'on',
    apps: [{ id: APP, name: 'Bot', webhookUrl: collector.url }],
    limits: { waitingDeliveries: 10_000 },
  });
  const [app] = sandbox.apps;
  const workers: Worker[] = [];
  try {
    await play({
      place,
      sandbox,
      collector,
      async start(options = {}) {
        const worker = await startWorker({
          place,
          graphUrl: sandbox.url,
          pageId: sandbox.page.id,
          appId: APP,
          appSecret: app?.secret ?? '',
          accessToken: app?.accessToken ?? '',
          leaseMs: LEASE_MS,
          handlerTimeoutMs: HANDLER_TIMEOUT_MS,
          takeback: { afterMs: 1_000, message: BACK, every: 0 },
          ...options,
        });
        workers.push(worker);
        return worker;
      },
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()));
    await sandbox.close();
    await collector.close();
  }
}

/** Delivers until the bot accepts, as Meta does. */
async function deliver(worker: Worker, delivery: SignedDelivery | undefined): Promise<void> {
  assert.ok(delivery !== undefined);
  let status = await worker.deliver(delivery);
  for (let tries = 1; status !== 200; tries += 1) {
    assert.ok(tries < 50, `the delivery is refused again and again (${status})`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    status = await worker.deliver(delivery);
  }
}

/** Delivers until the process is where it hangs. The answer is that to the last delivery. */
async function deliverToHang(worker: Worker, delivery: SignedDelivery): Promise<{ readonly answer: Promise<number> }> {
  for (;;) {
    const answer = worker.deliver(delivery);
    const status = await Promise.race([answer, worker.reached.then(() => undefined)]);
    if (status === undefined) return { answer };
    assert.is(status, 503, 'only a busy store may refuse it');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Kills processes (SIGKILL) at the worst moments, with a store that survives them. */
export function killedProcesses(killed: Test, kind: DurableKind): void {
  let own: OwnPlace;
  killed.before(async () => {
    own = await ownPlace(kind);
  });
  killed.after.each(() => own.empty());
  killed.after(() => own.close());

  killed(`pending takebacks are performed by another process, each effective once and announced once`, () =>
    scene(own, async ({ sandbox, collector, start }) => {
      const people = Array.from({ length: PENDING }, (_, index) => sandbox.person(`Person ${index}`));
      const play = async (): Promise<void> => {
        for (const person of people) {
          await person.say('Hello');
          await sandbox.inbox.reply(person, 'Hello, this is Nora.');
        }
        await sandbox.settled();
      };
      const takeback = { afterMs: 1_000, message: BACK, every: 1 };
      const [first] = await Promise.all([start({ takeback }), play()]);
      const taken = new Map<string, number>();
      sandbox.on('entry', (entry) => {
        if (entry.kind !== 'call' || entry.status !== 200 || !entry.path.endsWith('/take_thread_control')) return;
        taken.set(entry.person?.id ?? '', (taken.get(entry.person?.id ?? '') ?? 0) + 1);
        if (taken.size === BACK_BEFORE) void first.kill();
      });
      const refused: SignedDelivery[] = [];
      await Promise.all(
        collector.deliveries.map(async (delivery) => {
          if ((await first.deliver(delivery)) !== 200) refused.push(delivery);
        }),
      );
      await eventually('the first threads came back', () => taken.size >= BACK_BEFORE);
      await first.kill();
      assert.ok(taken.size < PENDING, 'the process was killed in the middle of its work');

      // With time for its handlers, which all begin at once.
      const second = await start({ takeback, aheadMs: TAKEBACK_LEASE_MS, handlerTimeoutMs: 60_000 });
      await Promise.all(refused.map((delivery) => deliver(second, delivery)));
      await eventually('all threads came back', () => people.every(({ id }) => sandbox.owner(id) === APP));
      // A thread is back before its message is sent.
      const { failed } = await second.report();
      assert.equal(failed, []);
      assert.equal(
        [...taken.values()].filter((times) => times !== 1),
        [],
        'each thread was taken once',
      );
      const said = people.map(({ inbox }) => inbox.filter(({ text }) => text === BACK).length);
      assert.is(Math.max(...said), 1, 'no person gets the message twice');
    }),
  );

  killed(`an event whose handler was interrupted is handled when it is redelivered`, () =>
    scene(own, async ({ sandbox, collector, start }) => {
      const first = await start({ hangAt: 'handler' });
      await sandbox.person('Ana').say('Hello');
      await sandbox.settled();
      const [delivery] = collector.deliveries;
      assert.ok(delivery !== undefined);
      const { answer } = await deliverToHang(first, delivery);
      await first.kill();
      assert.is(await answer, 0, 'Meta got no answer');

      const second = await start();
      await deliver(second, delivery);
      const { runs } = await second.report();
      assert.equal(Object.values(runs), [1]);
    }),
  );

  killed(`an owner change whose announcement was interrupted is announced even if the thread stays silent`, () =>
    scene(own, async ({ place, sandbox, collector, start }) => {
      const first = await start({ hangAt: 'announcement' });
      const ana = sandbox.person('Ana');
      await ana.say('Hello');
      await sandbox.settled();
      const [delivery] = collector.deliveries;
      assert.ok(delivery !== undefined);
      const { answer } = await deliverToHang(first, delivery);
      await first.kill();
      assert.is(await answer, 0, 'Meta got no answer');

      // The dead process's claim on the announcement lasts for a minute and a half. A manual clock avoids that wait.
      const clock = testClock(Date.now());
      const memory = memoryOf(place);
      const announced: string[] = [];
      const bot = createHandover({
        appId: APP,
        appSecret: 'unused',
        client,
        routing: 'on',
        clock,
        store: memory.store,
        scheduler: memory.scheduler,
      });
      bot.on('owner_changed', ({ thread, previous, current }) => {
        announced.push(`${thread.userId} ${previous.kind} ${current.kind}`);
      });
      // In steps that give the store, which uses real time, the time to answer.
      const step = async (): Promise<void> => {
        await clock.advance(2_500);
        await new Promise((resolve) => setTimeout(resolve, 10));
      };
      await eventually('the change is announced', async () => {
        await step();
        return announced.length > 0;
      });
      assert.equal(announced, [`${ana.id} unknown self`]);
      for (let steps = 0; steps < 60; steps += 1) await step();
      await bot.close();
      memory.close();
      assert.is(announced.length, 1);
    }),
  );
}

/** The test looks up owners in the store only, so this client is never called. */
const client = createClient({ accessToken: 'unused', baseUrl: 'http://127.0.0.1:9' });
