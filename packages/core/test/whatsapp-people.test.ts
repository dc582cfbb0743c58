// One person of WhatsApp under several ids: the same thread, on each kind of answer that a store may give.
import { createHandover, memoryStore, pauseOnHumanReply } from '@handover/core';
import type { Store } from '@handover/core/store';
import { APP, memoryLogger, SECRET } from '@handover/test-support/harness';
import { gate, lastingStore } from '@handover/test-support/lasting-store';
import { type NumberGraph, withNumberGraph } from '@handover/test-support/number-graph';
import { wrappedStore } from '@handover/test-support/wrapped-store';
import {
  type Change,
  delivery,
  rejects,
  SAMPLE_NUMBER,
  signedRequest,
  type TestClock,
  testClock,
  whatsappChanges as wa,
} from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const MINUTE = 60_000;
const DAY = 86_400_000;
const { pageId, phone, bsuid } = SAMPLE_NUMBER;
const NEW_BSUID = 'PT.80500000000044';
const NEW_PHONE = '351960000077';
const byPhone = { platform: 'whatsapp', pageId, userId: phone } as const;
const byBsuid = { platform: 'whatsapp', pageId, userId: bsuid } as const;

interface Process {
  readonly bot: ReturnType<typeof createHandover>;
  /** Ids of the events that handlers got. */
  readonly heard: [kind: string, userId: string | undefined][];
  bring(...changes: readonly Change[]): Promise<number>;
}

/** A clock that leaps over the timers of a month. */
function leapingClock(): TestClock {
  const clock = testClock();
  let leapt = 0;
  return {
    ...clock,
    now: () => clock.now() + leapt,
    advance: async (ms) => {
      leapt += ms;
    },
  };
}

function start(graph: NumberGraph, clock: TestClock, store: Store): Process {
  const bot = createHandover({
    appId: APP,
    appSecret: SECRET,
    client: graph.client(),
    clock,
    store,
    logger: memoryLogger(),
  });
  bot.use(pauseOnHumanReply({ forMs: 30 * MINUTE }));
  const heard: Process['heard'] = [];
  bot.on('*', ({ event }) => void heard.push([event.kind, event.userId]));
  bot.on('message', ({ event, thread }) => thread.send(`re: ${event.text}`));
  return {
    bot,
    heard,
    bring: async (...changes) => {
      const body = delivery({ object: 'whatsapp_business_account', pageId: '330000000000001', changes });
      return (await bot.handle(signedRequest(body, SECRET))).status;
    },
  };
}

/** A store that answers each call a turn later. */
function slowStore(): Store {
  const inner = lastingStore();
  return new Proxy(inner, {
    get(target, name: keyof Store) {
      const operation = target[name];
      if (typeof operation !== 'function') return operation;
      return async (...args: unknown[]) => {
        await new Promise((resolve) => setImmediate(resolve));
        return (operation as (...args: unknown[]) => unknown).apply(target, args);
      };
    },
  });
}

