import type { HandoverEvent } from '@handover/core';
import { signedRequest } from '@handover/testkit';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { propertyRuns } from '../../../../scripts/deep/property-runs.ts';
import { harness, SECRET } from '../support/harness.ts';
import { anId, anyJson, isList, isObject, type Json, keptDigits, textOf } from './support/json-text.ts';

const reader = suite('the reader, whatever comes');

const anEnd = fc.oneof({ weight: 4, arbitrary: fc.record({ id: anId }) }, { weight: 1, arbitrary: anyJson });
const control = fc.oneof(
  fc.record({
    previous_owner_app_id: fc.option(anId),
    new_owner_app_id: anId,
    metadata: fc.string(),
  }),
  anyJson,
);
const echoFlag = fc.constantFrom<Json>(true, false, 'true', 'false');

/** Mostly what Meta sends, each part now and then something else. */
const anItem: fc.Arbitrary<Json> = fc.oneof(
  { weight: 1, arbitrary: anyJson },
  {
    weight: 6,
    arbitrary: fc.record(
      {
        sender: anEnd,
        recipient: anEnd,
        timestamp: fc.oneof(fc.nat({ max: 4_000_000_000 }), fc.nat().map(String), anyJson),
        message: fc.oneof(
          fc.record({ mid: fc.string(), text: fc.string(), is_echo: echoFlag, app_id: anId }, { requiredKeys: [] }),
          anyJson,
        ),
        postback: fc.oneof(fc.record({ mid: fc.string(), payload: fc.string() }, { requiredKeys: [] }), anyJson),
        pass_thread_control: control,
        take_thread_control: control,
        request_thread_control: fc.oneof(fc.record({ requested_owner_app_id: anId }), anyJson),
        app_roles: fc.oneof(fc.dictionary(fc.nat().map(String), fc.array(fc.string())), anyJson),
        reaction: anyJson,
        surprise: anyJson,
      },
      { requiredKeys: [] },
    ),
  },
);

const aChange = fc.oneof(
  fc.record({ field: fc.constantFrom('messages', 'messaging_handover', 'standby', 'feed'), value: anItem }),
  anyJson,
);

function listOf(item: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc.oneof({ weight: 6, arbitrary: fc.array(item, { maxLength: 4 }) }, { weight: 1, arbitrary: anyJson });
}

const anEntry: fc.Arbitrary<Json> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      {
        id: fc.oneof(anId, anyJson),
        time: anyJson,
        messaging: listOf(anItem),
        standby: listOf(anItem),
        changes: listOf(aChange),
      },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: anyJson },
);

type ListName = 'messaging' | 'standby' | 'changes';

/** Every item with the list that it stood in, in wire order. */
function itemsIn(entries: readonly Json[]): { readonly list: ListName; readonly item: Json }[] {
  return entries.flatMap((entry) => {
    if (!isObject(entry)) return [];
    return Object.entries(entry).flatMap(([key, value]) => {
      if (key !== 'messaging' && key !== 'standby' && key !== 'changes') return [];
      // An object that stands where a list should is one item.
      const found = isList(value) ? value : isObject(value) ? [value] : [];
      return found.map((item) => ({ list: key, item }) as const);
    });
  });
}

async function eventsOf(object: string, entries: readonly Json[]): Promise<readonly HandoverEvent[]> {
  const { bot } = harness();
  const bytes = Buffer.from(textOf({ object, entry: entries }));
  const { status, events } = await bot.handle(signedRequest(bytes, SECRET));
  await bot.close();
  assert.is(status, 200);
  return events;
}

/** What the delivery says for the first time; the same event again is shown as it was seen first. */
function firsts(events: readonly HandoverEvent[]): ReadonlySet<number> {
  const seen = new Set<string>();
  const found = new Set<number>();
  for (const [index, { id }] of events.entries()) {
    if (!seen.has(id)) found.add(index);
    seen.add(id);
  }
  return found;
}

function digitsOf(id: Json | undefined): string | undefined {
  return (typeof id === 'string' || typeof id === 'bigint') && /^\d+$/.test(String(id)) ? String(id) : undefined;
}

const entriesOfPlatform = [fc.constantFrom('page', 'instagram'), fc.array(anEntry, { maxLength: 3 })] as const;

