import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { readDelivery } from '@handover/core';
import { delivery, type Item, items, signedRequest, whatsappChanges } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { maskOf } from '../../src/recording/masking.ts';
import { printRecorded } from '../../src/recording/recorded-delivery.ts';
import { emptyFolder, type Ran, runCommand, startCommand } from '../support/run-command.ts';
import { APP_ID, SECRET, startBot, type TestBot } from '../support/test-bot.ts';

const replaying = suite('handover replay');
/** The time of the samples. */
const START = Date.parse('2025-12-01T12:00:00Z');
let bot: TestBot;
let folder: string;

replaying.before.each(async () => {
  bot = await startBot();
  folder = emptyFolder();
});
replaying.after.each(() => bot.close());

function env(): Record<string, string> {
  return { APP_ID, APP_SECRET: SECRET, WEBHOOK_URL: bot.url };
}

function replay(...args: string[]): Promise<Ran> {
  return runCommand(['replay', ...args], { env: env(), folder });
}

/** Writes a recording of these bodies, ten seconds apart. */
function recordingOf(bodies: readonly unknown[], { name = 'deliveries.jsonl', start = START } = {}): string {
  const lines = bodies.map((body, index) =>
    printRecorded({ at: start + index * 10_000, masked: false, headers: {}, body }),
  );
  writeFileSync(join(folder, name), lines.join(''));
  return name;
}

function messageOf(mid: string, more: Parameters<typeof items.message>[0] = {}): unknown {
  return delivery({ messaging: [items.message({ mid, ...more })] });
}

function textsHeard(): (string | undefined)[] {
  return bot.heard.map((event) => (event.kind === 'message' ? event.text : event.kind));
}

replaying('a delivery that was recorded is answered by a bot on another port', async () => {
  const first = await startBot();
  const command = startCommand(['record', '--port', '0', '--texts', '--to', first.url], { env: env(), folder });
  const [, url = ''] = await command.printed(/Listening on (\S+),/);
  const { headers, body } = signedRequest(messageOf('m_1', { text: 'grüße / 👋' }), SECRET);
  await fetch(url, { method: 'POST', headers, body });
  command.stop();
  await command.ended;
  await first.close();

  const { code, stdout } = await replay('deliveries.jsonl');
  assert.is(code, 0);
  assert.match(
    stdout,
    /message {2}7312004455667788 {2}200 {2}\d+ ms\n1 sent: 1 accepted, 0 refused, 0 without an answer\./,
  );
  assert.equal(textsHeard(), ['grüße / 👋']);
  assert.is(bot.requests[0]?.body, first.requests[0]?.body);
});

replaying('a bot handles a delivery once, and with --as-new as often as it is replayed', async () => {
  const file = recordingOf([messageOf('m_1'), messageOf('m_2')]);
  for (let run = 0; run < 2; run += 1) assert.is((await replay(file, '--speed', 'max')).code, 0);
  assert.is(bot.heard.length, 2);
  for (let run = 0; run < 2; run += 1) await replay(file, '--speed', 'max', '--as-new');
  assert.is(bot.heard.length, 6);
  assert.ok(Date.now() - (bot.heard.at(-1)?.timestamp ?? 0) < 60_000);
  assert.is(new Set(bot.heard.map(({ id }) => id)).size, 6);
});

