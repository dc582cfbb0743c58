// Slow handlers, and a process that is killed, or a store that fails, at each of its operations in turn.
import { burst, type Handover } from '@handover/core';
import type { Store } from '@handover/core/store';
import { type Harness, harness } from '@handover/test-support/harness';
import { lastingStore, never } from '@handover/test-support/lasting-store';
import { wrappedStore } from '@handover/test-support/wrapped-store';
import { delivery, items, type TestClock } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const kills = suite('slow handlers');

const SLOW_MS = 6_000;
const TEXTS = ['1', '2', '3'];
/** The third message is another person's. */
const bodyOf = (text: string): unknown =>
  delivery({ messaging: [items.message({ text, mid: `m_${text}`, userId: text === '3' ? '52' : '51' })] });

/** Answers each message in two sends, with a slow model between them. */
function answers(bot: Handover, clock: TestClock, asked: string[]): void {
  bot.on('error', () => undefined);
  bot.on('message', async ({ event, thread, step }) => {
    await thread.send(`got ${event.text}`);
    const reply = await step('answer', async () => {
      asked.push(event.text ?? '');
      await new Promise((resolve) => void clock.setTimeout(() => resolve(undefined), SLOW_MS));
      return `re ${event.text}`;
    });
    await thread.send(reply);
  });
}

/** The same for what they write in a row. */
function answersBursts(bot: Handover, clock: TestClock, asked: string[]): void {
  bot.on('error', () => undefined);
  bot.use(burst()).on('burst', async ({ text, thread, step }) => {
    await thread.send(`got ${text}`);
    const reply = await step('answer', async () => {
      asked.push(text);
      await new Promise((resolve) => void clock.setTimeout(() => resolve(undefined), SLOW_MS));
      return `re ${text}`;
    });
    await thread.send(reply);
  });
}

/** The texts that went out, each with how often. */
function sentBy(machines: readonly Harness[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { client } of machines) {
    for (const { name, args } of client.calls) {
      const text = (args[1] as { text?: string } | undefined)?.text ?? '';
      if (name === 'sendMessage') counts[text] = (counts[text] ?? 0) + 1;
    }
  }
  return counts;
}

/** Meta brings a delivery until it has its 200. */
async function bring({ deliver, clock }: Harness, text: string): Promise<void> {
  while ((await deliver(bodyOf(text))).status !== 200) {
    await new Promise((resolve) => void clock.setTimeout(() => resolve(undefined), 3_000));
  }
}

/** Runs the scenario in one process that is killed at operation `at`; the next one has to end it. */
async function killAt(
  at: number,
  isWritten: boolean,
  { answerWithinMs, register }: { answerWithinMs: number; register: typeof answers },
): Promise<{ killedIn: keyof Store | undefined; machines: Harness[] }> {
  const kept = lastingStore();
  let operations = 0;
  let killedIn: keyof Store | undefined;
  const store = wrappedStore(kept, (name, _, operation) => {
    operations += 1;
    if (operations < at) return operation();
    killedIn ??= name;
    if (operations === at && isWritten) void operation();
    return never;
  });
  const killed = harness({ store, answerWithinMs });
  const send = killed.client.sendMessage;
  killed.client.sendMessage = (...args) => (killedIn === undefined ? send(...args) : never);
  register(killed.bot, killed.clock, []);
  const accepted = new Set<string>();
  for (const text of TEXTS) {
    void killed.deliver(bodyOf(text)).then(({ status }) => {
      if (status === 200 && killedIn === undefined) accepted.add(text);
    });
    await killed.clock.advance(100);
  }
  for (let ms = 0; ms < 30_000 && killedIn === undefined; ms += 100) await killed.clock.advance(100);
  const next = harness({ store: kept, answerWithinMs });
  register(next.bot, next.clock, []);
  await next.clock.advance(killed.clock.now() - next.clock.now());
  let brought = 0;
  const missing = TEXTS.filter((text) => !accepted.has(text));
  for (const text of missing) void bring(next, text).then(() => (brought += 1));
  await next.clock.advance(150_000);
  assert.is(brought, missing.length, `operation ${at}, ${killedIn}: Meta is still waiting`);
  return { killedIn, machines: [killed, next] };
}

