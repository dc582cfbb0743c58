import { channel } from 'node:diagnostics_channel';
import { createHandover, type Handover, type HandoverOptions, OptionError } from '@handover/core';
import { type OtelOptions, otel } from '@handover/otel';
import { APP, DESK, harness, INBOX } from '@handover/test-support/harness';
import { lastingStore } from '@handover/test-support/lasting-store';
import { wrappedStore } from '@handover/test-support/wrapped-store';
import { delivery, items, rejects, SAMPLE_IDS } from '@handover/testkit';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { meters } from './support/meters.ts';

const spans = suite('the spans');
const counts = suite('the metrics');
const setting = suite('otel');

/** Bots of the test under way. */
const bots: Handover[] = [];
for (const each of [spans, counts, setting]) {
  each.after.each(async () => {
    await Promise.all(bots.splice(0).map((bot) => bot.close()));
  });
}

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

/** A bot that is measured, with what was measured. */
function measured(options: Partial<HandoverOptions> = {}, more: OtelOptions = {}) {
  const made = harness(options);
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const { provider: meterProvider, figures, described } = meters();
  made.bot.use(otel({ tracerProvider, meterProvider, ...more }));
  made.bot.on('error', () => undefined);
  bots.push(made.bot);
  return {
    ...made,
    figures,
    described,
    tracer: tracerProvider.getTracer('the bot'),
    spans: () => exporter.getFinishedSpans(),
  };
}

/** The spans as `name <- name of the parent`, by start and depth. */
function tree(list: readonly ReadableSpan[]): string[] {
  const names = new Map(list.map((span) => [span.spanContext().spanId, span.name]));
  return list.map(({ name, parentSpanContext: parent }) =>
    parent === undefined ? name : `${name} <- ${names.get(parent.spanId)}`,
  );
}

function named(list: readonly ReadableSpan[], name: string): ReadableSpan {
  const span = list.find((each) => each.name === name);
  if (span === undefined) throw new Error(`there is no span ${name}`);
  return span;
}

const says = (text: string, more: object = {}): unknown => delivery({ messaging: [items.message({ text, ...more })] });

/** What `@handover/client` publishes, in the context of its caller. */
const publishCall = (outcome = 'ok'): void =>
  channel('handover:call').publish({
    startedAt: 1_764_590_400_000,
    durationMs: 120,
    method: 'POST',
    path: '/{id}/messages',
    pageId: SAMPLE_IDS.pageId,
    platform: 'messenger',
    attempts: 1,
    status: 200,
    outcome,
  });

spans(
  'spans nest: handlers in their event, the event in its delivery, and what handlers do in the handlers',
  async () => {
    const { bot, client, clock, deliver, tracer, spans: finished } = measured();
    client.during('sendMessage', () => publishCall());
    bot.on('message', async ({ thread }) => {
      await clock.advance(250);
      tracer.startSpan('a span of the bot').end();
      await thread.send('Hi!');
    });
    await deliver(says('hello', { mid: 'm_1' }));
    const list = finished();
    assert.equal(tree(list).sort(), [
      'POST /{id}/messages <- handover.handlers',
      'a span of the bot <- handover.handlers',
      'handover.delivery',
      'handover.event <- handover.delivery',
      'handover.handlers <- handover.event',
      'handover.send <- handover.handlers',
    ]);
    assert.equal(named(list, 'handover.handlers').duration, [0, 250_000_000]);
    const { attributes } = named(list, 'handover.event');
    assert.equal(attributes, {
      'handover.platform': 'messenger',
      'handover.page.id': SAMPLE_IDS.pageId,
      'handover.user.id': SAMPLE_IDS.userId,
      'handover.event.id': attributes['handover.event.id'],
      'handover.event.kind': 'message',
      'handover.outcome': 'handled',
      'handover.attempts': 1,
      'handover.standby': false,
    });
  },
);

spans('there is a span of handlers for each run, and an event that runs from the store has no delivery', async () => {
  const { bot, clock, deliver, spans: finished } = measured({ store: lastingStore(), answerWithinMs: 0 });
  let runs = 0;
  bot.on('message', async () => {
    runs += 1;
    if (runs === 1) throw Object.assign(new Error('down'), { code: 'E_DOWN' });
  });
  await deliver(says('hello'));
  await clock.advance(1_000);
  await bot.close();
  const list = finished();
  assert.equal(tree(list).sort(), [
    'handover.delivery',
    'handover.event <- handover.delivery',
    'handover.handlers <- handover.event',
    'handover.handlers <- handover.event',
  ]);
  const [first, second] = list.filter(({ name }) => name === 'handover.handlers');
  assert.equal(
    [first?.attributes['error.type'], first?.status.code, first?.attributes['handover.attempt']],
    ['E_DOWN', SpanStatusCode.ERROR, 1],
  );
  assert.equal([second?.attributes['error.type'], second?.attributes['handover.attempt']], [undefined, 2]);
});

