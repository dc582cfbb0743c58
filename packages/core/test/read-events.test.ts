import {
  BUSINESS_AI_APP_ID,
  BUSINESS_AI_CONTROL_APP_ID,
  type HandoverEvent,
  type HandoverOptions,
} from '@handover/core';
import { APP, DESK, harness, INBOX, SECRET } from '@handover/test-support/harness';
import { propertyRuns } from '@handover/test-support/property-runs';
import { delivery, items, SAMPLE_IDS, signedRequest } from '@handover/testkit';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const reader = suite('reader');
const { pageId, userId } = SAMPLE_IDS;

/** The events that a body, or bytes, bring to the handlers. */
async function eventsOf(body: unknown, status = 200): Promise<HandoverEvent[]> {
  const { bot, logger } = harness();
  const seen: HandoverEvent[] = [];
  bot.on('*', ({ event }) => void seen.push(event));
  bot.on('error', ({ error }) => assert.unreachable(error.stack));
  const answer = await bot.handle(signedRequest(body, SECRET));
  assert.is(answer.status, status);
  assert.equal(
    logger.lines.filter((line) => line.startsWith('error')),
    [],
  );
  await bot.close();
  return seen;
}

const kinds = (events: readonly HandoverEvent[]): string[] => events.map(({ kind, lane }) => `${lane}:${kind}`);

reader('reads several items in one entry', async () => {
  const events = await eventsOf(
    delivery({ messaging: [items.message({ text: 'one' }), items.message({ text: 'two' }), items.postback()] }),
  );
  assert.equal(kinds(events), ['messaging:message', 'messaging:message', 'messaging:postback']);
});

reader('reads several entries, each with its own page', async () => {
  const other = { pageId: '900000000000001', userId: '5550001' };
  const first = delivery({ messaging: [items.message()] });
  const second = delivery({ pageId: other.pageId, messaging: [items.message(other)] });
  const events = await eventsOf({ object: 'page', entry: [...first.entry, ...second.entry] });
  assert.equal(
    events.map((event) => [event.pageId, event.userId]),
    [
      [pageId, userId],
      [other.pageId, other.userId],
    ],
  );
});

reader('reads an entry that has standby only', async () => {
  const [event] = await eventsOf(delivery({ standby: [items.message()] }));
  assert.is(event?.lane, 'standby');
  assert.is(event?.standby, true);
});

reader('reads messaging and standby of one entry, each on its lane', async () => {
  const events = await eventsOf(
    delivery({
      messaging: [items.message({ userId: '51' })],
      standby: [items.message({ userId: '52' })],
    }),
  );
  assert.equal(kinds(events), ['messaging:message', 'standby:message']);
  assert.equal(
    events.map(({ standby }) => standby),
    [false, true],
  );
});

reader('reads standby that stands in the second entry only', async () => {
  const first = delivery({ messaging: [items.message({ userId: '51' })] });
  const second = delivery({ standby: [items.message({ userId: '52' })] });
  const events = await eventsOf({ object: 'page', entry: [...first.entry, ...second.entry] });
  assert.equal(kinds(events), ['messaging:message', 'standby:message']);
});

reader('reads app_roles and policy_enforcement, which name no sender', async () => {
  const events = await eventsOf(
    delivery({
      messaging: [
        { recipient: { id: pageId }, timestamp: 1_764_590_404_000, app_roles: { [APP]: ['primary_receiver'] } },
        {
          recipient: { id: pageId },
          timestamp: 1_764_590_404_001,
          policy_enforcement: { action: 'block', reason: 'spam' },
        },
        { recipient: { id: pageId }, timestamp: 1_764_590_404_002, 'policy-enforcement': { action: 'unblock' } },
      ],
    }),
  );
  assert.equal(
    events.map(({ kind }) => kind),
    ['app_roles', 'policy_enforcement', 'policy_enforcement'],
  );
  assert.equal(
    events.map((event) => event.userId),
    [undefined, undefined, undefined],
  );
  assert.equal(events[0]?.kind === 'app_roles' && events[0].roles, { [APP]: ['primary_receiver'] });
  assert.is(events[1]?.kind === 'policy_enforcement' && events[1].action, 'block');
});

