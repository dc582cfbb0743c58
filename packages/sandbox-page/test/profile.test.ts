import type { Locator } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { violations } from './support/axe.ts';
import { startBrowser, type TestBrowser } from './support/browser.ts';
import { onPage } from './support/on-page.ts';
import { BOT, startStage } from './support/stage.ts';

const profile = suite('the Messenger profile and files on the page');
let browser: TestBrowser;

profile.before(async () => {
  browser = await startBrowser();
});
profile.after(() => browser.close());

/** The smallest GIF. */
const GIF = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64');

profile('a new thread greets and starts with the button, then offers the menu', async () => {
  const { sandbox, bot, call, close } = await startStage();
  await call(BOT, 'messenger_profile', {
    greeting: [{ locale: 'default', text: 'Hi {{user_first_name}}, what can we do for you?' }],
    get_started: { payload: 'START' },
    persistent_menu: [
      {
        locale: 'default',
        call_to_actions: [
          { type: 'postback', title: 'My orders', payload: 'ORDERS' },
          { type: 'web_url', title: 'Our shop', url: 'https://shop.acme.example/cups' },
        ],
      },
    ],
  });
  const page = await browser.open(sandbox.url);
  const { addPerson, bubble, entries } = onPage(page);
  const writing = page.getByRole('textbox', { name: 'Write as Ana Bell' });
  const menu = page.getByRole('group', { name: 'Menu of the page' });
  await addPerson('Ana Bell');
  await page
    .getByRole('log', { name: 'Ana Bell’s messages' })
    .getByText('Hi Ana, what can we do for you?', { exact: true })
    .waitFor();
  assert.is(await writing.count(), 0);
  assert.equal(await violations(page), []);
  await page.getByRole('button', { name: 'Get Started', exact: true }).press('Enter');
  await bubble('Ana Bell', 'Get Started').waitFor();
  await writing.waitFor();

  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await menu.getByText('Link to shop.acme.example').waitFor();
  assert.equal(await violations(page), []);
  await menu.getByRole('button', { name: 'Our shop' }).click();
  await entries(/Ana Bell opens the link.*Our shop/).waitFor();
  await page.getByRole('button', { name: 'Menu', exact: true }).press('Enter');
  await menu.getByRole('button', { name: 'My orders' }).press('Enter');
  await bubble('Ana Bell', 'My orders').waitFor();
  assert.is(page.context().pages().length, 1, 'the link opens nothing');
  await sandbox.settled();
  assert.equal(
    bot.items().flatMap(({ item }) => (item['postback'] as { payload?: string } | undefined)?.payload ?? []),
    ['START', 'ORDERS'],
  );
  await page.context().close();
  await close();
});

profile('the language of the person chooses the ice breakers, and the menu may disable writing', async () => {
  const { sandbox, bot, call, close } = await startStage();
  await call(BOT, 'messenger_profile', {
    get_started: { payload: 'START' },
    ice_breakers: [
      { locale: 'default', call_to_actions: [{ question: 'Where are you?', payload: 'WHERE' }] },
      { locale: 'de_DE', call_to_actions: [{ question: 'Wo sind Sie?', payload: 'WO' }] },
    ],
    persistent_menu: [
      {
        locale: 'de_DE',
        composer_input_disabled: true,
        call_to_actions: [{ type: 'postback', title: 'Hilfe', payload: 'HILFE' }],
      },
      { locale: 'default', call_to_actions: [{ type: 'postback', title: 'Help', payload: 'HELP' }] },
    ],
  });
  const page = await browser.open(sandbox.url, { viewport: { width: 375, height: 740 } });
  const { addPerson, bubble } = onPage(page);
  const questions = page.getByRole('group', { name: 'Ice breakers' });
  await addPerson('Ana');
  await questions.getByRole('button', { name: 'Where are you?' }).waitFor();
  await page.getByRole('textbox', { name: 'Write as Ana' }).waitFor();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('textbox', { name: 'Language and region' }).fill('de_DE');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await page.getByText('The menu of this page disables writing. Ana can only tap.').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Attach' }).isDisabled());
  assert.equal(await violations(page), []);
  await questions.getByRole('button', { name: 'Wo sind Sie?' }).click();
  await bubble('Ana', 'Wo sind Sie?').waitFor();
  await questions.waitFor({ state: 'detached' });
  await sandbox.settled();
  assert.equal(
    bot.items().map(({ item }) => (item['postback'] as { payload?: string } | undefined)?.payload),
    ['WO'],
  );

  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  const settings = page.getByRole('dialog').getByRole('region', { name: 'Messenger profile' });
  await settings.getByText('de_DE: Wo sind Sie?').waitFor();
  await settings.getByText('de_DE: writing is disabled').waitFor();
  assert.equal(await violations(page), []);
  await settings.getByRole('button', { name: 'Ice breakers: show the call' }).click();
  await page.getByRole('region', { name: 'Inspector' }).getByText('messenger_profile').first().waitFor();
  await page.context().close();
  await close();
});

profile('files of both sides are shown with name and size', async () => {
  const { sandbox, call, close } = await startStage();
  const ana = sandbox.person('Ana');
  await ana.say('Hello!');
  const send = async (type: string, mimeType: string, name: string, bytes: Buffer | string): Promise<void> => {
    const form = new FormData();
    form.set('recipient', JSON.stringify({ id: ana.id }));
    form.set('message', JSON.stringify({ attachment: { type, payload: {} } }));
    form.set('filedata', new Blob([Uint8Array.from(Buffer.from(bytes))], { type: mimeType }), name);
    await call(BOT, 'messages', form);
  };
  await send('image', 'image/gif', 'dot.gif', GIF);
  await send('audio', 'audio/wav', 'hello.wav', 'x'.repeat(4100));
  await send('video', 'video/mp4', 'cat.mp4', 'x');
  await send('file', 'text/html', 'page.html', '<script>alert(1)</script>');
  const page = await browser.open(sandbox.url);
  const sides = ['Ana’s messages', 'Conversation with Ana'].map((name) => page.getByRole('log', { name }));
  const hasLoaded = (image: Locator): Promise<boolean> =>
    image.evaluate(
      (element: { complete: boolean; naturalWidth: number }) => element.complete && element.naturalWidth > 0,
    );
  for (const log of sides) {
    await log.getByText(`dot.gif, ${GIF.length} bytes`).waitFor();
    assert.ok(await hasLoaded(log.getByRole('img', { name: 'dot.gif' })));
    await log.getByText('hello.wav, 4.1 kB').waitFor();
    assert.is(await log.locator('audio[aria-label="hello.wav"], video[aria-label="cat.mp4"]').count(), 2);
    await log.getByText('page.html, 25 bytes').waitFor();
  }
  assert.equal(await violations(page), []);

  await page.getByRole('button', { name: 'Attach' }).click();
  await page
    .getByLabel('File to send')
    .setInputFiles({ name: 'receipt.pdf', mimeType: 'application/pdf', buffer: Buffer.from('a receipt') });
  for (const log of sides) await log.getByText('receipt.pdf, 9 bytes').waitFor();
  const saved = page.waitForEvent('download');
  await page.getByRole('log', { name: 'Conversation with Ana' }).getByRole('link', { name: 'receipt.pdf' }).click();
  assert.is((await saved).suggestedFilename(), 'receipt.pdf');
  await page.context().close();
  await close();
});

profile.run();
