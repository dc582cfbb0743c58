// Events that were given up: the list of them, what is kept, and what comes of them.
import type { HandoverOptions } from '@handover/core';
import { APP, type Harness, harness } from '@handover/test-support/harness';
import { gate, lastingStore, never } from '@handover/test-support/lasting-store';
import { wrappedStore } from '@handover/test-support/wrapped-store';
import { delivery, items, rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const letters = suite('dead letters');

const body = (text: string, userId = '51'): unknown =>
  delivery({ messaging: [items.message({ text, mid: midOf(text), userId })] });

/** An id that does not show the text. */
function midOf(text: string): string {
  return `m_${Buffer.from(text).toString('hex')}`;
}

interface Machine extends Harness {
  readonly seen: string[];
  /** What handlers throw. */
  failure: Error | undefined;
  texts(): Promise<(string | undefined)[]>;
}

/** A process whose handlers of `message` fail while `failure` is set; by default each event is given up at its first failure. */
function machine(options: Partial<HandoverOptions> = {}): Machine {
  const made = harness({ store: lastingStore(), answerWithinMs: 0, attempts: 1, ...options });
  const seen: string[] = [];
  made.bot.on('error', () => undefined);
  const result: Machine = {
    ...made,
    seen,
    failure: new Error('fails, for the test'),
    texts: async () => (await made.bot.deadLetters.list()).items.map(({ event }) => (event as { text?: string }).text),
  };
  made.bot.on('message', ({ event }) => {
    seen.push(event.text ?? '');
    if (result.failure !== undefined) throw result.failure;
  });
  return result;
}

async function giveUp(made: Machine, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await made.deliver(body(text));
    await made.clock.advance(1_000);
  }
}

letters('says of each letter its event, its failure, how often it ran and when it was given up', async () => {
  const made = machine({ attempts: 3 });
  const start = made.clock.now();
  made.failure = Object.assign(new Error('no answer'), { code: 'ECONNRESET' });
  await made.deliver(body('hello'));
  await made.clock.advance(6_000);
  const [letter, ...others] = (await made.bot.deadLetters.list()).items;
  assert.equal(others, []);
  assert.is(letter?.event.kind, 'message');
  assert.is((letter?.event as { text?: string } | undefined)?.text, 'hello');
  assert.equal(
    [letter?.error['name'], letter?.error['message'], letter?.error['code']],
    ['Error', 'no answer', 'ECONNRESET'],
  );
  assert.equal([letter?.attempts, letter?.at], [3, new Date(start + 6_000)]);
});

letters('lists by pages, those given up first ahead, and each once', async () => {
  const made = machine();
  const all = ['1', '2', '3', '4', '5', '6', '7'];
  await giveUp(made, all);
  const pages: (string | undefined)[][] = [];
  let cursor: string | undefined;
  do {
    const page = await made.bot.deadLetters.list({ limit: 3, ...(cursor === undefined ? {} : { cursor }) });
    pages.push(page.items.map(({ event }) => (event as { text?: string }).text));
    cursor = page.cursor;
  } while (cursor !== undefined);
  assert.equal(pages, [['1', '2', '3'], ['4', '5', '6'], ['7']]);
});

letters('goes on with its pages where letters are discarded and added between them', async () => {
  const made = machine();
  await giveUp(made, ['1', '2', '3', '4']);
  const first = await made.bot.deadLetters.list({ limit: 2 });
  for (const { id } of first.items) assert.is(await made.bot.deadLetters.discard(id), true);
  await giveUp(made, ['5']);
  const rest = await made.bot.deadLetters.list({ limit: 10, cursor: first.cursor as string });
  assert.equal(
    rest.items.map(({ event }) => (event as { text?: string }).text),
    ['3', '4', '5'],
  );
});

letters('refuses a limit that is none, and ids that are none', async () => {
  const { bot } = machine();
  for (const limit of [0, 1_001, 1.5, Number.NaN]) await rejects(bot.deadLetters.list({ limit }), 'OptionError');
  await rejects(bot.deadLetters.retry(''), 'OptionError');
  await rejects(bot.deadLetters.discard(undefined as never), 'OptionError');
  assert.equal([await bot.deadLetters.retry('none'), await bot.deadLetters.discard('none')], [false, false]);
});

