import { type Entry, startWebhook, type Webhook } from '@handover/test-support/webhook';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  createSandbox,
  LEAD_ADS_APP_ID,
  OptionError,
  type Quirks,
  type Sandbox,
  type SandboxOptions,
} from '../src/index.ts';
import { ask } from './support/ask.ts';
import { BOT, DESK, graphCall, SECRETS, TOKENS, to } from './support/setup.ts';

const shapes = suite('shapes of real traffic');
const START = 1_764_590_400_000;

/** A sandbox with two apps; the first is the default app. */
async function stage(
  options: SandboxOptions = {},
): Promise<{ sandbox: Sandbox; bot: Webhook; desk: Webhook; entries(hook: Webhook): Entry[]; close(): Promise<void> }> {
  const hooks = await Promise.all([BOT, DESK].map((id) => startWebhook(SECRETS[id] ?? '')));
  const [bot, desk] = hooks as [Webhook, Webhook];
  const apps = [BOT, DESK].map((id, at) => ({
    id,
    secret: SECRETS[id] ?? '',
    accessToken: TOKENS[id] ?? '',
    webhookUrl: hooks[at]?.url ?? '',
  }));
  const sandbox = await createSandbox({ apps, clock: 'manual', startAt: START, ...options });
  return {
    sandbox,
    bot,
    desk,
    entries: (hook) => hook.received.splice(0).flatMap(({ body }) => body.entry),
    async close() {
      await sandbox.close();
      await Promise.all(hooks.map((hook) => hook.close()));
    },
  };
}

/** The entries that both apps get when a person taps a button and the bot passes the thread to the desk. */
async function passedAround({ quirks }: { quirks: Partial<Quirks> }): Promise<{ bot: Entry[]; desk: Entry[] }> {
  const { sandbox, bot, desk, entries, close } = await stage({ quirks });
  const ana = sandbox.person('Ana');
  await ana.tap('START');
  await graphCall(sandbox.url, TOKENS[BOT] ?? '', 'POST', 'me/pass_thread_control', {
    ...to(ana),
    target_app_id: DESK,
  });
  await sandbox.settled();
  const received = { bot: entries(bot), desk: entries(desk) };
  await close();
  return received;
}

shapes('handover events and postbacks can come in lists named after their field', async () => {
  const { bot, desk } = await passedAround({ quirks: { namedLists: true } });
  const lists = (entries: Entry[]): string[][] =>
    entries.map((entry) => Object.keys(entry).filter((key) => !['id', 'time'].includes(key)));
  assert.equal(lists(bot), [['messaging_postbacks']]);
  assert.equal(lists(desk), [['standby'], ['messaging_handovers']], 'standby keeps its name');
  const [item] = (desk[1] as unknown as Record<string, Record<string, unknown>[]>)['messaging_handovers'] ?? [];
  assert.equal(item?.['pass_thread_control'], { previous_owner_app_id: BOT, new_owner_app_id: DESK });
});

shapes('every entry of an owned thread can name the owner in hop_context, in a list or in an object', async () => {
  for (const hopContext of ['list', 'object'] as const) {
    const { bot, desk } = await passedAround({ quirks: { hopContext } });
    const named = (owner: string): unknown => {
      const context = { app_id: Number(owner), metadata: '' };
      return hopContext === 'list' ? [context] : context;
    };
    assert.equal(bot[0]?.hop_context, named(BOT));
    assert.equal(
      desk.map((entry) => entry.hop_context),
      [named(BOT), named(DESK)],
    );
  }
});

shapes('by default only the end of a lead ad has hop_context', async () => {
  for (const [hopContext, isList] of [
    ['lead-ads', true],
    ['object', false],
  ] as const) {
    const { sandbox, bot, entries, close } = await stage({ quirks: { hopContext } });
    const ana = sandbox.person('Ana');
    await ana.startLeadAd({ appId: BOT });
    await ana.finishLeadAd();
    await sandbox.settled();
    const context = { app_id: Number(LEAD_ADS_APP_ID), metadata: 'messenger_lead_gen_complete' };
    assert.equal(entries(bot)[0]?.hop_context, isList ? [context] : context);
    await close();
  }
});