for (const [kind, makeStore] of [
  ['answers at once', memoryStore],
  ['answers later', slowStore],
] as const) {
  const people = suite(`people of WhatsApp, on a store that ${kind}`);

  const onStage =
    (work: (stage: { graph: NumberGraph; clock: TestClock; store: Store; one: Process }) => Promise<void>) => () =>
      withNumberGraph(async (graph) => {
        const clock = leapingClock();
        const store = makeStore();
        const one = start(graph, clock, store);
        try {
          await work({ graph, clock, store, one });
        } finally {
          await one.bot.close();
        }
      });

  people(
    'are one thread by phone, then by both, then by BSUID alone, then by the phone of a change of owner',
    onStage(async ({ clock, one }) => {
      const at = () => ({ timestamp: clock.now() });
      await one.bring(wa.message({ ...at(), bsuid: null }));
      const before = one.bot.thread(byPhone);
      await before.values.compareAndSet('mark', 'kept', { expected: undefined, ttlMs: DAY });
      await before.handOver('inbox');
      await one.bring(wa.message(at()));
      await one.bring(wa.message({ ...at(), phone: null }));
      await one.bring(wa.status(at()));
      await clock.advance(2_000);
      await one.bring(wa.taken(at()));
      assert.equal(one.heard, [
        ['message', phone],
        ['message', bsuid],
        ['message', bsuid],
        ['status', bsuid],
        ['take_thread_control', bsuid],
      ]);
      for (const thread of [before, one.bot.thread(byBsuid)]) {
        assert.equal([(await thread.state()).owner, await thread.values.get('mark')], [{ kind: 'app' }, 'kept']);
      }
    }),
  );

  people(
    'keep what is kept of them by their phone number before they write at all',
    onStage(async ({ clock, graph, store, one }) => {
      const thread = one.bot.thread(byPhone);
      await thread.handOver('inbox');
      await thread.values.compareAndSet('mark', 'kept', { expected: undefined, ttlMs: DAY });
      await one.bring(wa.message({ timestamp: clock.now(), text: 'one' }));
      assert.equal(graph.texts(), []);
      const two = start(graph, clock, store);
      await two.bring(wa.message({ timestamp: clock.now(), phone: null, text: 'two' }));
      assert.equal(graph.texts(), []);
      assert.is(await two.bot.thread(byBsuid).values.get('mark'), 'kept');
      await two.bot.close();
    }),
  );

  people(
    'keep a hand-over and a pause when the phone number disappears',
    onStage(async ({ clock, graph, one }) => {
      await one.bring(wa.message({ timestamp: clock.now(), bsuid: null, text: 'one' }));
      await one.bring(wa.phoneEcho({ timestamp: clock.now(), bsuid: null, text: 'Nuno here' }));
      await one.bring(wa.message({ timestamp: clock.now(), text: 'two' }));
      await one.bring(wa.message({ timestamp: clock.now(), phone: null, text: 'three' }));
      assert.equal(graph.texts(), ['re: one']);
    }),
  );

  people(
    'keep them when number and id change, and get messages under the new id',
    onStage(async ({ clock, graph, one }) => {
      const old = one.bot.thread(byPhone);
      await one.bring(wa.message({ timestamp: clock.now(), text: 'one' }));
      await old.handOver('inbox', { message: 'One moment' });
      await one.bring(wa.userChanged({ timestamp: clock.now(), newPhone: NEW_PHONE, newBsuid: NEW_BSUID }));
      await one.bring(wa.message({ timestamp: clock.now(), phone: NEW_PHONE, bsuid: NEW_BSUID, text: 'two' }));
      await one.bring(wa.message({ timestamp: clock.now(), phone: NEW_PHONE, bsuid: null, text: 'three' }));
      assert.equal(one.heard, [
        ['message', bsuid],
        ['user_changed', NEW_BSUID],
        ['message', NEW_BSUID],
        ['message', NEW_BSUID],
      ]);
      assert.equal((await one.bot.thread({ ...byPhone, userId: NEW_BSUID }).state()).owner, {
        kind: 'app',
        inbox: 'phone',
      });
      const { items } = await one.bot.threads();
      assert.equal(
        items.map(({ thread }) => thread.userId),
        [NEW_BSUID],
      );
      await one.bot.thread(byBsuid).regain();
      await one.bot.thread(byBsuid).send('I am back');
      assert.equal(
        graph.sent.map(({ to, body }) => [to, (body['text'] as { body: string }).body]),
        [
          [bsuid, 're: one'],
          [bsuid, 'One moment'],
          [NEW_BSUID, 'I am back'],
        ],
      );
    }),
  );

  people(
    'keep them when a message under the new id comes ahead of the change, and lose nothing of that message',
    onStage(async ({ clock, graph, store, one }) => {
      const renewed = { platform: 'whatsapp', pageId, userId: NEW_BSUID } as const;
      await one.bring(wa.message({ timestamp: clock.now(), bsuid: null, text: 'one' }));
      await one.bring(wa.message({ timestamp: clock.now(), text: 'two' }));
      await one.bot.thread(byBsuid).handOver('inbox');
      await one.bring(wa.message({ timestamp: clock.now(), phone: NEW_PHONE, bsuid: NEW_BSUID, text: 'early' }));
      await clock.advance(2_000);
      await one.bring(wa.userChanged({ timestamp: clock.now(), newPhone: NEW_PHONE, newBsuid: NEW_BSUID }));
      await one.bring(wa.message({ timestamp: clock.now(), phone: NEW_PHONE, bsuid: NEW_BSUID, text: 'three' }));
      await one.bring(wa.message({ timestamp: clock.now(), phone: NEW_PHONE, bsuid: null, text: 'four' }));
      assert.equal(graph.texts(), ['re: one', 're: two', 're: early']);
      assert.equal((await one.bot.thread(renewed).state()).owner, { kind: 'app', inbox: 'phone' });
      assert.equal(
        (await one.bot.threads()).items.map(({ thread }) => thread.userId),
        [NEW_BSUID],
      );
      await one.bot.forget(renewed);
      const two = start(graph, clock, store);
      for (const userId of [bsuid, phone, NEW_BSUID, NEW_PHONE]) {
        assert.is((await two.bot.thread({ ...renewed, userId }).state()).owner.kind, 'unknown');
      }
      await two.bot.close();
    }),
  );

  people(
    'keep what was handed over under the new id ahead of the change',
    onStage(async ({ clock, graph, one }) => {
      const renewed = { platform: 'whatsapp', pageId, userId: NEW_BSUID } as const;
      await one.bring(wa.message({ timestamp: clock.now(), text: 'one' }));
      await one.bring(wa.message({ timestamp: clock.now(), phone: NEW_PHONE, bsuid: NEW_BSUID, text: 'early' }));
      await one.bot.thread(renewed).handOver('inbox');
      await one.bring(wa.userChanged({ timestamp: clock.now(), newPhone: NEW_PHONE, newBsuid: NEW_BSUID }));
      await one.bring(wa.message({ timestamp: clock.now(), phone: NEW_PHONE, bsuid: NEW_BSUID, text: 'two' }));
      assert.equal(graph.texts(), ['re: one', 're: early']);
      assert.equal((await one.bot.thread(byBsuid).state()).owner, { kind: 'app', inbox: 'phone' });
    }),
  );

  people(
    'get nothing by an earlier id while an echo of the phone is not settled under the present one',
    onStage(async ({ clock, graph, store, one }) => {
      const looked = gate();
      const isEcho = (name: string, args: readonly unknown[]) => name === 'getValue' && args[1] === 'own-messages';
      const two = start(
        graph,
        clock,
        wrappedStore(store, (name, args, run) => (isEcho(name, args) ? looked.opened.then(run) : run())),
      );
      await one.bring(wa.message({ timestamp: clock.now(), text: 'one' }));
      const echoed = two.bring(wa.phoneEcho({ timestamp: clock.now(), text: 'Nuno here' }));
      for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
      const refused = rejects(two.bot.thread(byPhone).send('from outside'), 'NotThreadOwnerError');
      for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
      looked.open();
      await refused;
      assert.is(await echoed, 200);
      assert.equal(graph.texts(), ['re: one']);
      await two.bot.close();
    }),
  );

  people(
    'keep them with an id that changes without a number, and a late message under the earlier id is theirs',
    onStage(async ({ clock, one }) => {
      await one.bring(wa.message({ timestamp: clock.now(), phone: null }));
      await one.bot.thread(byBsuid).handOver('inbox');
      await one.bring(wa.userChanged({ timestamp: clock.now(), phone: null, newBsuid: NEW_BSUID }));
      await one.bring(wa.message({ timestamp: clock.now(), phone: null, text: 'late' }));
      await one.bring(wa.message({ timestamp: clock.now(), phone: null, bsuid: NEW_BSUID }));
      assert.equal(
        one.heard.map(([, userId]) => userId),
        [bsuid, NEW_BSUID, NEW_BSUID, NEW_BSUID],
      );
      assert.is((await one.bot.thread({ ...byBsuid, userId: NEW_BSUID }).state()).owner.kind, 'app');
    }),
  );

  people(
    'are another person under a phone number that was given up',
    onStage(async ({ clock, one }) => {
      await one.bring(wa.message({ timestamp: clock.now() }));
      await one.bot.thread(byBsuid).handOver('inbox');
      await one.bring(wa.userChanged({ timestamp: clock.now(), newPhone: NEW_PHONE, newBsuid: NEW_BSUID }));
      await one.bring(wa.message({ timestamp: clock.now(), bsuid: 'PT.999' }));
      assert.is((await one.bot.thread({ ...byBsuid, userId: 'PT.999' }).state()).owner.kind, 'idle');
    }),
  );

  people(
    'are another person there also for a process that knew the number, and however it is written',
    onStage(async ({ clock, graph, store, one }) => {
      const two = start(graph, clock, store);
      for (const each of [one, two]) await each.bring(wa.message({ timestamp: clock.now() }));
      await one.bot.thread(byBsuid).handOver('inbox');
      const written = `+${phone.slice(0, 3)} ${phone.slice(3)}`;
      const moved = { timestamp: clock.now(), phone: written, newPhone: NEW_PHONE, newBsuid: NEW_BSUID };
      await one.bring(wa.userChanged(moved));
      await two.bring(wa.message({ timestamp: clock.now(), bsuid: 'PT.999' }));
      assert.is((await two.bot.thread({ ...byBsuid, userId: 'PT.999' }).state()).owner.kind, 'idle');
      assert.is((await two.bot.thread({ ...byBsuid, userId: NEW_BSUID }).state()).owner.kind, 'app');
      await two.bot.close();
    }),
  );

  people(
    'are another person there also where the thread began under the number alone, and stay so when the first is forgotten',
    onStage(async ({ clock, graph, store, one }) => {
      await one.bring(wa.message({ timestamp: clock.now(), bsuid: null }));
      await one.bring(wa.message({ timestamp: clock.now() }));
      await one.bot.thread(byBsuid).handOver('inbox');
      await one.bring(wa.userChanged({ timestamp: clock.now(), newPhone: NEW_PHONE, newBsuid: NEW_BSUID }));
      await one.bring(wa.message({ timestamp: clock.now(), bsuid: 'PT.999', text: 'new here' }));
      assert.equal([graph.sent.at(-1)?.to, graph.texts().at(-1)], ['PT.999', 're: new here']);
      assert.is((await one.bot.thread({ ...byBsuid, userId: NEW_BSUID }).state()).owner.kind, 'app');
      await one.bot.forget({ ...byBsuid, userId: NEW_BSUID });
      await one.bot.thread({ ...byBsuid, userId: 'PT.999' }).handOver('inbox');
      const two = start(graph, clock, store);
      assert.is((await two.bot.thread(byPhone).state()).owner.kind, 'app');
      await two.bot.close();
    }),
  );

  people(
    'are the same for another process, and for one that has not heard of them for long',
    onStage(async ({ clock, graph, store, one }) => {
      await one.bring(wa.message({ timestamp: clock.now(), bsuid: null }));
      const two = start(graph, clock, store);
      await two.bring(wa.message({ timestamp: clock.now() }));
      await two.bot.thread(byBsuid).handOver('inbox');
      await one.bring(wa.taken({ timestamp: clock.now() }));
      assert.equal(one.heard.at(-1), ['take_thread_control', bsuid]);
      for (let days = 0; days < 80; days += 20) {
        await clock.advance(20 * DAY);
        await one.bring(wa.message({ timestamp: clock.now(), bsuid: null }));
        await two.bring(wa.message({ timestamp: clock.now(), phone: null }));
      }
      assert.equal(
        [one.heard.at(-1), two.heard.at(-1)],
        [
          ['message', bsuid],
          ['message', bsuid],
        ],
      );
      await two.bot.close();
    }),
  );

  people(
    'run in the order in which their deliveries came, whichever id each has',
    onStage(async ({ clock, graph, one }) => {
      const texts = Array.from({ length: 12 }, (_, index) => `${index}`);
      const ids = [{ bsuid: null }, {}, { phone: null }];
      await Promise.all(
        texts.map((text, index) =>
          one.bring(wa.message({ timestamp: clock.now() + index * 1_000, text, ...ids[index % 3] })),
        ),
      );
      assert.equal(
        graph.texts(),
        texts.map((text) => `re: ${text}`),
      );
    }),
  );

  people(
    'are forgotten with all their ids',
    onStage(async ({ clock, one }) => {
      await one.bring(wa.message({ timestamp: clock.now() }));
      await one.bot.thread(byPhone).handOver('inbox');
      await one.bot.forget(byPhone);
      assert.is((await one.bot.thread(byBsuid).state()).owner.kind, 'unknown');
      await one.bring(wa.message({ timestamp: clock.now(), bsuid: null }));
      assert.equal(one.heard.at(-1), ['message', phone]);
    }),
  );

  people(
    'are forgotten by a second call if the store failed during the first, by an id that is not the first one',
    onStage(async ({ clock, graph, store, one }) => {
      await one.bring(wa.message({ timestamp: clock.now(), bsuid: null }));
      await one.bring(wa.message({ timestamp: clock.now() }));
      await one.bot.thread(byBsuid).handOver('inbox');
      let fails = true;
      const two = start(
        graph,
        clock,
        wrappedStore(store, (name, _args, run) => {
          if (name === 'forget' && fails) throw new Error('the store is away');
          return run();
        }),
      );
      await rejects(two.bot.forget(byBsuid));
      fails = false;
      await two.bot.forget(byBsuid);
      const three = start(graph, clock, store);
      for (const thread of [byPhone, byBsuid]) {
        assert.is((await three.bot.thread(thread).state()).owner.kind, 'unknown');
      }
      await Promise.all([two.bot.close(), three.bot.close()]);
    }),
  );

  people(
    'are one thread again for a process that knew them before another forgot them, from a minute on',
    onStage(async ({ clock, graph, store, one }) => {
      const two = start(graph, clock, store);
      await one.bring(wa.message({ timestamp: clock.now(), bsuid: null }));
      await two.bring(wa.message({ timestamp: clock.now() }));
      await one.bot.forget(byBsuid);
      await one.bring(wa.message({ timestamp: clock.now() }));
      await one.bot.thread(byBsuid).handOver('inbox');
      const before = graph.texts().length;
      await clock.advance(MINUTE);
      await two.bring(wa.message({ timestamp: clock.now(), text: 'to the person on the phone' }));
      assert.equal(graph.texts().slice(before), []);
      for (const thread of [byPhone, byBsuid]) {
        assert.equal((await two.bot.thread(thread).state()).owner, { kind: 'app', inbox: 'phone' });
      }
      await two.bot.close();
    }),
  );

  people(
    'leave no letter of a handler that runs while they are forgotten, by whichever id',
    onStage(async ({ clock, one }) => {
      await one.bring(wa.message({ timestamp: clock.now() }));
      one.bot.on('message', async () => {
        await one.bot.forget(byPhone);
        throw new TypeError('of the test');
      });
      await one.bring(wa.message({ timestamp: clock.now(), text: 'the secret word is swordfish' }));
      assert.equal((await one.bot.deadLetters.list()).items, []);
    }),
  );

  people(
    'have no part in the ids of events: a redelivery under another name runs nothing, for seven days',
    onStage(async ({ clock, one }) => {
      const timestamp = clock.now();
      await one.bring(wa.message({ timestamp, mid: 'wamid.once', bsuid: null }));
      await clock.advance(6 * DAY);
      assert.is(await one.bring(wa.message({ timestamp, mid: 'wamid.once', phone: null })), 200);
      assert.is(await one.bring(wa.message({ timestamp, mid: 'wamid.once' })), 200);
      assert.is(one.heard.length, 1);
    }),
  );

  people.run();
}