replaying('with --as-new replies, reactions, edits and receipts still refer to their message', async () => {
  const item = (part: Item): Item => ({ ...items.message(), message: undefined, ...part });
  const whatsapp = (change: unknown): unknown => delivery({ object: 'whatsapp_business_account', changes: [change] });
  const file = recordingOf([
    messageOf('m_1'),
    delivery({
      messaging: [
        { ...items.message(), message: { mid: 'm_2', text: 'and this', reply_to: { mid: 'm_1' } } },
        item({ reaction: { mid: 'm_1', action: 'react', reaction: 'love' } }),
        item({ message_edit: { mid: 'm_1', text: 'again', num_edit: 1 } }),
        item({ delivery: { mids: ['m_1'], watermark: 1_764_590_400_000 } }),
      ],
    }),
    whatsapp(whatsappChanges.message({ mid: 'wamid.1' })),
    whatsapp(whatsappChanges.message({ content: { type: 'revoke', revoke: { original_message_id: 'wamid.1' } } })),
  ]);
  await replay(file, '--speed', 'max', '--as-new');
  // This bot has no client for a number of WhatsApp, and refuses what it cannot answer.
  const events = bot.requests.flatMap(({ body }) => readDelivery(Buffer.from(body, 'latin1')));
  assert.is(events.length, 7);
  const mids = events.flatMap((event) => {
    if (event.kind === 'delivery') return event.mids ?? [];
    if (event.kind === 'message' && event.replyTo !== undefined) return [(event.replyTo as { mid: string }).mid];
    return 'mid' in event && event.mid !== undefined ? [event.mid] : [];
  });
  assert.is(new Set(mids.filter((mid) => mid.startsWith('m_'))).size, 1);
  assert.is(new Set(mids.filter((mid) => mid.startsWith('wamid.'))).size, 1);
  assert.not.match(mids.join(), /m_1\b|wamid\.1\b/);
  for (const { timestamp } of events) assert.ok(Math.abs(Date.now() - timestamp) < 120_000);
});

replaying('at full speed a delivery waits until the earlier one of its thread was answered', async () => {
  const running = new Map<string, number>();
  let most = 0;
  const slow = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => {
      text += part.toString();
    });
    request.on('end', () => {
      const [, person = ''] = /"sender":\{"id":"(\d+)"/.exec(text) ?? [];
      running.set(person, (running.get(person) ?? 0) + 1);
      most = Math.max(most, running.get(person) ?? 0);
      setImmediate(() => {
        running.set(person, (running.get(person) ?? 0) - 1);
        response.end();
      });
    });
  });
  await new Promise<void>((done) => slow.listen(0, '127.0.0.1', done));
  const bodies = Array.from({ length: 30 }, (_, index) => messageOf(`m_${index}`, { userId: `${index % 3}` }));
  const { port } = slow.address() as { port: number };
  const { stdout, code } = await replay(recordingOf(bodies), '--speed', 'max', '--to', `http://127.0.0.1:${port}`);
  assert.is(code, 0);
  assert.is(most, 1);
  for (const person of ['0', '1', '2']) {
    const times = [...stdout.matchAll(/^(\S+) {2}message {2}(\d) /gm)].flatMap(([, time, who]) =>
      who === person ? time : [],
    );
    assert.equal(times, [...times].sort());
    assert.is(times.length, 10);
  }
  await new Promise((done) => slow.close(done));
});

replaying('a recording is filtered by thread, kind and time', async () => {
  const file = recordingOf([
    messageOf('m_1', { userId: '1', text: 'one' }),
    messageOf('m_2', { userId: '2', text: 'two' }),
    delivery({ messaging: [items.postback({ userId: '1' })] }),
    delivery({ standby: [items.message({ userId: '2', text: 'four' })] }),
  ]);
  const cases: [string[], number][] = [
    [['--thread', '1'], 2],
    [['--kind', 'postback'], 1],
    [['--kind', 'standby'], 1],
    [['--thread', '2', '--kind', 'message'], 2],
    [['--from', '2025-12-01T12:00:10Z', '--until', '2025-12-01T12:00:20Z'], 2],
  ];
  for (const [args, count] of cases) {
    const { documents } = await replay(file, '--speed', 'max', '--json', ...args);
    assert.is(documents.at(-1)?.['sent'], count, args.join(' '));
  }
  const { code, stderr } = await replay(file, '--thread', '3');
  assert.is(code, 2);
  assert.match(stderr, /no delivery fits/);
});

replaying('files that were set aside are played first, whatever their order on the command line', async () => {
  recordingOf([messageOf('m_2', { text: 'later' })], { start: START + 60_000 });
  recordingOf([messageOf('m_1', { text: 'earlier' })], { name: 'deliveries.jsonl.1' });
  await replay('deliveries.jsonl', 'deliveries.jsonl.1', '--speed', 'max');
  assert.equal(textsHeard(), ['earlier', 'later']);
});

