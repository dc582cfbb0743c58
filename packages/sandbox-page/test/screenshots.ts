// Plays a story in the sandbox and photographs its page:
//
//   packages/sandbox/screenshot.png        for the READMEs: 1280 pixels wide, committed
//   .scratch/screenshots/*.png             a busy session in every view at six widths, light and dark, for a look
import { mkdir, readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createSandbox, PAGE_INBOX_ID, type Sandbox } from '@handover/sandbox';
import { startWebhook, type Webhook } from '@handover/test-support/webhook';
import type { Page } from 'playwright-core';
import { startBrowser } from './support/browser.ts';

const BOT = '1450077300221199';
const DESK = '880042117756310';
const MAX_BYTES = 300_000;
const MINUTE_MS = 60_000;
const target = fileURLToPath(new URL('../../sandbox/screenshot.png', import.meta.url));
const scratch = fileURLToPath(new URL('../../../.scratch/screenshots/', import.meta.url));

/** A customer asks a bot, a human takes over, and one delivery is retried. */
async function playStory(sandbox: Sandbox, bot: Webhook): Promise<void> {
  const { clock, inbox } = sandbox;
  const token = sandbox.apps[0]?.accessToken ?? '';
  const graph = async (edge: string, params: object): Promise<{ id?: string }> => {
    const response = await fetch(`${sandbox.url}/v25.0/me/${edge}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(params),
    });
    if (!response.ok) throw new Error(`the story failed: ${edge} was answered with ${response.status}`);
    return (await response.json()) as { id?: string };
  };
  const persona = (name: string): Promise<{ id?: string }> =>
    graph('personas', { name, profile_picture_url: 'https://acme.example/face.jpg' });

  const [ana, ben, cleo] = ['Ana', 'Ben', 'Cleo'].map((name) => sandbox.person(name));
  if (!ana || !ben || !cleo) throw new Error('a person of the story is missing');
  await cleo.say('Do you ship to Lisbon?');
  await graph('messages', { recipient: { id: cleo.id }, message: { text: 'We do: in two days.' } });
  await ben.say('My cup came without its handle.');
  await inbox.reply(ben, 'Sorry, Ben! A new one is on its way.');
  await sandbox.settled();
  await clock.advance(3 * MINUTE_MS);

  const recipient = { id: ana.id };
  const robo = await persona('Robo');
  await ana.say('Where is my parcel?');
  const buttons = [
    { type: 'postback', title: 'Track it', payload: 'TRACK' },
    { type: 'postback', title: 'Talk to a human', payload: 'HUMAN' },
  ];
  const payload = { template_type: 'button', text: 'It left our house on Friday. What next?', buttons };
  await graph('messages', { recipient, message: { attachment: { type: 'template', payload } }, persona_id: robo.id });
  await sandbox.settled();
  await clock.advance(MINUTE_MS / 4);
  sandbox.faults.deliveries({ do: 'fail', appId: BOT });
  await ana.tap('HUMAN', 'Talk to a human');
  await sandbox.settled();
  await graph('messages', {
    recipient,
    message: { text: 'One moment, a colleague takes over.' },
    persona_id: robo.id,
    thread_control: { control_type: 'pass', app_id: PAGE_INBOX_ID },
  });
  await sandbox.settled();
  await clock.advance(2 * MINUTE_MS);
  await inbox.reply(ana, 'Hi Ana, Nora here. It waits for you at the post office.');
  await ana.react('love');
  await ana.read();
  await ana.say('Thank you, Nora!');
  await sandbox.settled();
  if (bot.received.length === 0) throw new Error('the story failed: the bot got no delivery');
}

/** Makes the session busy: many people, long names and texts, failures of every kind, pending faults. */
async function makeBusy(sandbox: Sandbox, desk: Webhook): Promise<void> {
  for (const name of ['Dr. Maximiliane von Hohenstein-Waldenburg', 'Eva', 'Finn', 'Gül', 'Hana', 'Ivo', 'Jo', 'Kim']) {
    await sandbox.person(name).say('Hello, is anybody there? My order from last week has not come yet.');
  }
  desk.answer(500);
  sandbox.setFields(BOT, ['messages', 'messaging_postbacks', 'messaging_handovers', 'standby']);
  const ana = sandbox.person('Ana');
  await sandbox.ai.say(ana, 'We are open from nine to five, from Monday to Friday.');
  await ana.say('I have one more question: can I change the address of an order that was sent already?');
  await sandbox.settled();
  sandbox.setWebhook(DESK, { url: 'http://127.0.0.1:9/webhook' });
  await ana.say('Hello?');
  await sandbox.settled();
  sandbox.faults.deliveries({ do: 'delay', ms: MINUTE_MS, appId: DESK });
  sandbox.faults.calls({ do: 'fail', error: { code: 613 } });
}

/** Gives the page a Messenger profile and a new person, uploads files, and adds two pages. */
async function addProfileAndPages(sandbox: Sandbox): Promise<void> {
  const token = sandbox.apps[0]?.accessToken ?? '';
  const post = async (edge: string, body: FormData | string): Promise<void> => {
    const headers = { authorization: `Bearer ${token}` };
    const json = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
    const response = await fetch(`${sandbox.url}/v25.0/me/${edge}`, {
      method: 'POST',
      headers: { ...headers, ...json },
      body,
    });
    if (!response.ok) throw new Error(`the story failed: ${edge}: ${await response.text()}`);
  };
  const profile = {
    get_started: { payload: 'START' },
    greeting: [{ locale: 'default', text: 'Hi {{user_first_name}}! We sell cups and answer within minutes.' }],
    persistent_menu: [
      {
        locale: 'default',
        call_to_actions: [
          { type: 'postback', title: 'My orders', payload: 'ORDERS' },
          { type: 'web_url', title: 'Our shop: cups and everything', url: 'https://shop.acme.example/cups' },
        ],
      },
    ],
  };
  sandbox.faults.clear();
  await post('messenger_profile', JSON.stringify(profile));
  const cleo = sandbox.person('Cleo');
  const picture = await readFile(target);
  for (const [type, mimeType, name, bytes] of [
    ['image', 'image/png', 'page.png', picture],
    ['file', 'application/pdf', 'Invoice 2026-11-02 for Ana, second copy.pdf', 'x'.repeat(41_234)],
    ['audio', 'audio/wav', 'hello.wav', 'x'],
  ] as const) {
    const form = new FormData();
    form.set('recipient', JSON.stringify({ id: cleo.id }));
    form.set('message', JSON.stringify({ attachment: { type, payload: {} } }));
    form.set('filedata', new Blob([bytes], { type: mimeType }), name);
    await post('messages', form);
  }
  sandbox.person('Lena Berg');
  const shop = sandbox.addPage({ id: sandbox.page.id, platform: 'instagram' });
  await shop.person('Mia').say('Do you have blue cups?');
  await sandbox.addPage({ name: 'Acme Garden Supplies and Tools' }).person('Otto').say('Hello!');
  await sandbox.settled();
}

async function photograph(page: Page, path: string): Promise<void> {
  await page.evaluate('document.fonts.ready');
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  process.stdout.write(`${path}\n`);
}

/** Opens the page at Ana's thread. */
async function openAna(width: number, height: number, colorScheme: 'light' | 'dark'): Promise<Page> {
  const page = await browser.open(
    sandbox.url,
    { colorScheme, viewport: { width, height } },
    // The handshake with a webhook that does not answer.
    /status of 400 .*\/verify(?:\?.*)?$/,
  );
  const owner = page.getByRole('region', { name: 'Thread control' });
  await owner.getByText('Page Inbox').first().waitFor();
  return page;
}

/** Photographs every view of the page. */
async function lookAround(width: number, height: number, colorScheme: 'light' | 'dark'): Promise<void> {
  const page = await openAna(width, height, colorScheme);
  const shoot = (view: string): Promise<void> => photograph(page, `${scratch}${width}-${view}-${colorScheme}.png`);
  const tabs = page.getByRole('tablist', { name: 'Panes' });
  if (await tabs.isVisible()) {
    for (const name of ['Messenger', 'Inbox', 'Timeline']) {
      await tabs.getByRole('tab', { name }).click();
      await shoot(name.toLowerCase());
    }
    await page.getByRole('button', { name: 'Calls of the apps' }).click();
    const caller = page.getByRole('combobox', { name: 'Call as' });
    if (await caller.isVisible()) await caller.selectOption('Acme Desk');
  } else {
    await shoot('panes');
  }
  await page
    .getByRole('group', { name: 'Acme Desk: thread control' })
    .getByRole('button', { name: 'Release', exact: true })
    .click();
  await page.getByRole('button', { name: 'Dismiss the result' }).waitFor();
  await page
    .getByRole('option', { name: /Delivery to Acme Desk/ })
    .last()
    .click();
  await page.getByRole('region', { name: 'Inspector' }).waitFor();
  await shoot('refusal-and-entry');
  await page.getByRole('button', { name: /^Clock:/ }).click();
  await shoot('clock');
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('group', { name: 'Settings of Acme Desk' }).getByRole('button', { name: 'Verify' }).click();
  await page.getByText(/did not verify/).waitFor();
  await shoot('settings');
  await page.getByRole('heading', { name: 'Pages' }).scrollIntoViewIfNeeded();
  await shoot('settings-pages');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('combobox', { name: 'Pages of the timeline' }).selectOption('All pages');
  if (await tabs.isVisible()) {
    await tabs.getByRole('tab', { name: 'Timeline' }).click();
    await shoot('all-pages');
    await tabs.getByRole('tab', { name: 'Messenger' }).click();
  }
  await page.getByRole('tab', { name: /^Cleo/ }).click();
  await page.getByRole('log', { name: 'Cleo’s messages' }).getByRole('link').first().waitFor();
  await shoot('files');
  await page.getByRole('tab', { name: /^Lena/ }).click();
  await page.getByRole('button', { name: 'Get Started', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await shoot('new-thread');
  await page.getByRole('combobox', { name: 'Page', exact: true }).selectOption({ index: 1 });
  await page.getByRole('tab', { name: /^Mia/ }).waitFor();
  await shoot('instagram');
  await page.context().close();
}

const [bot, desk] = await Promise.all([startWebhook('bot'), startWebhook('desk')]);
const sandbox = await createSandbox({
  clock: 'manual',
  startAt: Date.UTC(2026, 10, 2, 9, 0),
  apps: [
    { id: BOT, name: 'Acme Bot', secret: 'bot', webhookUrl: bot.url },
    { id: DESK, name: 'Acme Desk', secret: 'desk', webhookUrl: desk.url },
  ],
});
const browser = await startBrowser();
try {
  await playStory(sandbox, bot);
  await mkdir(scratch, { recursive: true });
  const page = await openAna(1280, 860, 'light');
  await photograph(page, target);
  await page.context().close();
  const { size } = await stat(target);
  if (size > MAX_BYTES) throw new Error(`${target} has ${size} bytes; at most ${MAX_BYTES} are allowed`);

  await makeBusy(sandbox, desk);
  await addProfileAndPages(sandbox);
  const sizes = [
    [375, 740],
    [768, 1024],
    [900, 740],
    [1024, 768],
    [1280, 860],
    [1920, 1080],
  ] as const;
  for (const [width, height] of sizes) {
    for (const colorScheme of ['light', 'dark'] as const) {
      sandbox.faults.clear();
      await lookAround(width, height, colorScheme);
    }
  }
} finally {
  await browser.close();
  await sandbox.close();
  await Promise.all([bot.close(), desk.close()]);
}