for (const answerWithinMs of [4_000, 0]) {
  for (const isWritten of [true, false]) {
    kills(
      `lose nothing and say nothing twice where the process is killed ${isWritten ? 'behind' : 'ahead of'} any write, with answerWithinMs ${answerWithinMs}`,
      async () => {
        const expected = TEXTS.flatMap((text) => [`got ${text}`, `re ${text}`]);
        for (let at = 1; ; at += 1) {
          const { killedIn, machines } = await killAt(at, isWritten, { answerWithinMs, register: answers });
          const sent = sentBy(machines);
          const where = `operation ${at}, ${killedIn}`;
          assert.equal(Object.keys(sent).toSorted(), expected.toSorted(), where);
          const twice = Object.values(sent).filter((count) => count > 1).length;
          // The one gap: Meta has answered, and it is not written down.
          assert.is(
            twice,
            twice > 0 && killedIn === 'recordStep' && !isWritten ? 1 : 0,
            `${where}: ${JSON.stringify(sent)}`,
          );
          if (killedIn === undefined) break;
        }
      },
    );
  }
}

for (const isWritten of [true, false]) {
  kills(`answer a burst once where the process is killed ${isWritten ? 'behind' : 'ahead of'} any write`, async () => {
    for (let at = 1; ; at += 1) {
      const { killedIn, machines } = await killAt(at, isWritten, { answerWithinMs: 0, register: answersBursts });
      const sent = sentBy(machines);
      const where = `operation ${at}, ${killedIn}: ${JSON.stringify(sent)}`;
      const said = Object.keys(sent).join();
      for (const text of TEXTS) assert.ok(said.includes(text), where);
      const twice = Object.values(sent).filter((count) => count > 1).length;
      assert.ok(twice === 0 || (twice === 1 && killedIn === 'recordStep' && !isWritten), where);
      // No message is answered in two bursts.
      for (const text of TEXTS) {
        const replies = Object.keys(sent).filter((each) => each.startsWith('re ') && each.includes(text));
        assert.is(replies.length, 1, where);
      }
      if (killedIn === undefined) break;
    }
  });
}

for (const fault of ['fails', 'answers with a failure although it has written']) {
  for (const register of [answers, answersBursts]) {
    kills(
      `lose nothing where any one operation of the store ${fault}, ${register === answers ? 'by message' : 'by burst'}`,
      async () => {
        for (let at = 1; ; at += 1) {
          let operations = 0;
          let failedIn: keyof Store | undefined;
          const store = wrappedStore(lastingStore(), async (name, _, operation) => {
            operations += 1;
            if (operations !== at) return operation();
            failedIn = name;
            if (fault !== 'fails') await operation();
            throw new Error('down, for the test');
          });
          const made = harness({ store });
          register(made.bot, made.clock, []);
          let brought = 0;
          for (const text of TEXTS) {
            void bring(made, text).then(() => (brought += 1));
            await made.clock.advance(100);
          }
          await made.clock.advance(120_000);
          operations = Number.POSITIVE_INFINITY;
          const sent = sentBy([made]);
          const where = `operation ${at}, ${failedIn}: ${JSON.stringify(sent)}`;
          assert.is(brought, 3, where);
          for (const text of TEXTS) {
            const replies = Object.keys(sent).filter((each) => each.startsWith('re ') && each.includes(text));
            assert.is(replies.length, 1, where);
          }
          assert.equal(
            Object.values(sent).filter((count) => count !== 1),
            [],
            where,
          );
          assert.equal((await made.bot.deadLetters.list()).items, [], where);
          await made.bot.close();
          if (failedIn === undefined) break;
        }
      },
    );
  }
}

kills.run();