replaying('a masked recording is played, its people with their ids', async () => {
  const mask = maskOf({ texts: false, maskIds: false, key: 'k' });
  const body = mask(
    delivery({ messaging: [items.message({ text: 'I am Ana' }), items.take({ to: '263902037430900' })] }),
  );
  assert.is((await replay(recordingOf([body]))).code, 0);
  assert.equal(textsHeard(), ['(masked)', 'take_thread_control']);
  assert.is(bot.heard[0]?.userId, '7312004455667788');
});

replaying('a refused delivery, or a bot that is down, ends with exit code 1', async () => {
  const file = recordingOf([messageOf('m_1'), messageOf('m_2')]);
  const refused = await replay(file, '--speed', 'max', '--app-secret', 'f00d');
  assert.is(refused.code, 1);
  assert.match(refused.stdout, /2 sent: 0 accepted, 2 refused/);
  const gone = await startBot();
  await gone.close();
  const { code, stdout, stderr } = await replay(file, '--speed', 'max', '--to', gone.url);
  assert.is(code, 1);
  assert.match(stdout, /ECONNREFUSED/);
  assert.is(stderr.match(/nothing listens there/g)?.length, 1);
});

replaying('Ctrl-C ends a replay with the count of what was sent', async () => {
  const file = recordingOf([messageOf('m_1'), messageOf('m_2')]);
  const command = startCommand(['replay', file, '--speed', '0.01'], { env: env(), folder });
  await command.printed(/ 200 /);
  command.stop();
  const { code, stdout, stderr } = await command.ended;
  assert.is(code, 0);
  assert.match(stdout, /\n1 of 2 sent: 1 accepted/);
  assert.match(stderr, /The next delivery comes in 17 min; --speed shortens the gaps\./);
});

replaying('a last line that was cut off is left out with a note', async () => {
  const file = recordingOf([messageOf('m_1'), messageOf('m_2')]);
  writeFileSync(join(folder, file), readFileSync(join(folder, file), 'utf8').slice(0, -40));
  const { code, stdout, stderr } = await replay(file, '--speed', 'max');
  assert.is(code, 0);
  assert.match(stdout, /1 sent/);
  assert.match(stderr, /The last line of deliveries\.jsonl is cut off and is left out\./);
});

replaying('a file that is damaged or no recording is refused before anything is sent', async () => {
  const good = readFileSync(join(folder, recordingOf([messageOf('m_1')])), 'utf8');
  const files: [string, RegExp][] = [
    ['hello\n', /bad\.txt, line 1, is not JSON/],
    ['{"name":"x"}\n', /bad\.txt, line 1, is no delivery that handover record wrote/],
    ['{"name":"x"}', /bad\.txt, line 1, is no delivery that handover record wrote/],
    [`${good}{"object":"page"}\n`, /bad\.txt, line 2, is no delivery/],
    [`${good}{"format":"hand\n${good}`, /bad\.txt, line 2, is not JSON/],
    [good.replace('"version":1', '"version":2'), /is of version 2, and this handover reads version 1/],
    [good.replace(/"at":"[^"]+"/, '"at":"soon"'), /is damaged/],
    ['', /holds no deliveries/],
    ['x'.repeat(5_000_000), /is no recording/],
  ];
  for (const [text, pattern] of files) {
    writeFileSync(join(folder, 'bad.txt'), text);
    const { code, stderr } = await replay('deliveries.jsonl', 'bad.txt', '--speed', 'max');
    assert.is(code, 2);
    assert.match(stderr, pattern);
  }
  assert.match((await replay('none.jsonl')).stderr, /none\.jsonl cannot be read \(ENOENT\)/);
  assert.equal(bot.requests, []);
});

replaying('a wrong flag is refused before anything is sent', async () => {
  const file = recordingOf([messageOf('m_1')]);
  for (const [args, pattern] of [
    [['--speed', '0'], /--speed must be max, or a factor/],
    [['--speed', 'fast'], /--speed must be/],
    [['--kind', 'mesage'], /Did you mean message\?/],
    [['--from', 'yesterday'], /--from must be a time such as/],
    [['--from', '2026-02-01', '--until', '2026-01-01'], /--from must lie before --until/],
    [['--to', 'bot'], /--to must be/],
  ] as const) {
    const { code, stderr } = await replay(file, ...args);
    assert.is(code, 2, args.join(' '));
    assert.match(stderr, pattern);
  }
  assert.equal(bot.requests, []);
});

replaying.run();