reader('reads a postback on standby without its payload', async () => {
  const [event] = await eventsOf(delivery({ standby: [items.postback({ title: 'Yes' })] }));
  assert.ok(event?.kind === 'postback');
  assert.is(event.title, 'Yes');
  assert.is(event.payload, undefined);
});

reader('reads changes: items of messaging as what they are, the rest as change', async () => {
  const pass = {
    sender: { id: '17840000000000099' },
    recipient: { id: '17841400000000001' },
    timestamp: '1764590400',
    pass_thread_control: { previous_owner_app_id: INBOX, new_owner_app_id: APP },
  };
  const events = await eventsOf(
    delivery({
      object: 'instagram',
      changes: [
        { field: 'messaging_handover', value: pass },
        { field: 'standby', value: 'useless' },
        { field: 'feed', value: { item: 'comment', message: 'a comment' } },
        { field: 'messages', value: { ...items.message(), message: { mid: 'm_1', is_echo: 'true', app_id: APP } } },
      ],
    }),
  );
  assert.equal(
    events.map(({ kind }) => kind),
    ['pass_thread_control', 'change', 'change', 'echo'],
  );
  assert.is(events[0]?.timestamp, 1_764_590_400_000);
  assert.is(events[0]?.pageId, '17841400000000001');
  assert.is(events[1]?.kind === 'change' && events[1].field, 'standby');
});

reader('settles what changes bring of standby as standby', async () => {
  const events = await eventsOf(
    delivery({
      object: 'instagram',
      changes: [
        { field: 'standby', value: items.message() },
        { field: 'messages', value: items.message() },
      ],
    }),
  );
  assert.equal(kinds(events), ['standby:message', 'messaging:message']);
});

reader('keeps field and value of a change that only looks like an item', async () => {
  const value = { sender: { id: '51' }, recipient: { id: '52' }, hologram: { x: 1 } };
  const [event] = await eventsOf(delivery({ changes: [{ field: 'holograms', value }] }));
  assert.ok(event?.kind === 'change');
  assert.equal([event.field, event.value], ['holograms', value]);
});

reader('keeps threads of Instagram apart from threads of Messenger', async () => {
  const [onPage] = await eventsOf(delivery({ messaging: [items.message()] }));
  const [onInstagram] = await eventsOf(delivery({ object: 'instagram', messaging: [items.message()] }));
  assert.equal([onPage?.platform, onInstagram?.platform], ['messenger', 'instagram']);
});

reader('reads the test of the dashboard, whose entry has the id "0"', async () => {
  const body = delivery({
    pageId: '0',
    changes: [
      {
        field: 'messages',
        value: {
          sender: { id: '12334' },
          recipient: { id: '23245' },
          timestamp: '1527459824',
          message: { mid: 'test_id', text: 'test' },
        },
      },
    ],
  });
  const [event] = await eventsOf(body);
  assert.equal(
    [event?.kind, event?.pageId, event?.userId, event?.timestamp],
    ['message', '23245', '12334', 1_527_459_824_000],
  );
});

reader('reads an owner that is null, missing, a number or a string', async () => {
  const owners = [null, undefined, 880042117756310, DESK];
  const events = await eventsOf(
    delivery({
      messaging: owners.map((owner, index) => ({
        ...items.pass(),
        timestamp: 1_764_590_400_000 + index,
        pass_thread_control: {
          ...(owner === undefined ? {} : { previous_owner_app_id: owner }),
          new_owner_app_id: 1450077300221199,
        },
      })),
    }),
  );
  const read = events.map((event) =>
    event.kind === 'pass_thread_control' ? [event.previousOwnerAppId, event.newOwnerAppId] : [],
  );
  assert.equal(read, [
    [null, APP],
    [null, APP],
    [DESK, APP],
    [DESK, APP],
  ]);
});