const races = suite('people of WhatsApp whom several processes meet first at the same time');

for (const [name, first, second] of [
  ['by phone and by both', { bsuid: null }, {}],
  ['by both and by phone', {}, { bsuid: null }],
  ['by both and by BSUID', {}, { phone: null }],
  ['by both twice', {}, {}],
] as const) {
  races(`are one thread, met ${name}`, () =>
    withNumberGraph(async (graph) => {
      const clock = leapingClock();
      const store = slowStore();
      const [one, two] = [start(graph, clock, store), start(graph, clock, store)];
      const { timestamp } = { timestamp: clock.now() };
      const [a, b] = [wa.message({ timestamp, ...first }), wa.message({ timestamp, ...second })];
      assert.equal(await Promise.all([one.bring(a), two.bring(b)]), [200, 200]);
      await one.bring(wa.message({ timestamp }));
      await one.bot.thread(byPhone).values.compareAndSet('mark', 'kept', { expected: undefined, ttlMs: DAY });
      assert.is(await two.bot.thread(byBsuid).values.get('mark'), 'kept');
      await Promise.all([one.bot.close(), two.bot.close()]);
    }),
  );
}

races.run();

const faults = suite('people of WhatsApp while the store is down');

faults('are delivered again by Meta', () =>
  withNumberGraph(async (graph) => {
    const clock = testClock();
    const inner = memoryStore();
    let isDown = true;
    const getValue: Store['getValue'] = (...args) => {
      if (isDown) throw new Error('of the test');
      return inner.getValue(...args);
    };
    const one = start(graph, clock, { ...inner, getValue });
    const change = wa.message({ timestamp: clock.now() });
    assert.is(await one.bring(change), 503);
    isDown = false;
    assert.is(await one.bring(change), 200);
    assert.is(one.heard.length, 1);
    await one.bot.close();
  }),
);

faults.run();