spans('a delivery is a child of the span that is active where it comes in, as that of the HTTP server', async () => {
  const { deliver, tracer, spans: finished } = measured();
  const server = tracer.startSpan('POST /webhook');
  await context.with(trace.setSpan(context.active(), server), () => deliver(says('hello')));
  server.end();
  assert.ok(tree(finished()).includes('handover.delivery <- POST /webhook'));
});

spans('spans name neither the person nor the event with userIds: false', async () => {
  const { bot, deliver, spans: finished } = measured({}, { userIds: false });
  bot.on('message', ({ thread }) => thread.send('Hi!'));
  await deliver(says('hello'));
  const all = JSON.stringify(finished().map(({ attributes }) => attributes));
  assert.not.match(all, SAMPLE_IDS.userId);
  assert.match(all, SAMPLE_IDS.pageId);
});

spans('spans and metrics hold no text and no metadata of a person', async () => {
  const { bot, client, deliver, clock, figures, spans: finished } = measured();
  bot.on('message', async ({ thread }) => {
    client.refuse('sendMessage', { kind: 'window_closed', message: 'Zanzibar' });
    await thread.send('Zanzibar').catch(() => undefined);
    await thread.handOver('inbox', { metadata: 'Zanzibar' });
    throw new Error('Zanzibar');
  });
  await deliver(says('Zanzibar'));
  const timestamp = clock.now();
  await deliver(delivery({ standby: [items.echo({ appId: INBOX, text: 'Zanzibar', timestamp })] }));
  const list = finished().map(({ name, attributes, status, events }) => ({ name, attributes, status, events }));
  assert.not.match(JSON.stringify([list, await figures()]), 'Zanzibar');
});

counts('metrics have the time of handlers by kind, and what failed', async () => {
  const { bot, clock, deliver, figures } = measured();
  bot.on('message', () => clock.advance(1_500));
  bot.on('postback', async () => {
    throw Object.assign(new Error('down'), { code: 'E_DOWN' });
  });
  await deliver(says('hello'));
  await deliver(delivery({ messaging: [items.postback({ payload: 'x' })] }));
  assert.equal((await figures())['handover.handler.duration'], {
    'event.kind=message platform=messenger': { count: 1, sum: 1.5 },
    'error.type=E_DOWN event.kind=postback platform=messenger': { count: 1, sum: 0 },
  });
});

counts('metrics have the calls of the process once, though two bots are measured', async () => {
  const one = measured();
  const other = measured();
  publishCall('rate');
  const attributes =
    'error.type=rate http.request.method=POST http.response.status_code=200 url.template=/{id}/messages';
  assert.equal((await one.figures())['handover.call.duration'], { [attributes]: { count: 1, sum: 0.12 } });
  assert.is((await other.figures())['handover.call.duration'], undefined);
  await one.bot.close();
  publishCall('rate');
  assert.equal((await other.figures())['handover.call.duration'], { [attributes]: { count: 1, sum: 0.12 } });
  await other.bot.close();
});

counts('metrics have only what their own bot does', async () => {
  const one = measured();
  const other = measured();
  await one.deliver(says('hello'));
  assert.is((await other.figures())['handover.deliveries'], undefined);
});

counts('metrics have dropped messages as talk-overs prevented, and neither typing nor hand-overs', async () => {
  const { bot, figures } = measured();
  const thread = bot.thread(SAMPLE_IDS);
  await thread.passThreadControl(DESK);
  await thread.send('Hi!', { whenNotOwner: 'drop' });
  await thread.typing(true, { whenNotOwner: 'drop' });
  await rejects(thread.handOver('inbox'), 'NotThreadOwnerError');
  assert.equal((await figures())['handover.talkovers_prevented'], {
    'platform=messenger reason=owner': { count: 1, sum: 1 },
  });
});

counts('metrics count a reply in a thread whose handover another process is still announcing', async () => {
  const store = lastingStore();
  const { clock, deliver, figures } = measured({ store });
  const since = clock.now();
  await clock.advance(5_000);
  const key = `${APP}:messenger:${SAMPLE_IDS.pageId}:${SAMPLE_IDS.userId}`;
  // Another process has seen the take, and has not come to its announcement.
  const take = items.take({ from: APP, to: INBOX, timestamp: since });
  const away = harness({
    store: wrappedStore(store, (name, _, operation) => (name === 'claimAnnouncement' ? true : operation())),
    clock,
  });
  const hanging = new Promise(() => undefined);
  away.bot.on('owner_changed', () => hanging);
  void away.deliver(delivery({ messaging: [take] }));
  await clock.advance(10);
  assert.ok((await store.read(key, clock.now())).registers.event !== undefined);
  await deliver(delivery({ standby: [items.echo({ appId: INBOX, timestamp: since + 4_000 })] }));
  const { 'handover.handovers': handovers, 'handover.time_to_first_human_reply': replies } = await figures();
  assert.equal(Object.values(handovers ?? {}), [{ count: 1, sum: 1 }]);
  assert.equal(Object.values(replies ?? {}), [{ count: 1, sum: 4 }]);
});