reader('takes the page of the entry for an item that names none', async () => {
  const [event] = await eventsOf(delivery({ messaging: [{ sender: { id: userId }, timestamp: 1_764_590_400_001 }] }));
  assert.equal([event?.pageId, event?.userId], [pageId, userId]);
});

reader('takes an empty id, and empty metadata, for none', async () => {
  const pass = { ...items.pass({ from: '', to: '', metadata: '' }), sender: { id: '' } };
  const [event] = await eventsOf(delivery({ messaging: [pass, items.pass({ from: DESK, to: APP, metadata: 'vip' })] }));
  assert.ok(event?.kind === 'pass_thread_control');
  assert.is(event.previousOwnerAppId, null);
  for (const key of ['userId', 'newOwnerAppId', 'metadata']) assert.not.ok(key in event, key);
});

reader('keeps every digit of a 17-digit id that comes as a number', async () => {
  const bytes = Buffer.from(
    '{"object":"instagram","entry":[{"id":17841400000000001,"time":1764590400,"messaging":[{"sender":{"id":17840000000000099},"recipient":{"id": 17841400000000003},"timestamp":1764590400001,"message":{"mid":"m_1","text":"pay 12345678901234567, [98765432109876543]","app_id":17841400000000005}}]}]}',
  );
  const [event] = await eventsOf(bytes);
  assert.ok(event?.kind === 'message');
  assert.equal([event.pageId, event.userId], ['17841400000000003', '17840000000000099']);
  assert.is(event.text, 'pay 12345678901234567, [98765432109876543]');
  assert.equal(event.raw['message'], {
    mid: 'm_1',
    text: 'pay 12345678901234567, [98765432109876543]',
    app_id: '17841400000000005',
  });
});

reader('reads timestamps in seconds and as strings, and takes the entry for one that is missing', async () => {
  const times = [1_764_590_405, '1764590405', '1764590405123', undefined, null, -4, 'soon'];
  // Not the time of the test clock: what came long ago is not to look new.
  const events = await eventsOf(
    delivery({
      time: 1_764_000_000,
      messaging: times.map((timestamp, index) => ({ ...items.message({ mid: `m_${index}` }), timestamp })),
    }),
  );
  assert.equal(
    events.map(({ timestamp }) => timestamp),
    [1_764_590_405_000, 1_764_590_405_000, 1_764_590_405_123, ...Array.from({ length: 4 }, () => 1_764_000_000_000)],
  );
});

reader('takes an empty entry list, and an entry without items, for nothing', async () => {
  assert.equal(await eventsOf({ object: 'page', entry: [] }), []);
  assert.equal(await eventsOf({ object: 'page', entry: [{ id: pageId, time: 1 }, {}] }), []);
});

reader('reads one item that is no list', async () => {
  const [event] = await eventsOf({ object: 'page', entry: [{ id: pageId, time: 1, messaging: items.message() }] });
  assert.is(event?.kind, 'message');
});

reader('passes on what it does not know as unknown', async () => {
  const events = await eventsOf(
    delivery({ messaging: [{ ...items.message(), message: undefined, hologram: { x: 1 } }, 'junk', null, 7, []] }),
  );
  assert.equal(
    events.map(({ kind }) => kind),
    Array.from({ length: 5 }, () => 'unknown'),
  );
  assert.equal(events[0]?.raw['hologram'], { x: 1 });
  assert.is(events[0]?.userId, userId);
});

for (const object of ['user', 'whatsapp_business_account', 'permissions']) {
  reader(`answers 404 to the object ${object}`, async () => {
    await eventsOf({ object, entry: [] }, 404);
  });
}

for (const body of [
  'null',
  '[]',
  '7',
  '"page"',
  '{}',
  '{"object":"page"}',
  '{"object":7,"entry":[]}',
  '{"object":"page","entry":{}}',
  'not json',
  '',
]) {
  reader(`answers 400 to a body that is no envelope: ${body || 'nothing'}`, async () => {
    await eventsOf(Buffer.from(body), 400);
  });
}

