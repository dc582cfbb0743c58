import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Store } from '@handover/core/store';
import { bundled } from '@handover/test-support/bundled';
import { APP, makeBot, SECRET } from '@handover/test-support/make-bot';
import { delivery, items, signedRequest } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type RunOptions, runCommand } from '../support/run-command.ts';
import { type BotStore, STORES } from '../support/stores.ts';

const letters = suite('dead-letters');
const { SQLite, ...SERVERS } = STORES;

let bot: BotStore;
letters.before.each(async () => {
  bot = await SQLite();
});
letters.after.each(() => bot.close());

function run(words: readonly string[], options: RunOptions = {}, { url } = bot) {
  return runCommand(['dead-letters', ...words], { ...options, env: { STORE_URL: url, APP_ID: APP } });
}

/** A bot gives these messages up: its handler does a step, then fails. */
async function giveUp(store: Store, ...texts: readonly string[]): Promise<void> {
  const { bot: failing } = makeBot({ store, attempts: 1, answerWithinMs: 0 });
  failing.on('error', () => undefined);
  failing.on('message', async ({ step }) => {
    await step('note', () => 'of the first run');
    throw Object.assign(new Error('the shop did not answer'), { code: 'ECONNRESET' });
  });
  for (const [index, said] of texts.entries()) {
    const item = items.message({ text: said, mid: `m_${index}`, userId: '51', timestamp: Date.now() + index });
    await failing.handle(signedRequest(delivery({ messaging: [item] }), SECRET));
  }
  await failing.close();
}

async function idsIn(store = bot): Promise<string[]> {
  const { documents } = await run(['list', '--json'], {}, store);
  return documents.map(({ id }) => String(id));
}

/** What a process of the bot with handlers that work does with what is due. */
async function tickOf({ url }: BotStore): Promise<unknown[]> {
  const script = await bundled(new URL('../support/tick-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, STORE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = (await text(child.stdout)).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as unknown);
}

letters('list shows what failed and how, without what people wrote', async () => {
  await giveUp(bot.store, 'my card is 4111');
  const { code, stdout, stderr } = await run(['list']);
  assert.is(code, 0);
  assert.match(stdout, /^\d+:\S*m_0\n {2}message from 51, page \d+ \(messenger\)\n/);
  assert.match(stdout, / {2}given up \d{4}-\d\d-\d\d \d\d:\d\d UTC \(just now\) after 1 run\n/);
  assert.match(stdout, / {2}Error: the shop did not answer \(ECONNRESET\)\n$/);
  const json = await run(['list', '--json']);
  const [letter] = json.documents;
  assert.equal([letter?.['kind'], letter?.['psid'], letter?.['attempts']], ['message', '51', 1]);
  assert.equal(letter?.['reason'], { name: 'Error', message: 'the shop did not answer', code: 'ECONNRESET' });
  assert.not.match(stdout + stderr + json.stdout + json.stderr, /4111/);
});

letters('list shows what people wrote if a flag asks for it, as one line', async () => {
  await giveUp(bot.store, 'my card\n\u001b[2Jis 4111');
  assert.match((await run(['list', '--texts'])).stdout, /\n {2}"my card \[2Jis 4111"\n$/);
  const { documents } = await run(['list', '--texts', '--json']);
  const { text: said } = Object(documents[0]?.['event']) as { text?: string };
  assert.is(said, 'my card\n\u001b[2Jis 4111');
});

letters('list goes on where the page before ended', async () => {
  assert.is((await run(['list'])).stdout, 'There are no dead letters.\n');
  await giveUp(bot.store, 'a', 'b', 'c');
  const first = await run(['list', '--limit', '2', '--json']);
  assert.is(first.documents.length, 3);
  const cursor = String(first.documents[2]?.['cursor']);
  const rest = await run(['list', '--cursor', cursor, '--json']);
  assert.equal(
    [...first.documents.slice(0, 2), ...rest.documents].map(({ id }) => id),
    await idsIn(),
  );
  assert.match((await run(['list', '--limit', '1'])).stderr, /^There are more\. Add: --cursor '[^']+'\n$/);
});

letters('retry runs the event in a process of the bot, and repeats no step', async () => {
  await giveUp(bot.store, 'hello', 'hello again');
  const ids = await idsIn();
  const { code, stdout } = await run(['retry', ...ids]);
  assert.is(code, 0);
  assert.is(stdout, ids.map((id) => `Put back; the bot runs it next time it looks: ${id}\n`).join(''));
  assert.equal(await idsIn(), []);
  assert.equal(await tickOf(bot), [
    { text: 'hello', note: 'of the first run' },
    { text: 'hello again', note: 'of the first run' },
  ]);
  assert.equal(await idsIn(), []);
});

for (const [name, make] of Object.entries(SERVERS)) {
  letters(`retry and discard reach the letters of a bot on ${name}, and list refuses a wrong cursor`, async () => {
    const stored = await make();
    try {
      await giveUp(stored.store, 'hello', 'goodbye');
      const wrong = await run(['list', '--cursor', 'zzz'], {}, stored);
      assert.is(wrong.code, 2);
      assert.match(wrong.stderr, /--cursor must be/);
      const [first = '', second = ''] = await idsIn(stored);
      assert.is((await run(['retry', first], {}, stored)).code, 0);
      assert.is((await run(['discard', second, '--yes'], {}, stored)).code, 0);
      assert.equal(await idsIn(stored), []);
      const { bot: other, handled } = makeBot({ store: stored.store });
      assert.is((await other.tick()).events, 1);
      assert.equal(handled, ['hello']);
      await other.close();
    } finally {
      await stored.close();
    }
  });
}

letters('an id without a letter is named, and the command fails', async () => {
  await giveUp(bot.store, 'hello');
  const [id = ''] = await idsIn();
  const { code, stdout } = await run(['retry', `${APP}:never`, id]);
  assert.is(code, 1);
  assert.match(stdout, new RegExp(`^No dead letter: ${APP}:never\nPut back`));
  const { documents } = await run(['discard', id, '--yes', '--json']);
  assert.equal(documents, [{ id, done: null, found: false }]);
});

letters('discard asks the person at the terminal, and does nothing without a yes', async () => {
  await giveUp(bot.store, 'hello');
  const [id = ''] = await idsIn();
  const refused = await run(['discard', id], { isTerminal: true, typed: 'n\n' });
  assert.is(refused.code, 1);
  assert.match(refused.stderr, /^Remove this event for good\? \[y\/N\] .*Nothing was removed\.\n$/s);
  assert.is((await run(['discard', id], { isTerminal: true })).code, 1);
  const unasked = await run(['discard', id]);
  assert.is(unasked.code, 2);
  assert.match(unasked.stderr, /--yes is needed where no person can be asked/);
  assert.equal(await idsIn(), [id]);
  const agreed = await run(['discard', id], { isTerminal: true, typed: 'y\n' });
  assert.is(agreed.stdout, `Removed ${id}\n`);
  assert.equal(await idsIn(), []);
});

letters.run();