counts('metrics leave replies of this bot and of an AI out', async () => {
  const { bot, clock, deliver, figures } = measured();
  await bot.thread(SAMPLE_IDS).passThreadControl(INBOX);
  await clock.advance(1_000);
  const timestamp = clock.now();
  const echoes = [items.echo({ appId: APP, timestamp }), items.echo({ appId: INBOX, ai: true, timestamp })];
  for (const echo of echoes) await deliver(delivery({ standby: [echo] }));
  assert.is((await figures())['handover.time_to_claim'], undefined);
});

counts('metrics lose a step rather than fail an event while the store fails', async () => {
  let isDown = true;
  const store = wrappedStore(lastingStore(), (name, args, operation) => {
    if (isDown && name === 'setValue' && args[1] === 'otel') throw new Error('down, for the test');
    return operation();
  });
  const { bot, clock, deliver, figures, logger } = measured({ store });
  await bot.thread(SAMPLE_IDS).passThreadControl(INBOX);
  await clock.advance(1_000);
  const reply = items.echo({ appId: INBOX, timestamp: clock.now() });
  assert.is((await deliver(delivery({ standby: [reply] }))).status, 200);
  assert.is((await figures())['handover.handovers'], undefined);
  assert.ok(logger.loud.some((line) => line.includes('A step of a handover could not be measured')));
  isDown = false;
  await deliver(delivery({ standby: [items.echo({ appId: INBOX, timestamp: clock.now() })] }));
  assert.equal(
    Object.values((await figures())['handover.handovers'] ?? {}),
    [{ count: 1, sum: 1 }],
    'the next reply makes up for it',
  );
});

counts('metrics read the waiting list once in everyMs, and not more of it than most', async () => {
  let reads = 0;
  const store = wrappedStore(lastingStore(), (name, _, operation) => {
    if (name === 'threads') reads += 1;
    return operation();
  });
  const { bot, clock, figures } = measured({ store }, { waiting: { everyMs: 10_000, most: 2 } });
  for (const userId of ['51', '52', '53']) {
    await bot.thread({ ...SAMPLE_IDS, userId }).passThreadControl(INBOX);
    await clock.advance(1_000);
  }
  const { 'handover.waiting': waiting, 'handover.oldest_waiting': oldest } = await figures();
  assert.equal([waiting, oldest], [{ '': { count: 2, sum: 2 } }, { '': { count: 3, sum: 3 } }]);
  await clock.advance(9_999);
  assert.equal(
    (await figures())['handover.oldest_waiting'],
    { '': { count: 12.999, sum: 12.999 } },
    'it grows meanwhile',
  );
  assert.is(reads, 1);
  await clock.advance(1);
  await figures();
  assert.is(reads, 2);
});

counts('metrics are left out for the waiting list with waiting: false, and show 0 where it is empty', async () => {
  assert.equal((await measured().figures())['handover.waiting'], { '': { count: 0, sum: 0 } });
  assert.is((await measured({}, { waiting: false }).figures())['handover.waiting'], undefined);
});

setting('otel is used once by a bot', () => {
  const { bot } = measured();
  assert.throws(() => bot.use(otel()), /could not be set up: This bot uses otel already/);
});

setting('otel does nothing and fails nothing without an SDK', async () => {
  const { bot, deliver } = harness();
  bot.use(otel());
  assert.is((await deliver(says('hello'))).status, 200);
  await bot.close();
});

setting('otel stops measuring when the bot closes', async () => {
  const { bot, figures } = measured();
  await bot.close();
  publishCall();
  assert.is((await figures())['handover.call.duration'], undefined);
});

const wrong: Readonly<Record<string, unknown>> = {
  meterprovider: { meterprovider: {} },
  meterProvider: { meterProvider: {} },
  tracerProvider: { tracerProvider: 'global' },
  userIds: { userIds: 'no' },
  waiting: { waiting: true },
  everyMs: { waiting: { everyMs: '30 s' } },
  most: { waiting: { most: 5_000 } },
};

for (const [option, options] of Object.entries(wrong)) {
  setting(`otel refuses a wrong option and names it: ${option}`, () => {
    assert.throws(
      () => otel(options as OtelOptions),
      (error: unknown) => error instanceof OptionError && error.message.includes(option),
    );
  });
}

setting('otel is reported where it is used without being called', () => {
  const bot = createHandover({ appId: APP, appSecret: 'x'.repeat(32), client: harness().client });
  assert.throws(() => bot.use(otel as never), /call otel\(\)/);
});

spans.run();
counts.run();
setting.run();