shapes('an entry given by hand is delivered unchanged and signed, whatever the app is subscribed to', async () => {
  const { sandbox, bot, entries, close } = await stage();
  const ana = sandbox.person('Ana');
  sandbox.setFields(BOT, ['messages']);
  const call = { id: 'c_M5YPh', from: ana.id, to: sandbox.page.id, event: 'connect', timestamp: START / 1000 };
  const reply = { response: 'approve', expiration_timestamp: '1765195200' };
  const ends = { sender: { id: ana.id }, recipient: { id: sandbox.page.id } };
  const cases: [Record<string, unknown>, Record<string, unknown>, lane: string, field: string][] = [
    [{ calls: [call] }, { id: sandbox.page.id, time: START, calls: [call] }, 'entry', 'calls'],
    [
      { id: null, time: null, ...ends, timestamp: 1, call_permission_reply: reply },
      { ...ends, timestamp: 1, call_permission_reply: reply },
      'entry',
      'call_permission_reply',
    ],
    [
      { time: 5, field: 'comments', value: {} },
      { id: sandbox.page.id, time: 5, field: 'comments', value: {} },
      'entry',
      'comments',
    ],
    [
      { changes: [{ field: 'parking' }] },
      { id: sandbox.page.id, time: START / 1000, changes: [{ field: 'parking' }] },
      'changes',
      'parking',
    ],
    [
      { id: 5, time: 'noon', messaging: [{ ...ends, message: { mid: 'm_1', is_deleted: 'true' } }] },
      { id: 5, time: 'noon', messaging: [{ ...ends, message: { mid: 'm_1', is_deleted: 'true' } }] },
      'messaging',
      'message_deleted',
    ],
    [
      { time: 5, hop_context: { is_ai_thread_owner: true } },
      { id: sandbox.page.id, time: 5, hop_context: { is_ai_thread_owner: true } },
      'entry',
      'nothing',
    ],
  ];
  for (const [given, expected, lane, field] of cases) {
    await sandbox.deliver(BOT, given);
    await sandbox.settled();
    assert.ok(bot.received.every(({ signed }) => signed));
    const [entry] = entries(bot) as unknown as Record<string, unknown>[];
    assert.equal({ ...entry, ...('time' in given ? {} : { time: expected['time'] }) }, expected);
    const last = sandbox.timeline.at(-1);
    assert.equal(last?.kind === 'delivery' && [last.lane, last.field, last.status], [lane, field, 200]);
  }
  const last = sandbox.timeline.findLast((entry) => entry.kind === 'delivery' && entry.event === 'message_deleted');
  assert.is(last?.person?.name, 'Ana', "an entry about a person is in that person's thread");
  await close();
});

shapes('a body of another product can be delivered too, with or without entries', async () => {
  const { sandbox, bot, close } = await stage();
  await sandbox.deliver(BOT, [], { object: 'whatsapp_business_account' });
  await sandbox.deliver(BOT, [{ a: 1 }, { b: 2 }]);
  await sandbox.settled();
  assert.equal(
    bot.received.map(({ body }) => [body.object, body.entry.length]),
    [
      ['whatsapp_business_account', 0],
      ['page', 2],
    ],
  );
  await close();
});

shapes('deliveries made by hand are retried, held back and saved like any other', async () => {
  const { sandbox, bot, close } = await stage();
  sandbox.faults.deliveries({ do: 'batch', size: 2, event: 'calls' });
  await sandbox.deliver(BOT, { calls: [{ id: '1' }] });
  await sandbox.importSession(sandbox.exportSession());
  await sandbox.deliver(BOT, { calls: [{ id: '2' }] });
  await sandbox.settled();
  assert.is(bot.received.at(-1)?.body.entry.length, 2);
  bot.answer(500, 200);
  await sandbox.deliver(BOT, { calls: [{ id: '3' }] }, { object: 'user' });
  await sandbox.settled();
  const [first, again] = bot.received.slice(-2);
  assert.is(again?.raw, first?.raw);
  assert.is(again?.body.object, 'user');
  await close();
});

