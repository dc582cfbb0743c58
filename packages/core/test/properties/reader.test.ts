import type { HandoverEvent } from '@handover/core';
import { harness, SECRET } from '@handover/test-support/harness';
import { propertyRuns } from '@handover/test-support/property-runs';
import { signedRequest } from '@handover/testkit';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { anyJson, isList, isObject, type Json, keptDigits, textOf } from './support/json-text.ts';
import { anEntry, type Found, itemsIn } from './support/wire-entries.ts';

const reader = suite('the reader, whatever comes');

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
  const isWhole = typeof id === 'string' || typeof id === 'bigint' || Number.isSafeInteger(id);
  return isWhole && /^\d+$/.test(String(id)) ? String(id) : undefined;
}

const entriesOfPlatform = [fc.constantFrom('page', 'instagram'), fc.array(anEntry, { maxLength: 3 })] as const;

reader('makes exactly one event of each item, on its lane, and never fails', async () => {
  await fc.assert(
    fc.asyncProperty(...entriesOfPlatform, async (object, entries) => {
      const expected = itemsIn(entries);
      const events = await eventsOf(object, entries);
      assert.is(events.length, expected.length);
      for (const [index, event] of events.entries()) {
        const { key = '' } = expected[index] ?? {};
        if (key === 'standby') assert.is(event.lane, 'standby');
        else if (key !== 'changes' && key !== '') assert.is(event.lane, 'messaging');
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
        const { key = '', item = null, entry = {} } = expected[index] ?? {};
        if (!first.has(index)) continue;
        if (LISTS.includes(key) && isObject(item)) {
          assert.equal(event.raw, keptDigits(item));
          if (key !== 'changes') checkIds(event, item, entry);
        } else if (event.kind === 'change' && key !== 'changes' && key !== '') {
          assert.equal([event.field, event.value], [key, keptDigits(item)]);
        }
      }
    }),
    propertyRuns(100),
  );
});

const LISTS = ['messaging', 'standby', 'changes'];

type JsonObject = { readonly [key: string]: Json };

/** The ends by the entry: the one with its id is the page. */
function checkEnds(event: HandoverEvent, { sender, recipient, message: part }: JsonObject, entry: JsonObject): void {
  const flagged = isObject(part) && (part['is_echo'] === true || part['is_echo'] === 'true');
  const from = isObject(sender) ? digitsOf(sender['id']) : undefined;
  const to = isObject(recipient) ? digitsOf(recipient['id']) : undefined;
  const entryId = digitsOf(entry['id']);
  if (from === undefined || to === undefined) return;
  const isPageSender = from === entryId && to !== entryId;
  const isPageRecipient = to === entryId && from !== entryId;
  const [page, user] = isPageSender || (flagged && !isPageRecipient) ? [from, to] : [to, from];
  assert.equal([event.pageId, event.userId], [page, user]);
  // A bot never answers itself.
  if (isPageSender) assert.is.not(event.kind, 'message');
}

function checkIds(event: HandoverEvent, item: JsonObject, entry: JsonObject): void {
  checkEnds(event, item, entry);
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

reader('reads no unsend as a message, and gives it an id that no message has', async () => {
  await fc.assert(
    fc.asyncProperty(...entriesOfPlatform, async (object, entries) => {
      const expected = itemsIn(entries);
      const events = await eventsOf(object, entries);
      const messages = new Set(events.filter(({ kind }) => kind === 'message').map(({ id }) => id));
      for (const [index, event] of events.entries()) {
        if (event.kind === 'message_deleted') assert.not.ok(messages.has(event.id));
        const { item = null } = expected[index] ?? {};
        const part = isObject(item) && isObject(item['message'] ?? null) ? item['message'] : undefined;
        if (event.kind !== 'message' || !isObject(part)) continue;
        assert.not.ok(part['is_deleted'] === true || part['is_deleted'] === 'true');
      }
    }),
    propertyRuns(100),
  );
});

reader('gives the same ids to the same bytes, but for the tests of the dashboard', async () => {
  await fc.assert(
    fc.asyncProperty(...entriesOfPlatform, async (object, entries) => {
      const expected = itemsIn(entries);
      const [first, second] = [await eventsOf(object, entries), await eventsOf(object, entries)];
      for (const [index, { id }] of first.entries()) {
        const entryId = expected[index]?.entry['id'];
        const isTest = entryId === '0' || entryId === 0n || entryId === 0;
        assert.is(second[index]?.id === id, !isTest);
      }
    }),
    propertyRuns(100),
  );
});

reader('leaves for another handler exactly the items that may be answered', async () => {
  await fc.assert(
    fc.asyncProperty(...entriesOfPlatform, async (object, entries) => {
      const { bot } = harness();
      const request = signedRequest(Buffer.from(textOf({ object, entry: entries })), SECRET);
      const { events } = await bot.handle(request);
      const left = bot.forward(request.body, events, 'active');
      await bot.close();
      const kept = itemsIn(entries).filter((_, index) => events[index]?.standby === false);
      const body = left?.body as { entry: Json[] } | undefined;
      // Numbers are rounded alike on both sides.
      const rounded = (list: readonly Found[]): unknown =>
        JSON.parse(textOf(list.map(({ key, item }) => ({ key, item }))));
      assert.equal(
        JSON.parse(JSON.stringify(itemsIn(body?.entry ?? []).map(({ key, item }) => ({ key, item })))),
        rounded(kept),
      );
    }),
    propertyRuns(100),
  );
});

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
