// WhatsApp, whatever comes: the reader and the forwarding walk agree, owners do not depend on order, and follow a model.
import { createHandover, type Handover, type HandoverEvent, memoryStore, type Owner } from '@handover/core';
import { type Observation, type Store, threadKey } from '@handover/core/store';
import { APP, harness, memoryLogger, SECRET } from '@handover/test-support/harness';
import { propertyRuns } from '@handover/test-support/property-runs';
import { wrappedStore } from '@handover/test-support/wrapped-store';
import {
  type Change,
  delivery,
  SAMPLE_NUMBER,
  signedRequest,
  type TestClock,
  testClock,
  whatsappChanges as wa,
} from '@handover/testkit';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { anyJson, isList, isObject, type Json, keptDigits, textOf } from './support/json-text.ts';

const whatsapp = suite('WhatsApp, whatever comes');

const client = { platform: 'whatsapp', sendMessage: async () => ({}), sendAction: async () => ({}) } as const;
const OBJECT = 'whatsapp_business_account';
const rita = { platform: 'whatsapp', pageId: SAMPLE_NUMBER.pageId, userId: SAMPLE_NUMBER.bsuid } as const;

/** Mostly what Meta sends, each part now and then something else. */
const orAny = (arbitrary: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.oneof({ weight: 5, arbitrary }, { weight: 1, arbitrary: anyJson });

const aPerson = fc.record(
  { from: fc.constantFrom('351960000003', '351960000004'), from_user_id: fc.constantFrom('PT.1', 'PT.2'), to: anyJson },
  { requiredKeys: [] },
);
const aType = fc.constantFrom(
  'text',
  'image',
  'interactive',
  'reaction',
  'order',
  'edit',
  'revoke',
  'system',
  'contacts',
);
const content = fc.oneof(
  fc.record(
    { body: fc.string(), caption: fc.string(), type: fc.string(), original_message_id: fc.string() },
    { requiredKeys: [] },
  ),
  anyJson,
);
const anElement = orAny(
  fc
    .tuple(
      aPerson,
      fc.record({ id: fc.string(), timestamp: fc.oneof(fc.nat().map(String), fc.nat()) }, { requiredKeys: [] }),
      aType,
      content,
    )
    .map(([person, base, type, part]) => ({ ...person, ...base, type, [type]: part }) as Json),
);
const aList = orAny(fc.array(anElement, { maxLength: 4 }));
const someLists = fc.record(
  { messages: aList, statuses: aList, message_echoes: aList, contacts: aList, errors: aList, user_id_update: aList },
  { requiredKeys: [] },
);
const aField = fc.constantFrom(
  'messages',
  'smb_message_echoes',
  'message_echoes',
  'standby',
  'messaging_handovers',
  'history',
  'user_id_update',
  'x',
);
const aChange: fc.Arbitrary<Json> = orAny(
  fc
    .tuple(aField, orAny(someLists as fc.Arbitrary<Json>), orAny(someLists as fc.Arbitrary<Json>))
    .map(([field, value, standby]) => ({ field, value: isObject(value) ? { ...value, standby } : value }) as Json),
);

/** Which lists of a field are read. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  messages: ['messages', 'statuses'],
  smb_message_echoes: ['message_echoes'],
  message_echoes: ['message_echoes'],
  standby: ['messages', 'message_echoes', 'statuses'],
  user_id_update: ['user_id_update'],
};

interface Found {
  /** The element, or the whole change. */
  readonly item: Json;
  /** Key of its list; `undefined` for a whole change. */
  readonly key?: string;
}

/** The events that a change must become: written down once more, in another way. */
function eventsIn(change: Json): readonly Found[] {
  if (!isObject(change) || typeof change['field'] !== 'string') return [{ item: change }];
  const { field, value } = change;
  const holder = field === 'standby' && isObject(value) ? value['standby'] : value;
  const read = Object.hasOwn(LISTS, field as string) ? (LISTS[field as string] ?? []) : [];
  if (!isObject(holder)) return [{ item: change }];
  const found = Object.entries(holder).flatMap(([key, list]) =>
    key !== 'contacts' && isList(list) ? list.map((item) => ({ item, key })) : [],
  );
  return found.some(({ key }) => read.includes(key)) ? found : [{ item: change }];
}

