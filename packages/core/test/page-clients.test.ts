// The option `client` as a function: at once or by promise, with no client for some pages.
import type { Awaitable, HandoverClient, PageClient, PageReference, Plugin } from '@handover/core';
import { type Harness, harness } from '@handover/test-support/harness';
import { scriptedClient } from '@handover/test-support/scripted-client';
import { delivery, items, rejects, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const clients = suite('the client of a page');

const KNOWN = SAMPLE_IDS.pageId;
const REMOVED = '111';

interface Scene extends Harness {
  /** Pages that the function was asked for, in order. */
  readonly asked: string[];
  /** Names of the errors that were emitted. */
  readonly errors: string[];
  /** Says hello on each of these pages, in one delivery. */
  say(...pageIds: string[]): Promise<number>;
}

type Answer = (page: PageReference, client: HandoverClient) => Awaitable<HandoverClient | null | undefined>;

/** A bot that greets, whose clients come from `answer`. */
function scene(answer: Answer): Scene {
  const asked: string[] = [];
  const errors: string[] = [];
  const made = harness({
    client: (page) => {
      asked.push(page.pageId);
      return answer(page, made.client);
    },
  });
  made.bot.on('error', ({ error }) => void errors.push((error as Error & { code?: string }).code ?? error.message));
  made.bot.on('message', ({ thread }) => thread.send('hello'));
  let said = 0;
  return {
    ...made,
    asked,
    errors,
    async say(...pageIds) {
      said += 1;
      const entry = pageIds.flatMap((pageId) => {
        const item = items.message({ pageId, timestamp: made.clock.now(), text: `hello ${said}` });
        return delivery({ pageId, messaging: [item] }).entry;
      });
      return (await made.deliver({ object: 'page', entry })).status;
    },
  };
}

const sent = ({ client }: Harness): number => client.calls.filter(({ name }) => name === 'sendMessage').length;

clients('may come by a promise, which is asked for once a minute and shared by what comes meanwhile', async () => {
  const made = scene(async (_page, client) => client);
  const answers = [made.say(KNOWN), made.say(KNOWN), made.bot.thread(SAMPLE_IDS).typing(true)];
  assert.equal((await Promise.all(answers)).slice(0, 2), [200, 200]);
  assert.equal([sent(made), made.asked], [2, [KNOWN]]);
  await made.clock.advance(59_999);
  await made.say(KNOWN);
  assert.equal(made.asked, [KNOWN]);
  await made.clock.advance(1);
  await made.say(KNOWN);
  assert.equal(made.asked, [KNOWN, KNOWN]);
  assert.equal(made.errors, []);
});

clients('is kept for a minute as well where the function answers at once', async () => {
  const made = scene((_page, client) => client);
  await made.say(KNOWN);
  await made.say(KNOWN);
  assert.equal(made.asked, [KNOWN]);
});

for (const [how, none] of [
  ['undefined', () => undefined],
  ['null', () => null],
  ['a promise of undefined', async () => undefined],
] as const) {
  clients(`that is ${how} is reported once and never retried; the other pages go on as usual`, async () => {
    const made = scene((page, client) => (page.pageId === REMOVED ? none() : client));
    assert.is(await made.say(REMOVED, KNOWN), 200);
    assert.equal([made.errors, sent(made)], [['unknown_page'], 1]);
  });
}

clients('that was missing is asked for again after ten seconds: a page may be added', async () => {
  let isAdded = false;
  const made = scene(async (_page, client) => (isAdded ? client : undefined));
  await made.say(KNOWN);
  isAdded = true;
  await made.clock.advance(9_999);
  await made.say(KNOWN);
  assert.equal([made.errors.length, made.asked.length], [2, 1]);
  await made.clock.advance(1);
  await made.say(KNOWN);
  assert.equal([made.errors.length, made.asked.length, sent(made)], [2, 2, 1]);
});

clients('that is missing is one warning for each page an hour, with the id of the page', async () => {
  const made = scene(() => undefined);
  const warnings = (): string[] => made.logger.lines.filter((line) => /gave no client for this page/.test(line));
  for (let minutes = 0; minutes < 59; minutes += 1) {
    await made.say(REMOVED);
    await made.clock.advance(60_000);
  }
  assert.is(warnings().length, 1);
  assert.match(warnings()[0] ?? '', /^warn .*"pageId":"111"/);
  await made.say('112');
  await made.clock.advance(60_000);
  await made.say(REMOVED);
  assert.is(warnings().length, 3);
  assert.not.match(made.logger.lines.join('\n'), /routing mode/);
});

for (const [how, fail] of [
  ['rejects', () => Promise.reject(new Error('the database of the test is away'))],
  [
    'throws',
    () => {
      throw new Error('the database of the test is away');
    },
  ],
] as const) {
  clients(`makes the event come again where the function ${how}, and is asked for at once then`, async () => {
    let isAway = true;
    const made = scene((_page, client) => (isAway ? fail() : client));
    const body = delivery({ messaging: [items.message()] });
    assert.is((await made.deliver(body)).status, 500);
    isAway = false;
    assert.is((await made.deliver(body)).status, 200);
    assert.equal([made.errors, sent(made)], [['the database of the test is away'], 1]);
  });
}

clients('counts as failed where the function takes longer than ten seconds', async () => {
  const made = scene(() => new Promise<HandoverClient>(() => undefined));
  const failed = rejects(made.bot.thread(SAMPLE_IDS).send('hello'), 'HandoverError');
  await made.clock.advance(10_000);
  const error = (await failed) as Error & { code?: string };
  assert.is(error.code, 'client_timeout');
  assert.match(error.message, /did not answer within 10000 ms for page 804155501230077 on messenger/);
});

clients('that is for another page is reported once and never retried', async () => {
  const made = scene((_page, client) => ({ ...client, pageId: '222' }));
  assert.is(await made.say(KNOWN), 200);
  assert.equal([made.errors, sent(made)], [['wrong_client'], 0]);
});

for (const [what, given] of [
  ['an object without calls', {}],
  ['a text', 'token'],
  ['a client that can not pass', { ...scriptedClient(harness().clock), passThreadControl: undefined }],
] as const) {
  clients(`that is ${what} is refused with what it lacks`, async () => {
    const made = scene(() => given as unknown as HandoverClient);
    const error = await rejects(made.bot.thread(SAMPLE_IDS).send('hello'), 'HandoverError');
    assert.is((error as Error & { code?: string }).code, 'wrong_client');
    assert.match(error.message, /^The client of page 804155501230077 on messenger lacks .*passThreadControl\(\)/);
  });
}

clients('is kept for the ten thousand pages that were met last', async () => {
  const made = scene((_page, client) => client);
  const send = (page: number): Promise<unknown> =>
    made.bot.thread({ pageId: String(page), userId: '51' }).send('hello');
  for (let page = 1; page <= 10_001; page += 1) await send(page);
  assert.is(made.asked.length, 10_001);
  await send(10_001);
  assert.is(made.asked.length, 10_001);
  await send(1);
  assert.is(made.asked.length, 10_002, 'the page that was met first was forgotten');
});

/** The handle that plugins get. */
function handleOf({ bot }: Harness): PageClient {
  let handle: PageClient | undefined;
  const plugin: Plugin = {
    name: 'of the test',
    setup: (host) => {
      handle = host.client({ platform: 'messenger', pageId: KNOWN });
    },
  };
  bot.use(plugin);
  if (handle === undefined) throw new Error('the plugin was not set up');
  return handle;
}

clients('is a handle for plugins, whose calls wait for it and hand their arguments on', async () => {
  const made = scene(async (_page, client) => client);
  const handle = handleOf(made);
  assert.equal(made.asked, [], 'nothing is asked for before the first call');
  await handle.passThreadControl('51', { targetAppId: '7' });
  await handle.takeThreadControl('51', { metadata: 'a' });
  await handle.requestThreadControl('51', { metadata: 'b' });
  await handle.releaseThreadControl('51');
  await handle.extendThreadControl('51', { durationSeconds: 60 });
  assert.is((await handle.getThreadOwner('51')).state, 'idle');
  await handle.sendMessage('51', { text: 'hello' }, { personaId: '9' });
  await handle.sendAction('51', 'typing_on');
  assert.equal(
    made.client.calls.map(({ name, args }) => [name, ...args.filter((each) => each !== undefined)]),
    [
      ['passThreadControl', '51', { targetAppId: '7' }],
      ['takeThreadControl', '51', { metadata: 'a' }],
      ['requestThreadControl', '51', { metadata: 'b' }],
      ['releaseThreadControl', '51'],
      ['extendThreadControl', '51', { durationSeconds: 60 }],
      ['getThreadOwner', '51'],
      ['sendMessage', '51', { text: 'hello' }, { personaId: '9' }],
      ['sendAction', '51', 'typing_on'],
    ],
  );
});

clients('resolves to undefined for what it lacks, and its mode counts as certain', async () => {
  const handle = handleOf(scene(async (_page, client) => client));
  assert.is(await handle.getSubscriptions(), undefined);
  assert.is(await handle.getLatestMessages('51'), undefined);
  assert.is(await handle.personas.list(), undefined);
  assert.is(await handle.personas.create({ name: 'Nora', profilePictureUrl: 'https://x.example/1' }), undefined);
  assert.equal(await handle.getRoutingStatus(), { mode: 'on', isGuess: false });
});

clients('gives what it has beside the calls that all have', async () => {
  const persona = { id: '9', name: 'Nora' };
  const handle = handleOf(
    scene(async (_page, client) => ({
      ...client,
      getRoutingStatus: async () => ({ mode: 'off', isGuess: true }),
      getSubscriptions: async () => [{ id: '7', subscribedFields: ['messages'] }],
      getLatestMessages: async () => [],
      personas: { list: async () => [persona], create: async () => ({ id: '10' }) },
    })),
  );
  assert.equal(await handle.getRoutingStatus(), { mode: 'off', isGuess: true });
  assert.equal(await handle.getSubscriptions(), [{ id: '7', subscribedFields: ['messages'] }]);
  assert.equal(await handle.getLatestMessages('51'), []);
  assert.equal(await handle.personas.list(), [persona]);
  assert.equal(await handle.personas.create({ name: 'Nora', profilePictureUrl: 'https://x.example/1' }), { id: '10' });
});

clients('rejects each call of the handle where there is none', async () => {
  const handle = handleOf(scene(() => undefined));
  for (const call of [handle.getThreadOwner('51'), handle.getSubscriptions(), handle.personas.list()]) {
    const error = await rejects(call, 'HandoverError');
    assert.is((error as Error & { code?: string }).code, 'unknown_page');
  }
});

clients.run();