letters('runs a letter again as if its event had come now, once, and the letter is gone', async () => {
  const made = machine({ attempts: 2, retryForMs: 60_000 });
  await made.deliver(body('hello'));
  await made.clock.advance(3_600_000);
  assert.equal(made.seen, ['hello', 'hello']);
  const [letter] = (await made.bot.deadLetters.list()).items;
  made.failure = undefined;
  assert.is(await made.bot.deadLetters.retry(letter?.id as string), true);
  assert.equal(made.seen, ['hello', 'hello', 'hello']);
  assert.equal(await made.texts(), []);
  assert.is(await made.bot.deadLetters.retry(letter?.id as string), false);
  // It stays done for redeliveries.
  assert.is((await made.deliver(body('hello'))).status, 200);
  await made.clock.advance(60_000);
  assert.is(made.seen.length, 3);
});

letters('becomes a letter again, with all its runs ahead of it, where the retry fails too', async () => {
  const made = machine({ attempts: 2 });
  await made.deliver(body('hello'));
  await made.clock.advance(10_000);
  const [letter] = (await made.bot.deadLetters.list()).items;
  const retried = made.bot.deadLetters.retry(letter?.id as string);
  await made.clock.advance(10_000);
  assert.is(await retried, true);
  assert.is(made.seen.length, 4);
  const again = (await made.bot.deadLetters.list()).items;
  assert.equal(
    again.map(({ id, attempts }) => [id, attempts]),
    [[letter?.id, 2]],
  );
});

letters('does not repeat in a retry what its runs have sent', async () => {
  const { bot, clock, client, deliver } = harness({ store: lastingStore(), answerWithinMs: 0, attempts: 1 });
  let isBroken = true;
  bot.on('error', () => undefined);
  bot.on('message', async ({ thread }) => {
    await thread.send('one');
    if (isBroken) throw new Error('fails, for the test');
    await thread.send('two');
  });
  await deliver(body('hello'));
  await clock.advance(0);
  isBroken = false;
  const [letter] = (await bot.deadLetters.list()).items;
  assert.is(await bot.deadLetters.retry(letter?.id as string), true);
  const texts = client.calls.flatMap(({ name, args }) =>
    name === 'sendMessage' ? [(args[1] as { text: string }).text] : [],
  );
  assert.equal(texts, ['one', 'two']);
});

letters('is not lost where the process is killed within the retry: the next one runs it', async () => {
  const store = lastingStore();
  const killed = machine({ store });
  await giveUp(killed, ['hello']);
  killed.bot.on('message', () => never);
  killed.failure = undefined;
  const [letter] = (await killed.bot.deadLetters.list()).items;
  void killed.bot.deadLetters.retry(letter?.id as string);
  await killed.clock.advance(0);
  assert.is(killed.seen.length, 2);
  const next = machine({ store });
  next.failure = undefined;
  await next.clock.advance(60_000);
  assert.equal(next.seen, ['hello']);
});

letters('is retried by one process where two ask at once', async () => {
  const store = lastingStore();
  const [one, other] = [machine({ store }), machine({ store })];
  await giveUp(one, ['hello']);
  const [letter] = (await one.bot.deadLetters.list()).items;
  one.failure = undefined;
  other.failure = undefined;
  const asked = await Promise.all([one, other].map(({ bot }) => bot.deadLetters.retry(letter?.id as string)));
  assert.equal(asked.toSorted(), [false, true]);
  assert.is(one.seen.length + other.seen.length, 2);
});

letters('is removed by discard, and its event stays done', async () => {
  const made = machine();
  await giveUp(made, ['hello']);
  const [letter] = (await made.bot.deadLetters.list()).items;
  assert.is(await made.bot.deadLetters.discard(letter?.id as string), true);
  assert.is(await made.bot.deadLetters.discard(letter?.id as string), false);
  assert.equal(await made.texts(), []);
  assert.is((await made.deliver(body('hello'))).status, 200);
  await made.clock.advance(0);
  assert.is(made.seen.length, 1);
});