/** Whose the echoes are. */
async function sendersOf(echoes: readonly unknown[], options: Partial<HandoverOptions> = {}): Promise<unknown[]> {
  const { bot, deliver } = harness(options);
  const { events } = await deliver(delivery({ messaging: echoes }));
  await bot.close();
  assert.ok(events.every((event) => event.userId === userId && event.pageId === pageId));
  return events.map((event) => event.kind === 'echo' && event.sentBy);
}

reader('says whose echo it is: our own, of an inbox, of another app, of an AI, of no app that is named', async () => {
  const echoes = [
    items.echo({ appId: APP, metadata: 'bot:goodbye' }),
    items.echo({ appId: INBOX }),
    items.echo({ appId: '1217981644879628' }),
    items.echo({ appId: DESK }),
    items.echo({ appId: INBOX, ai: true }),
    items.echo({ ai: true }),
    items.echo({ appId: BUSINESS_AI_APP_ID }),
    items.echo({ appId: BUSINESS_AI_CONTROL_APP_ID }),
    items.echo(),
  ];
  assert.equal(await sendersOf(echoes), ['self', 'inbox', 'inbox', 'app', 'ai', 'ai', 'ai', 'ai', 'unknown']);
  const [event] = await eventsOf(delivery({ messaging: echoes }));
  assert.is(event?.kind === 'echo' && event.metadata, 'bot:goodbye');
});

reader('takes an echo of our own for ours, though an AI wrote it', async () => {
  assert.equal(await sendersOf([items.echo({ appId: APP, ai: true })]), ['self']);
});

reader('takes more apps for an AI where the option names them', async () => {
  const echoes = [items.echo({ appId: '928891643393937' }), items.echo({ appId: DESK })];
  assert.equal(await sendersOf(echoes), ['app', 'app']);
  assert.equal(await sendersOf(echoes, { aiAppIds: ['928891643393937'] }), ['ai', 'app']);
  assert.equal(await sendersOf([items.echo({ appId: BUSINESS_AI_APP_ID })], { aiAppIds: [] }), ['ai']);
});

for (const by of [INBOX, Number(INBOX)]) {
  reader(`reads a request of the inbox whose id is a ${typeof by}`, async () => {
    const [event] = await eventsOf(delivery({ messaging: [items.request({ by })] }));
    assert.is(event?.kind === 'request_thread_control' && event.requestedOwnerAppId, INBOX);
  });
}

reader('reads what stands beside the text of a message', async () => {
  const attachments = [{ type: 'image', payload: { url: 'https://example.com/a.png' } }];
  const parts = [{ attachments }, { quick_reply: { payload: 'YES' } }, { reply_to: { mid: 'm_0' } }];
  const events = await eventsOf(
    delivery({
      messaging: parts.map((part, index) => ({
        ...items.message(),
        message: { mid: `m_${index + 1}`, text: 'Yes', ...part },
      })),
    }),
  );
  const [image, tapped, reply] = events;
  assert.equal(image?.kind === 'message' && image.attachments, attachments);
  assert.is(tapped?.kind === 'message' && tapped.quickReplyPayload, 'YES');
  assert.equal(reply?.kind === 'message' && reply.replyTo, { mid: 'm_0' });
  assert.ok(events.every((event) => event.kind === 'message' && event.text === 'Yes'));
});

for (const key of ['pass_thread_control', 'take_thread_control', 'request_thread_control', 'app_roles']) {
  reader(`reads ${key} though a message stands beside it`, async () => {
    const [event] = await eventsOf(delivery({ messaging: [{ ...items.message(), [key]: {} }] }));
    assert.is(event?.kind, key);
  });
}