shapes(
  "the dashboard's Test button delivers the sample of a field, and only its time differs between presses",
  async () => {
    const { sandbox, bot, entries, close } = await stage();
    sandbox.setFields(BOT, ['messages']);
    const pressed = await sandbox.testButton(BOT, 'messages');
    assert.equal([pressed.event, pressed.field, pressed.lane, pressed.status], ['test', 'messages', 'changes', 200]);
    await sandbox.clock.advance(60_000);
    await sandbox.testButton(BOT, 'messages');
    const [first, second] = entries(bot);
    const sample = {
      sender: { id: '12334' },
      recipient: { id: '23245' },
      timestamp: '1527459824',
      message: {
        mid: 'test_message_id',
        text: 'test_message',
        commands: [{ name: 'command123' }, { name: 'command456' }],
      },
    };
    assert.equal(first, { id: '0', time: START / 1000, changes: [{ field: 'messages', value: sample }] });
    assert.equal(second, { ...first, time: START / 1000 + 60 });
    await sandbox.testButton(BOT, 'parking');
    assert.equal(entries(bot)[0]?.changes, [{ field: 'parking' }], 'a field without a known sample has no value');
    await close();
  },
);

shapes('a failed Test is not retried and does not count as a failure of the webhook', async () => {
  const { sandbox, bot, close } = await stage({ quirks: { disableAfterFailures: 1 } });
  bot.answer(500);
  const pressed = await sandbox.testButton(BOT, 'messaging_handovers');
  assert.equal([pressed.status, pressed.nextAttemptAt], [500, undefined]);
  await sandbox.clock.advance(3_600_000);
  assert.is(bot.received.length, 1);
  bot.answer(200);
  await sandbox.person('Ana').say('hi');
  await sandbox.settled();
  assert.is(bot.received.length, 2, 'the subscription is still on');
  await close();
});

shapes("on Instagram the Test button takes Instagram's field names", async () => {
  const { sandbox, bot, entries, close } = await stage({ platform: 'instagram' });
  await sandbox.testButton(BOT, 'messaging_handover');
  assert.is(bot.received[0]?.body.object, 'instagram');
  const [change] = entries(bot)[0]?.changes ?? [];
  assert.is(change?.field, 'messaging_handover');
  assert.ok('take_thread_control' in (change?.value ?? {}));
  await close();
});

shapes('deliver and the Test button work over HTTP and report mistakes', async () => {
  const { sandbox, bot, close } = await stage();
  const post = async (path: string, body: unknown): Promise<[number, Record<string, unknown>]> =>
    ask(sandbox.url, 'POST', `/apps/${BOT}${path}`, body);
  assert.is((await post('/test', { field: 'messages' }))[1]['status'], 200);
  assert.equal(await post('/deliver', { entry: { calls: [{ id: '1' }] } }), [200, { success: true }]);
  const form = new URLSearchParams({ entry: '[{"call_status":[{}]}]', object: 'page' });
  const answer = await fetch(`${sandbox.url}/_sandbox/apps/${BOT}/deliver`, { method: 'POST', body: form });
  assert.is(answer.status, 200);
  await sandbox.settled();
  assert.is(bot.received.length, 3);
  sandbox.setWebhook(DESK, null);
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const mistakes: [() => Promise<unknown>, RegExp][] = [
    [() => sandbox.deliver('4711', {}), /there is no app with this id; apps are/],
    [() => sandbox.deliver(DESK, {}), /deliver: app \d+ has no webhook; set one with setWebhook\(appId, \{ url \}\)/],
    [() => sandbox.deliver(BOT, circle), /deliver: JSON cannot hold it/],
    [() => sandbox.deliver(BOT, [null] as never), /deliver: an entry must be an object \(got null\)/],
    [() => sandbox.deliver(BOT, {}, { objekt: 'page' } as never), /deliver: objekt is unknown; did you mean object\?/],
    [() => sandbox.testButton(BOT, 'message'), /testButton: message is no field of messenger/],
    [() => sandbox.testButton(DESK, 'messages'), /testButton: app \d+ has no webhook/],
    [() => sandbox.testButton('4711', 'messages'), /there is no app with this id/],
  ];
  for (const [run, expected] of mistakes) {
    const error = await run().catch((thrown: unknown) => thrown);
    assert.instance(error, OptionError);
    assert.match((error as Error).message, expected);
  }
  assert.is((await post('/deliver', { entry: 'no JSON' }))[0], 400);
  assert.is((await post('/deliver', {}))[0], 400);
  assert.is((await post('/test', { field: 'message' }))[0], 400);
  await close();
});

shapes.run();