letters('keeps the newest of more than `most`, and none for longer than `keepMs`', async () => {
  const made = machine({ deadLetters: { most: 3, keepMs: 10_000 } });
  await giveUp(made, ['1', '2', '3', '4', '5']);
  assert.equal(await made.texts(), ['3', '4', '5']);
  await made.clock.advance(7_500);
  await giveUp(made, ['6']);
  assert.equal(await made.texts(), ['4', '5', '6']);
  await made.clock.advance(9_000);
  await giveUp(made, ['7']);
  assert.equal(await made.texts(), ['6', '7']);
});

letters('keeps a thousand with the default store', async () => {
  const made = machine({ store: undefined as never, answerWithinMs: 4_000 });
  for (let from = 0; from < 1_200; from += 100) {
    const messaging = Array.from({ length: 100 }, (_, index) =>
      items.message({ text: `${from + index}`, userId: `${index}` }),
    );
    const answer = made.deliver(delivery({ messaging }));
    await made.clock.advance(0);
    await answer;
  }
  const page = await made.bot.deadLetters.list({ limit: 1_000 });
  assert.is(page.items.length, 1_000);
  assert.is(page.cursor, undefined);
  assert.is((page.items[0]?.event as { text?: string } | undefined)?.text, '200');
});

letters('keeps no word of a person with `texts: false`', async () => {
  const store = lastingStore();
  const made = machine({ store, deadLetters: { texts: false } });
  made.failure = new Error('can not read "my password is swordfish"');
  await giveUp(made, ['my password is swordfish']);
  const [letter] = (await store.letters(APP, { limit: 10, now: made.clock.now() })).items;
  assert.not.match(letter?.body ?? '', /swordfish/);
  const [entry] = (await made.bot.deadLetters.list()).items;
  assert.equal([entry?.event.kind, entry?.event.userId], ['message', '51']);
});

letters('keeps at most 64 kB: of a larger event the text, without attachments and wire item', async () => {
  const store = lastingStore();
  const made = machine({ store });
  const big = (text: string, padding: number) => ({
    sender: { id: '51' },
    recipient: { id: '804155501230077' },
    timestamp: made.clock.now(),
    message: {
      mid: `m_${text}`,
      text,
      attachments: [{ type: 'image', payload: { url: `https://cdn.example/${'x'.repeat(padding)}` } }],
    },
  });
  for (const [text, padding] of [
    ['huge', 80_000],
    ['near', 32_500],
    ['nearer', 32_570],
    ['small', 10],
  ] as const) {
    await made.deliver(delivery({ messaging: [big(text, padding)] }));
    await made.clock.advance(0);
  }
  const stored = (await store.letters(APP, { limit: 10, now: made.clock.now() })).items;
  assert.equal(
    stored.filter(({ body: text }) => Buffer.byteLength(text) > 65_536).map(({ id }) => id),
    [],
  );
  const kept = (await made.bot.deadLetters.list()).items.map(
    ({ event }) => event as { text?: string; attachments?: readonly unknown[] },
  );
  assert.equal(
    kept.map(({ text }) => text),
    ['huge', 'near', 'nearer', 'small'],
  );
  assert.equal([kept[0]?.attachments, kept[3]?.attachments?.length], [undefined, 1]);
});

letters('is kept once, and `dead_letter` is emitted once, where two processes run into the same event', async () => {
  const store = lastingStore();
  const made = machine({ store });
  let emitted = 0;
  made.bot.on('dead_letter', () => {
    emitted += 1;
  });
  await giveUp(made, ['hello', 'hello']);
  assert.equal([await made.texts(), emitted], [['hello'], 1]);
});

letters('removes the text of a message that is unsent from its letter', async () => {
  const store = lastingStore();
  const made = machine({ store });
  await giveUp(made, ['swordfish', 'other']);
  await made.deliver(delivery({ messaging: [items.unsend({ userId: '51', mid: midOf('swordfish') })] }));
  await made.clock.advance(0);
  assert.equal(await made.texts(), [undefined, 'other']);
  const stored = (await store.letters(APP, { limit: 10, now: made.clock.now() })).items;
  assert.not.match(stored.map(({ body: text }) => text).join(), /swordfish/);
});

