// Plays a story in the sandbox and photographs its page:
//
//   packages/sandbox/screenshot.png        for the READMEs: 1280 pixels wide, committed
//   .scratch/screenshots/*.png             every pane at 375 pixels, light and dark, and 1920, for a look
import { mkdir, stat } from 'node:fs/promises';
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

async function photograph(page: Page, path: string): Promise<void> {
  await page.getByRole('region', { name: 'Thread control' }).getByText('Page Inbox').first().waitFor();
  await page.evaluate('document.fonts.ready');
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
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
  const ana = sandbox.person('Ana');
  const shots = [
    { path: target, width: 1280, height: 860, colorScheme: 'light', pane: 'Timeline' },
    { path: `${scratch}1280-dark.png`, width: 1280, height: 860, colorScheme: 'dark', pane: 'Timeline' },
    { path: `${scratch}1920-light.png`, width: 1920, height: 1080, colorScheme: 'light', pane: 'Timeline' },
    ...(['light', 'dark'] as const).flatMap((colorScheme) =>
      (['Messenger', 'Inbox', 'Timeline'] as const).map((pane) => ({
        path: `${scratch}375-${pane.toLowerCase()}-${colorScheme}.png`,
        width: 375,
        height: 740,
        colorScheme,
        pane,
      })),
    ),
  ] as const;
  for (const { path, width, height, colorScheme, pane } of shots) {
    const page = await browser.open(sandbox.url, { colorScheme, viewport: { width, height } });
    await page
      .getByRole('tab', { name: new RegExp(`^${ana.name}`) })
      .first()
      .waitFor({ state: 'attached' });
    if (width < 700) {
      const tabs = page.getByRole('tablist', { name: 'Panes' });
      await tabs.getByRole('tab', { name: pane }).click();
    }
    await photograph(page, path);
    await page.context().close();
    process.stdout.write(`${path}\n`);
  }
  const { size } = await stat(target);
  if (size > MAX_BYTES) throw new Error(`${target} has ${size} bytes; at most ${MAX_BYTES} are allowed`);
} finally {
  await browser.close();
  await sandbox.close();
  await Promise.all([bot.close(), desk.close()]);
}