reader('makes exactly one event of each item, on its lane, and never fails', async () => {
  await fc.assert(
    fc.asyncProperty(...entriesOfPlatform, async (object, entries) => {
      const expected = itemsIn(entries);
      const events = await eventsOf(object, entries);
      assert.is(events.length, expected.length);
      for (const [index, event] of events.entries()) {
        const list = expected[index]?.list;
        if (list !== 'changes') assert.is(event.lane, list);
        assert.is(event.platform, object === 'page' ? 'messenger' : 'instagram');
        assert.ok(Number.isSafeInteger(event.timestamp), 'a time');
        assert.ok(typeof event.pageId === 'string' && event.id !== '');
      }
    }),
    propertyRuns(100),
  );
});

reader('keeps the digits of every id', async () => {
  await fc.assert(
    fc.asyncProperty(...entriesOfPlatform, async (object, entries) => {
      const expected = itemsIn(entries);
      const events = await eventsOf(object, entries);
      const first = firsts(events);
      for (const [index, event] of events.entries()) {
        const { list = 'messaging', item = null } = expected[index] ?? {};
        if (!first.has(index) || !isObject(item)) continue;
        assert.equal(event.raw, keptDigits(item));
        if (list !== 'changes') checkIds(event, item);
      }
    }),
    propertyRuns(100),
  );
});

function checkIds(event: HandoverEvent, item: { readonly [key: string]: Json }): void {
  const { sender, recipient, message } = item;
  const echo = isObject(message) && (message['is_echo'] === true || message['is_echo'] === 'true');
  const from = isObject(sender) ? digitsOf(sender['id']) : undefined;
  const to = isObject(recipient) ? digitsOf(recipient['id']) : undefined;
  const [page, user] = echo ? [from, to] : [to, from];
  if (page !== undefined) assert.is(event.pageId, page);
  if (user !== undefined) assert.is(event.userId, user);

  const part = item[event.kind === 'echo' ? 'message' : event.kind];
  const idIn = (key: string): string | undefined => (isObject(part) ? digitsOf(part[key]) : undefined);
  switch (event.kind) {
    case 'pass_thread_control':
    case 'take_thread_control': {
      const previous = idIn('previous_owner_app_id');
      const next = idIn('new_owner_app_id');
      if (previous !== undefined) assert.is(event.previousOwnerAppId, previous);
      if (next !== undefined) assert.is(event.newOwnerAppId, next);
      return;
    }
    case 'request_thread_control': {
      const asking = idIn('requested_owner_app_id');
      if (asking !== undefined) assert.is(event.requestedOwnerAppId, asking);
      return;
    }
    case 'echo': {
      const appId = idIn('app_id');
      if (appId !== undefined) assert.is(event.appId, appId);
      return;
    }
    default:
  }
}

/** Kinds that can tell of another owner. */
const TELLING = new Set(['pass_thread_control', 'take_thread_control', 'echo']);

reader('never shows what the app owns as standby, nor the reverse', async () => {
  await fc.assert(
    fc.asyncProperty(...entriesOfPlatform, async (object, entries) => {
      const events = await eventsOf(object, entries);
      for (const event of events) if (event.lane === 'standby') assert.is(event.standby, true);
      const nobodyElse = events.every(({ lane, kind }) => lane === 'messaging' && !TELLING.has(kind));
      if (nobodyElse) for (const event of events) assert.is(event.standby, false);
    }),
    propertyRuns(100),
  );
});

reader('refuses JSON that is no envelope, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(anyJson, fc.record({ object: fc.oneof(fc.constantFrom('page', 'user'), anyJson), entry: anyJson })),
      async (body) => {
        const { bot } = harness();
        const { status, events } = await bot.handle(signedRequest(Buffer.from(textOf(body)), SECRET));
        await bot.close();
        const object = isObject(body) ? body['object'] : undefined;
        if (isObject(body) && (object === 'page' || object === 'instagram') && isList(body['entry'])) {
          assert.is(status, 200);
          assert.is(events.length, itemsIn(body['entry']).length);
          return;
        }
        // A number of 16 digits counts as the text that it is read as.
        const named = typeof keptDigits(object ?? null) === 'string';
        const foreign = named && object !== 'page' && object !== 'instagram';
        assert.equal([status, events], [foreign ? 404 : 400, []]);
      },
    ),
    propertyRuns(100),
  );
});

reader.run();
