// What core's README says, held against the code.
import { readFile } from 'node:fs/promises';
import type { Handover, HandoverRequest } from '@handover/core';
import { harness, SECRET } from '@handover/test-support/harness';
import { dashboardTest, delivery, escapedJson, items, signedRequest } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { WARNING_TEXTS } from '../src/diagnosis/warning-texts.ts';

const readme = suite('the README of core');
const TEXT = await readFile(new URL('../README.md', import.meta.url), 'utf8');

for (const [code, { message, cure }] of Object.entries(WARNING_TEXTS)) {
  readme(`has the warning ${code} in its table, with the line and the cure of the log`, () => {
    const row = TEXT.split('\n').find((line) => line.startsWith(`| \`${code}\` |`));
    assert.is(row, `| \`${code}\` | ${message} | ${cure} |`);
  });
}

readme('names every code that bot.check() finds', async () => {
  const source = await readFile(new URL('../src/diagnosis/check.ts', import.meta.url), 'utf8');
  const codes = [...source.matchAll(/(?:add\(\s*|code: )'(\w+)'/g)].map(([, code]) => code);
  assert.ok(codes.length > 8, codes.join());
  for (const code of codes) assert.ok(TEXT.includes(`\`${code}\``), `${code} is missing`);
});

/** What a function URL, or an HTTP API in front of a function, calls the function with. */
interface HostEvent {
  readonly requestContext: { readonly http: { readonly method: string } };
  readonly headers: HandoverRequest['headers'];
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

type HostHandler = (event: HostEvent) => Promise<{ readonly statusCode: number; readonly body: string }>;

/** The README's function for such hosts, with this bot in the place of its import. */
async function recipe(bot: Handover): Promise<HostHandler> {
  const code = /^```js\n\/\/ lambda\.js\n(.*?)^```$/ms.exec(TEXT)?.[1] ?? '';
  const factory = code
    .replace("import { bot } from './bot.js';", '')
    .replace('export const handler =', 'export default (bot) =>');
  const loaded: { default: (bot: Handover) => HostHandler } = await import(
    `data:text/javascript,${encodeURIComponent(factory)}`
  );
  return loaded.default(bot);
}

const body = delivery({ messaging: [items.message({ text: 'Grüße 👋' })] });

for (const isBase64Encoded of [false, true]) {
  readme(`has a recipe for hosts that pass the body as ${isBase64Encoded ? 'base64' : 'text'}`, async () => {
    const { bot } = harness();
    const texts: unknown[] = [];
    bot.on('message', ({ event }) => texts.push(event.text));
    const { headers } = signedRequest(body, SECRET);
    const answer = await (await recipe(bot))({
      requestContext: { http: { method: 'POST' } },
      headers,
      body: Buffer.from(escapedJson(body)).toString(isBase64Encoded ? 'base64' : 'utf8'),
      isBase64Encoded,
    });
    assert.is(answer.statusCode, 200);
    assert.equal(texts, ['Grüße 👋']);
  });
}

readme("has a recipe that answers Meta's verification request on such hosts", async () => {
  const { bot } = harness({ verifyToken: 'a-verify-token' });
  const answer = await (await recipe(bot))({
    requestContext: { http: { method: 'GET' } },
    headers: {},
    queryStringParameters: {
      'hub.mode': 'subscribe',
      'hub.verify_token': 'a-verify-token',
      'hub.challenge': '1158201444',
    },
    isBase64Encoded: false,
  });
  assert.is(answer.statusCode, 200);
  assert.is(answer.body, '1158201444');
});

readme(
  'is right that a thread of Instagram is known by the id of the entry and the platform, and by no other',
  async () => {
    const { bot, deliver } = harness();
    const ACCOUNT = '17841400008460056';
    const LINKED_PAGE = '804155501230077';
    const userId = '6602138843199001';
    await deliver(
      delivery({
        object: 'instagram',
        pageId: ACCOUNT,
        messaging: [items.message({ pageId: ACCOUNT, userId })],
      }),
    );
    const ownerOf = async (pageId: string, platform?: 'instagram'): Promise<string> => {
      const reference = { pageId, userId, ...(platform === undefined ? {} : { platform }) };
      return (await bot.thread(reference).state()).owner.kind;
    };
    assert.is(await ownerOf(ACCOUNT, 'instagram'), 'self');
    assert.is(await ownerOf(ACCOUNT), 'unknown');
    assert.is(await ownerOf(LINKED_PAGE, 'instagram'), 'unknown');
    assert.is(await ownerOf(LINKED_PAGE), 'unknown');
  },
);

readme(
  'is right that the Test button runs the handlers at each press, 30 times a minute at most, and is not retried',
  async () => {
    const { bot, deliver } = harness();
    let runs = 0;
    bot.on('message', () => {
      runs += 1;
      throw new Error('This handler fails');
    });
    for (let press = 0; press < 31; press += 1) assert.is((await deliver(dashboardTest())).status, 200);
    assert.is(runs, 30);
  },
);

readme(
  'is right that a send in a timer with whenNotOwner drop resolves while another app owns the thread',
  async () => {
    const { bot, client, deliver } = harness();
    await deliver(delivery({ messaging: [items.take({ to: '263902037430900' })] }));
    const [event] = (await deliver(delivery({ standby: [items.message()] }))).events;
    const { pageId = '', userId = '' } = event ?? {};
    const thread = bot.thread({ pageId, userId });
    assert.is(await thread.send('Is there anything else?', { whenNotOwner: 'drop' }), undefined);
    assert.equal(
      client.calls.filter(({ name }) => name === 'sendMessage'),
      [],
    );
  },
);

readme.run();
