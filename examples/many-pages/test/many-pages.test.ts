import { createSandbox, type Person, type Sandbox, type SandboxPage } from '@handover/sandbox';
import { delivery, items, signedRequest } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type RunningExample, startExample } from '../../support/start-example.ts';

const FOLDER = new URL('../', import.meta.url);
const APP = '1450077300221199';
const SECRET = 'one-app-one-secret';
const TOKENS = ['the-token-of-the-shop', 'the-token-of-the-cafe'] as const;

const manyPages = suite('many-pages');

interface Town {
  readonly sandbox: Sandbox;
  readonly shop: SandboxPage;
  readonly cafe: SandboxPage;
  readonly example: RunningExample;
  readonly webhookUrl: string;
  close(): Promise<void>;
}

/** Two pages of one app, each of which refuses the other's token, and one process for both. */
async function startTown(): Promise<Town> {
  const sandbox = await createSandbox({
    apps: [{ id: APP, name: 'Bot', secret: SECRET, verifyToken: 'v' }],
    pages: [
      { id: '1029384756001', name: 'Shop', apps: [{ id: APP, accessToken: TOKENS[0] }] },
      { id: '1029384756002', name: 'Cafe', apps: [{ id: APP, accessToken: TOKENS[1] }] },
    ],
  });
  const pages = sandbox.pages.map((page) => ({ id: page.id, token: page.accessToken(APP), graphUrl: sandbox.url }));
  const example = await startExample(FOLDER, {
    env: {
      PORT: '0',
      APP_ID: APP,
      APP_SECRET: SECRET,
      VERIFY_TOKEN: 'v',
      PAGES: JSON.stringify(pages),
    },
  });
  const webhookUrl = await example.prints(/The bot answers at (\S+)/);
  sandbox.setWebhook(APP, { url: webhookUrl, verifyToken: 'v' });
  await sandbox.verifyWebhook(APP);
  return {
    sandbox,
    shop: sandbox.getPage('Shop'),
    cafe: sandbox.getPage('Cafe'),
    example,
    webhookUrl,
    async close() {
      await sandbox.close();
      await example.stop();
    },
  };
}

function textsOf(person: Person): (string | undefined)[] {
  return person.inbox.map(({ text }) => text);
}

function refusedCalls({ timeline }: Sandbox): unknown[] {
  return timeline.filter((entry) => entry.kind === 'call' && entry.status !== 200);
}

manyPages("answers each page's people with the page's own token, and hands over only one page's thread", async () => {
  const { sandbox, shop, cafe, example, close } = await startTown();
  try {
    const ana = shop.person('Ana');
    const ben = cafe.person('Ben');
    await Promise.all([ana.say('Hi'), ben.say('Hi')]);
    await sandbox.settled();
    assert.equal(textsOf(ana), ['This is page 1029384756001.']);
    assert.equal(textsOf(ben), ['This is page 1029384756002.']);

    await ana.say('Talk to a human', { quickReplyPayload: 'TALK_TO_HUMAN' });
    await sandbox.settled();
    assert.is(shop.owner(ana.id), shop.inbox.appId);
    await shop.inbox.reply(ana, 'Nora here.');
    await ana.say('Thank you');
    await ben.say('Still there?');
    await sandbox.settled();
    assert.equal(textsOf(ana).slice(1), ['One moment, a colleague takes over.', 'Nora here.']);
    assert.equal(textsOf(ben).slice(1), ['This is page 1029384756002.']);

    // A call with the token of the other page would have been refused.
    assert.equal(refusedCalls(sandbox), [], example.output());
    example.process.kill('SIGTERM');
    assert.is(await example.ended, 0, example.output());
  } finally {
    await close();
  }
});

manyPages('warns of an unknown page, sends nothing for it, and gets no redelivery', async () => {
  const { sandbox, shop, example, webhookUrl, close } = await startTown();
  try {
    const item = items.message({ text: 'I lost the blue suitcase', pageId: '1029384756999' });
    const { headers, body } = signedRequest(delivery({ pageId: '1029384756999', messaging: [item] }), SECRET);
    const { 'content-length': _, ...rest } = headers;
    const answer = await fetch(webhookUrl, { method: 'POST', headers: rest, body: Buffer.from(body) });
    assert.is(answer.status, 200);
    await example.prints(/gave no client for this page.*1029384756999/s);
    assert.not.match(example.output(), new RegExp(`${TOKENS.join('|')}|${SECRET}|suitcase`));

    const ana = shop.person('Ana');
    await ana.say('Hi');
    await sandbox.settled();
    assert.equal(textsOf(ana), ['This is page 1029384756001.']);
  } finally {
    await close();
  }
});

manyPages('does not start without its settings, and prints what to set without quoting them', async () => {
  const page = { id: '1', token: TOKENS[0] };
  const env = { APP_ID: '1', APP_SECRET: SECRET, VERIFY_TOKEN: 'v', PORT: '0' };
  const attempts: [settings: Record<string, string | undefined>, expected: RegExp][] = [
    [{ ...env, PAGES: undefined }, /^Set PAGES to a list like /],
    [{ ...env, PAGES: `[{"id":"1","token":"${TOKENS[0]}"` }, /^Set PAGES to a list like /],
    [{ ...env, PAGES: JSON.stringify([{ id: 1, token: TOKENS[0] }]) }, /^Set PAGES to a list like .*ids as strings/],
    [{ ...env, PAGES: JSON.stringify([page, page]) }, /^PAGES holds 1 on messenger twice/],
    [{ ...env, PAGES: JSON.stringify([{ ...page, id: 'shop' }]) }, /^pageId /],
    [{ ...env, APP_SECRET: undefined, PAGES: JSON.stringify([page]) }, /^appSecret is missing/],
  ];
  for (const [settings, expected] of attempts) {
    const example = await startExample(FOLDER, { env: settings });
    assert.is(await example.ended, 1, example.output());
    assert.match(example.output(), expected);
    assert.not.match(example.output(), new RegExp(`${TOKENS[0]}|${SECRET}`));
  }
});

manyPages.run();
