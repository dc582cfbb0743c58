// A wrong argument fails in the same way at every run: it is reported once, and Meta does not bring the event again.
import { note, type Thread } from '@handover/core';
import { DESK, harness } from '@handover/test-support/harness';
import { delivery, items, rejects, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const wrong = suite('a wrong argument');

/** The call as a user who writes no types makes it. */
const untyped = (thread: Thread): Record<string, (...args: unknown[]) => Promise<unknown>> =>
  thread as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;

const CALLS: readonly (readonly [name: string, call: (thread: Thread) => unknown, message: RegExp])[] = [
  ['an empty message', (thread) => thread.send(''), /A message is a text/],
  ['no message', (thread) => untyped(thread)['send']?.(), /A message is a text/],
  ['an empty message of a hand-over', (thread) => thread.handOver('inbox', { message: '' }), /A message is a text/],
  [
    'no target of a hand-over',
    (thread) => untyped(thread)['handOver']?.(),
    /^handOver takes 'inbox', 'default' or an app id of digits \(got undefined\)$/,
  ],
  [
    'options in the place of the target',
    (thread) => untyped(thread)['handOver']?.({ message: 'One moment.' }),
    /^handOver takes 'inbox', 'default' or an app id of digits \(got an object\)$/,
  ],
  [
    'metadata of a hand-over that is an object',
    (thread) => untyped(thread)['handOver']?.(DESK, { message: 'One moment.', metadata: { ticket: 7 } }),
    /^metadata must be a string/,
  ],
  ['no target of a pass', (thread) => untyped(thread)['passThreadControl']?.(), /needs the app id/],
  ['a name as target of a pass', (thread) => thread.passThreadControl('help desk'), /string of digits/],
  ['a number as target of a pass', (thread) => untyped(thread)['passThreadControl']?.(7), /got a number/],
  [
    'metadata of a pass that is an object',
    (thread) => untyped(thread)['passThreadControl']?.(DESK, { metadata: {} }),
    /^metadata must be a string/,
  ],
  [
    'metadata of a take that is a number',
    (thread) => untyped(thread)['takeThreadControl']?.({ metadata: 7 }),
    /^metadata must be a string/,
  ],
  ['no duration', (thread) => untyped(thread)['extendThreadControl']?.(), /needs \{ durationSeconds \}/],
  [
    'eight days of control',
    (thread) => thread.extendThreadControl({ durationSeconds: 691_200 }),
    /from 1 to 604800, seven days \(got 691200\)/,
  ],
  ['half a second of control', (thread) => thread.extendThreadControl({ durationSeconds: 0.5 }), /^durationSeconds/],
  ['a wait that is a text', (thread) => untyped(thread)['regain']?.({ waitMs: '30' }), /^waitMs/],
  ['a wait below zero', (thread) => thread.regain({ waitMs: -1 }), /^waitMs/],
  ['a wait that is no number', (thread) => thread.regain({ waitMs: Number.NaN }), /^waitMs/],
  [
    'another choice of whenNotOwner',
    (thread) => untyped(thread)['send']?.('hello', { whenNotOwner: 'ignore' }),
    /^whenNotOwner must be 'throw' or 'drop'/,
  ],
  ['a note that is too long', () => note.encode({ summary: 'x'.repeat(2_000) }), /takes \d+ characters as metadata/],
  ['a note with a number', () => note.encode({ reason: 7 as unknown as string }), /must be a string/],
];

for (const [what, call, message] of CALLS) {
  wrong(`is reported once and counts as handled: ${what}`, async () => {
    const made = harness({ routing: 'off' });
    const failures: (Error & { code?: string; kind?: string })[] = [];
    let runs = 0;
    made.bot.on('error', ({ error }) => void failures.push(error));
    made.bot.on('message', async ({ thread }) => {
      runs += 1;
      await call(thread);
    });
    const body = delivery({ messaging: [items.message()] });
    const statuses = [(await made.deliver(body)).status, (await made.deliver(body)).status];
    assert.equal([statuses, runs, failures.length], [[200, 200], 1, 1]);
    const [failure] = failures;
    assert.equal([failure?.name, failure?.code, failure?.kind], ['OptionError', 'bad_option', 'invalid']);
    assert.match(failure?.message ?? '', message);
    assert.equal(made.client.calls, [], 'nothing was asked of Meta');
  });
}

wrong('that the client refuses counts as handled too, and what was said before it is said once', async () => {
  const made = harness();
  made.bot.on('error', () => undefined);
  made.bot.on('message', async ({ thread }) => {
    await thread.send('A');
    await thread.send('B');
  });
  made.client.during('sendMessage', () => undefined);
  made.client.during('sendMessage', () => {
    throw Object.assign(new RangeError('text is too long'), { kind: 'invalid' });
  });
  const body = delivery({ messaging: [items.message()] });
  assert.equal([(await made.deliver(body)).status, (await made.deliver(body)).status], [200, 200]);
  assert.equal(
    made.client.calls.map(({ name }) => name),
    ['sendMessage', 'sendMessage'],
  );
});

wrong('of a reference to a thread is an OptionError', () => {
  const { bot } = harness();
  for (const reference of [{ pageId: '1' }, { ...SAMPLE_IDS, platform: 'telegram' }, {}]) {
    assert.throws(
      () => bot.thread(reference as unknown as typeof SAMPLE_IDS),
      (error: Error & { kind?: string }) => error.name === 'OptionError' && error.kind === 'invalid',
    );
  }
});

wrong('has that kind too where an event names no person', async () => {
  const made = harness();
  const errors: (Error & { kind?: string })[] = [];
  made.bot.on('error', ({ error }) => void errors.push(error));
  made.bot.on('app_roles', ({ thread }) => thread.send('hello'));
  const item = { recipient: { id: '1' }, timestamp: 1, app_roles: { '7': ['primary_receiver'] } };
  assert.is((await made.deliver(delivery({ messaging: [item] }))).status, 200);
  assert.equal(
    errors.map(({ name, kind }) => `${name} ${kind}`),
    ['OptionError invalid'],
  );
});

wrong('is refused also where a call drops what it may not send', async () => {
  const made = harness({ whenNotOwner: 'drop' });
  await rejects(made.bot.thread(SAMPLE_IDS).send(''), 'OptionError');
});

wrong.run();