reader('reads each kind by its own key', async () => {
  const parts: Record<string, unknown> = {
    reaction: { mid: 'm_1', action: 'react', reaction: 'love', emoji: '❤' },
    referral: { ref: 'spring26', source: 'SHORTLINK', type: 'OPEN_THREAD' },
    optin: { type: 'notification_messages', payload: 'NEWS' },
    delivery: { mids: ['m_1'], watermark: 1_764_590_400_000 },
    read: { watermark: 1_764_590_400_000 },
    account_linking: { status: 'linked', authorization_code: 'c' },
    message_edit: { mid: 'm_1', text: 'edited', num_edit: 2 },
    messaging_feedback: { feedback_screens: [] },
    messaging_customer_information: { screens: [] },
    order: { products: [{ id: 'p', quantity: 1 }], note: 'quick' },
    optout: {},
  };
  const messaging = Object.entries(parts).map(([key, part]) => ({
    ...items.message(),
    message: undefined,
    [key]: part,
  }));
  const events = await eventsOf(delivery({ messaging }));
  assert.equal(
    events.map(({ kind }) => kind),
    [
      'reaction',
      'referral',
      'optin',
      'delivery',
      'read',
      'account_linking',
      'message_edit',
      'feedback',
      'customer_information',
      'order',
      'optin_stopped',
    ],
  );
});

reader('reads an item however deep it is nested', async () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const [event] = await eventsOf(
    Buffer.from(`{"object":"page","entry":[{"id":"1","time":1,"messaging":[{"sender":{"id":"5"},"new":${deep}}]}]}`),
  );
  assert.is(event?.kind, 'unknown');
});

reader('gives an event the same id when it is delivered again, and another one to every other item', async () => {
  const body = delivery({
    messaging: [
      items.message({ mid: 'm_1' }),
      items.pass({ to: APP }),
      items.pass({ to: APP, timestamp: 1_764_590_400_001 }),
    ],
    standby: [items.message({ mid: 'm_1' })],
  });
  const ids = (await eventsOf(body)).map(({ id }) => id);
  assert.equal(
    (await eventsOf(body)).map(({ id }) => id),
    ids,
  );
  assert.is(new Set(ids).size, 4);
});

reader('gives each of a thousand items without a message id an id of its own', async () => {
  const messaging = Array.from({ length: 1000 }, (_, index) =>
    items.pass({ to: APP, timestamp: 1_764_590_400_000 + index }),
  );
  const ids = (await eventsOf(delivery({ messaging }))).map(({ id }) => id);
  assert.is(new Set(ids).size, 1000);
});

reader('makes one event of each item of any JSON, on its lane, and never fails', async () => {
  const item = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        sender: fc.oneof(fc.record({ id: fc.oneof(fc.nat(), fc.string()) }), fc.jsonValue()),
        recipient: fc.oneof(fc.record({ id: fc.nat() }), fc.jsonValue()),
        timestamp: fc.oneof(fc.nat(), fc.double(), fc.string(), fc.bigInt({ min: 0n, max: 10n ** 19n }).map(Number)),
        message: fc.jsonValue(),
        pass_thread_control: fc.jsonValue(),
        postback: fc.jsonValue(),
        app_roles: fc.jsonValue(),
        optin: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  );
  const entry = fc.record(
    {
      id: fc.jsonValue(),
      time: fc.jsonValue(),
      messaging: fc.array(item),
      standby: fc.array(item),
      changes: fc.array(item),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('page', 'instagram'),
      fc.array(entry, { maxLength: 3 }),
      async (object, entries) => {
        const { bot } = harness();
        // Every item, without the pooling of repeats that the handlers get.
        const { status, events } = await bot.handle(signedRequest({ object, entry: entries }, SECRET));
        assert.is(status, 200);
        const lanes = entries.flatMap((each) =>
          Object.entries(each).flatMap(([key, list]) =>
            key === 'messaging' || key === 'standby'
              ? (list as unknown[]).map(() => key)
              : key === 'changes'
                ? (list as unknown[]).map(() => 'changes')
                : [],
          ),
        );
        assert.is(events.length, lanes.length);
        events.forEach((event, index) => {
          if (lanes[index] !== 'changes') assert.is(event.lane, lanes[index]);
          assert.ok(Number.isFinite(event.timestamp) && typeof event.pageId === 'string' && event.id !== '');
        });
        await bot.close();
      },
    ),
    propertyRuns(200),
  );
});

reader.run();