/** All elements of a change's lists, whether they are read or not. */
function elementsOf(change: Json): (readonly [key: string, item: Json])[] {
  if (!isObject(change)) return [];
  const { field, value } = change;
  const holder = field === 'standby' && isObject(value) ? value['standby'] : value;
  if (!isObject(holder)) return [];
  return Object.entries(holder).flatMap(([key, list]) =>
    key !== 'contacts' && isList(list) ? list.map((item) => [key, item] as const) : [],
  );
}

whatsapp('has exactly one event for each element of its lists, in wire order, and never fails', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aChange, { maxLength: 3 }), async (changes) => {
      const { bot } = harness({ client });
      const bytes = Buffer.from(textOf({ object: OBJECT, entry: [{ id: '33', changes }] }));
      const { status, events } = await bot.handle(signedRequest(bytes, SECRET));
      await bot.close();
      assert.is(status, 200);
      const expected = changes.flatMap(eventsIn);
      assert.is(events.length, expected.length);
      const seen = new Set<string>();
      for (const [index, event] of events.entries()) {
        assert.ok(Number.isSafeInteger(event.timestamp) && event.id !== '' && event.platform === 'whatsapp');
        const { item = null } = expected[index] ?? {};
        // The same event again is shown as it was seen first.
        if (!seen.has(event.id) && isObject(item)) assert.equal(event.raw, keptDigits(item));
        seen.add(event.id);
      }
    }),
    propertyRuns(150),
  );
});

whatsapp('is forwarded without exactly the elements that may not be answered', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aChange, { maxLength: 3 }), fc.infiniteStream(fc.boolean()), async (changes, flags) => {
      const { bot } = harness({ client });
      const body = { object: OBJECT, entry: [{ id: '33', changes }] };
      const bytes = Buffer.from(textOf(body));
      const { events } = await bot.handle(signedRequest(bytes, SECRET));
      const marked = events.map((event): HandoverEvent => ({ ...event, standby: flags.next().value === true }));
      const forwarded = bot.forward(bytes, marked, 'active');
      await bot.close();
      let index = 0;
      const expected = changes.flatMap((change) =>
        eventsIn(change).flatMap(({ item, key }) => {
          const { standby } = marked[index++] ?? { standby: true };
          return standby ? [] : key === undefined ? elementsOf(change) : [[key, item]];
        }),
      );
      const entries = (forwarded?.body as { entry: { changes: Json[] }[] } | undefined)?.entry ?? [];
      const left = entries.flatMap((entry) => entry.changes.flatMap(elementsOf));
      assert.equal(JSON.stringify(left), JSON.stringify(JSON.parse(textOf(expected as Json))));
    }),
    propertyRuns(150),
  );
});

/** What happens to a thread, and when. */
const WHAT = ['message', 'phone', 'standby', 'other', 'passed', 'taken', 'status', 'handOver', 'regain'] as const;

interface Step {
  readonly what: (typeof WHAT)[number];
  readonly afterMs: number;
}

const someSteps = (afterMs: readonly number[]): fc.Arbitrary<readonly Step[]> =>
  fc.array(fc.record({ what: fc.constantFrom(...WHAT), afterMs: fc.constantFrom(...afterMs) }), {
    minLength: 1,
    maxLength: 10,
  });

const CHANGES: Readonly<Record<Exclude<Step['what'], 'handOver' | 'regain'>, (at: { timestamp: number }) => Change>> = {
  message: (at) => wa.message(at),
  phone: (at) => wa.phoneEcho(at),
  standby: (at) => wa.standbyMessage(at),
  other: (at) => wa.standbyEcho(at),
  passed: (at) => wa.passed(at),
  taken: (at) => wa.taken(at),
  status: (at) => wa.status(at),
};

/** A bot that knows both ids of the person. */
async function botOf(clock: TestClock, store: Store) {
  const bot = createHandover({ appId: APP, appSecret: SECRET, client, clock, store, logger: memoryLogger() });
  await take(bot, 'status', clock.now());
  return bot;
}