letters('runs a letter whose text was unsent without it', async () => {
  const made = machine();
  await giveUp(made, ['swordfish']);
  await made.deliver(delivery({ messaging: [items.unsend({ userId: '51', mid: midOf('swordfish') })] }));
  await made.clock.advance(0);
  made.failure = undefined;
  const [letter] = (await made.bot.deadLetters.list()).items;
  await made.bot.deadLetters.retry(letter?.id as string);
  assert.equal(made.seen, ['swordfish', '']);
});

letters('leaves the letters of other threads alone, though the message has the same id there', async () => {
  const made = machine();
  for (const userId of ['51', '52']) {
    await made.deliver(delivery({ messaging: [items.message({ userId, mid: 'm_same', text: 'swordfish' })] }));
    await made.clock.advance(0);
  }
  await made.deliver(delivery({ messaging: [items.unsend({ userId: '51', mid: 'm_same' })] }));
  await made.clock.advance(0);
  assert.equal(await made.texts(), [undefined, 'swordfish']);
});

letters(
  'removes the text of an unsent message from what is parked, so that the next process runs it without',
  async () => {
    const store = lastingStore();
    const killed = harness({ store, answerWithinMs: 0 });
    killed.bot.on('message', () => never);
    await killed.deliver(body('swordfish'));
    const other = machine({ store });
    other.failure = undefined;
    await other.deliver(delivery({ messaging: [items.unsend({ userId: '51', mid: midOf('swordfish') })] }));
    await other.clock.advance(0);
    assert.not.match(
      JSON.stringify(await store.bodies(`${APP}:messenger:804155501230077:51`, other.clock.now())),
      /swordfish/,
    );
    await other.clock.advance(60_000);
    assert.equal(other.seen, ['']);
  },
);

for (const options of [{}, { store: undefined as never, answerWithinMs: 4_000 }]) {
  letters(
    `writes no text into the letter of a message that was unsent while it waited for its next run, ${'store' in options ? 'by the default store' : 'by a store that lasts'}`,
    async () => {
      const made = machine({ attempts: 8, retryForMs: 600_000, orderWaitMs: 1_000, ...options });
      made.failure = undefined;
      const slow = gate();
      let isHanging = true;
      made.bot.on('message', async () => {
        if (isHanging) await slow.opened;
        throw new Error('fails, for the test');
      });
      const answer = made.deliver(body('swordfish'));
      await made.clock.advance(4_000);
      assert.is((await answer).status, 200);
      isHanging = false;
      slow.open();
      await made.clock.advance(10_000);
      const unsent = made.deliver(delivery({ messaging: [items.unsend({ userId: '51', mid: midOf('swordfish') })] }));
      await made.clock.advance(0);
      assert.is((await unsent).status, 200);
      await made.clock.advance(1_800_000);
      assert.equal(await made.texts(), [undefined]);
    },
  );
}

letters('writes no text into a letter where another process heard of the unsend', async () => {
  const store = lastingStore();
  const made = machine({ store, attempts: 8, retryForMs: 600_000, orderWaitMs: 1_000 });
  const other = machine({ store });
  await made.deliver(body('swordfish'));
  await made.clock.advance(10_000);
  await other.clock.advance(10_000);
  await other.deliver(delivery({ messaging: [items.unsend({ userId: '51', mid: midOf('swordfish') })] }));
  await other.clock.advance(0);
  await made.clock.advance(1_800_000);
  assert.equal(await made.texts(), [undefined]);
});

letters('takes an unsend that the store could not carry out as failed, and it is repeated', async () => {
  let isDown = true;
  const store = wrappedStore(lastingStore(), (name, _, operation) => {
    if (name === 'replaceBody' && isDown) throw new Error('down, for the test');
    return operation();
  });
  const made = machine({ store, attempts: 5 });
  made.failure = new TypeError('a mistake: given up at once');
  await giveUp(made, ['swordfish']);
  await made.deliver(delivery({ messaging: [items.unsend({ userId: '51', mid: midOf('swordfish') })] }));
  await made.clock.advance(0);
  assert.equal(await made.texts(), ['swordfish']);
  isDown = false;
  await made.clock.advance(1_000);
  assert.equal(await made.texts(), [undefined]);
});

letters.run();