async function take(bot: Handover, what: Step['what'], now: number): Promise<void> {
  if (what === 'handOver')
    await bot
      .thread(rita)
      .handOver('inbox')
      .catch(() => undefined);
  else if (what === 'regain')
    await bot
      .thread(rita)
      .regain()
      .catch(() => undefined);
  else
    await bot.handle(signedRequest(delivery({ object: OBJECT, changes: [CHANGES[what]({ timestamp: now })] }), SECRET));
}

whatsapp('leaves the same owner for every order and repetition of the same observations', async () => {
  const lives = someSteps([0, 0, 400, 1_000, 3_600_000]).chain((steps) =>
    fc.record({
      steps: fc.constant(steps),
      order: fc.array(fc.nat({ max: 1_000 }), { minLength: 20, maxLength: 20 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(lives, async ({ steps, order }) => {
      const clock = testClock();
      const seen: Observation[] = [];
      const store = wrappedStore(memoryStore(), (name, args, operation) => {
        if (name === 'observe') seen.push(args[1] as Observation);
        if (name === 'begin') {
          for (const { observation } of args[0] as { observation?: Observation }[])
            if (observation !== undefined) seen.push(observation);
        }
        return operation();
      });
      const one = await botOf(clock, store);
      for (const { what, afterMs } of steps) {
        await clock.advance(afterMs);
        await take(one, what, clock.now());
      }
      const expected = await one.thread(rita).state();
      const again = memoryStore();
      const shuffled = [...seen, ...seen.slice(0, 3)].sort(
        (a, b) => (order[seen.indexOf(a)] ?? 0) - (order[seen.indexOf(b)] ?? 0),
      );
      const key = threadKey(APP, rita);
      for (const observation of shuffled) await again.observe(key, observation, clock.now());
      const two = await botOf(clock, again);
      // What a bot has learnt of routing is its own: a status changes nothing else.
      const learns = steps.some(({ what }) => ['standby', 'other', 'passed', 'taken'].includes(what));
      if (learns)
        await two.handle(
          signedRequest(
            delivery({ object: OBJECT, changes: [wa.standbyMessage({ phone: '351960000009', bsuid: null })] }),
            SECRET,
          ),
        );
      assert.equal(await two.thread(rita).state(), expected);
      await Promise.all([one.close(), two.close()]);
    }),
    propertyRuns(150),
  );
});

/** The owner by the rules of the README, step by step, within a day. */
class Model {
  owner: 'unknown' | 'idle' | 'self' | 'other' | 'phone' = 'unknown';
  hasRouting = false;
  /** Whether a hand-over to the phone is not over, also while Meta says that another partner owns. */
  isHeld = false;

  step(what: Step['what']): void {
    if (['standby', 'other', 'passed', 'taken'].includes(what)) this.hasRouting = true;
    switch (what) {
      case 'message':
        this.owner = this.isHeld ? 'phone' : this.hasRouting ? 'self' : 'idle';
        return;
      case 'standby':
      case 'other':
        this.owner = 'other';
        return;
      case 'passed':
        this.owner = 'self';
        this.isHeld = false;
        return;
      case 'taken':
        this.owner = 'other';
        this.isHeld = false;
        return;
      case 'handOver':
        if (this.owner === 'other') return;
        this.owner = 'phone';
        this.isHeld = true;
        return;
      case 'regain':
        if (this.owner !== 'phone') return;
        this.owner = 'idle';
        this.isHeld = false;
        return;
      default:
    }
  }
}

const named = (owner: Owner): Model['owner'] =>
  owner.kind !== 'app' ? owner.kind : owner.inbox === 'phone' ? 'phone' : 'other';

whatsapp('has the owner of the model after every step', async () => {
  await fc.assert(
    fc.asyncProperty(someSteps([2_000, 60_000, 3_600_000]), async (steps) => {
      const clock = testClock();
      const bot = await botOf(clock, memoryStore());
      const model = new Model();
      for (const [index, { what, afterMs }] of steps.entries()) {
        await clock.advance(afterMs);
        await take(bot, what, clock.now());
        model.step(what);
        const { owner } = await bot.thread(rita).state();
        assert.is(named(owner), model.owner, `after step ${index + 1}`);
      }
      await bot.close();
    }),
    propertyRuns(150),
  );
});

whatsapp.run();
