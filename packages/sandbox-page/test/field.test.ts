import type { Locator, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startBrowser, type TestBrowser } from './support/browser.ts';
import { onPage } from './support/on-page.ts';
import { BOT, startStage } from './support/stage.ts';

const field = suite('real traffic on the page');
let browser: TestBrowser;

field.before(async () => {
  browser = await startBrowser();
});
field.after(() => browser.close());

/** Opens the settings and returns the section of one app. */
async function settingsOf(page: Page, app: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Routing on: open the settings' }).click();
  return page.getByRole('group', { name: `Settings of ${app}` });
}

field('a customer and an agent unsend their messages, and both sides see that there was a message', async () => {
  const { sandbox, bot, close } = await startStage();
  const page = await browser.open(sandbox.url);
  const { addPerson, write, reply } = onPage(page);
  await addPerson('Ana');
  await write('Ana', 'My card is 4711');
  await reply('Ana', 'Nora here');
  const [mine, agents] = ['Ana’s messages', 'Conversation with Ana'].map((name) => page.getByRole('log', { name })) as [
    Locator,
    Locator,
  ];
  for (const [log, text] of [
    [mine, 'My card is 4711'],
    [agents, 'Nora here'],
  ] as const) {
    const item = log.getByRole('listitem').filter({ hasText: text });
    await item.hover();
    await item.getByRole('button', { name: 'Unsend' }).click();
    await item.waitFor({ state: 'detached' });
  }
  for (const log of [mine, agents]) {
    await log.getByText('Unsent message').nth(1).waitFor();
    assert.is(await log.getByRole('button', { name: 'Unsend' }).count(), 0);
  }
  await sandbox.settled();
  const deleted = bot.items().filter(({ item }) => (item['message'] as { is_deleted?: true } | undefined)?.is_deleted);
  assert.is(deleted.length, 2);
  await page.context().close();
  await close();
});

field("Meta's AI answers, takes the thread and releases it from the inbox", async () => {
  const { sandbox, close } = await startStage();
  const page = await browser.open(sandbox.url);
  const { addPerson, write, bubble, ownedBy } = onPage(page);
  await addPerson('Ana');
  await write('Ana', 'Hello!');
  const act = async (name: string): Promise<void> => {
    await page.getByRole('button', { name: 'Meta’s AI', exact: true }).click();
    const group = page.getByRole('group', { name: 'Meta’s AI with Ana' });
    if (name === 'Answer') await group.getByRole('textbox', { name: 'What Meta’s AI says' }).fill('At nine');
    await group.getByRole('button', { name, exact: true }).click();
    await group.waitFor({ state: 'detached' });
  };
  await act('Answer');
  await bubble('Ana', 'At nine').waitFor();
  await page.getByText('Meta Business AI').first().waitFor();
  await ownedBy('Acme Bot');
  await act('Take the thread');
  await ownedBy('Meta AI');
  await act('Release the thread');
  await ownedBy('No app');
  await page.context().close();
  await close();
});

field('the timeline shows why an event was not delivered: a missing field', async () => {
  const { sandbox, close } = await startStage();
  sandbox.setFields(BOT, ['messaging_postbacks']);
  const page = await browser.open(sandbox.url, { viewport: { width: 900, height: 700 } });
  const { addPerson, write, entries } = onPage(page);
  await addPerson('Ana');
  await write('Ana', 'Is this on?');
  const entry = entries(/Delivery to Acme Bot: message/);
  // At this width the timeline is beside the customer's Messenger.
  await entry.getByText('not delivered: not subscribed to messages').waitFor();
  await page.getByRole('tab', { name: 'Inbox' }).click();
  await page.getByRole('region', { name: 'Page Inbox' }).waitFor();
  await entry.waitFor();
  await page.context().close();
  await close();
});

field('saving a webhook makes the handshake, and a webhook that answers again works again', async () => {
  const { sandbox, bot, close } = await startStage();
  await sandbox.person('Ana').say('hi');
  await sandbox.settled();
  const page = await browser.open(sandbox.url, {}, /status of 400 .*\/(?:verify|webhook)$/);
  const box = await settingsOf(page, 'Acme Bot');
  const address = box.getByRole('textbox', { name: 'Webhook' });
  const status = box.getByRole('status');
  await address.fill('http://127.0.0.1:9/webhook');
  await box.getByRole('button', { name: 'Save' }).click();
  await status.filter({ hasText: /^Saved, but .* did not verify: the connection failed/ }).waitFor();
  await sandbox.person('Ana').say('still there?');
  await sandbox.settled();
  await box.getByText('webhook fails').waitFor();

  sandbox.setWebhook(BOT, { url: bot.url, verifyToken: 'verify-me' });
  bot.answer(500);
  await sandbox.person('Ana').say('and now?');
  await sandbox.settled();
  await box.getByText('webhook fails').waitFor();
  await box.getByRole('button', { name: 'Verify' }).click();
  await status.filter({ hasText: 'The webhook answered the handshake.' }).waitFor();
  await box.getByText('subscribed', { exact: true }).waitFor();

  await address.fill('ftp://127.0.0.1/');
  await box.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog');
  const alert = dialog.getByRole('alert').filter({ hasText: 'must be an http or https address' });
  await alert.waitFor();
  // Nothing lies over the message: a click arrives at it.
  await alert.getByText('must be an http or https address').click({ trial: true });
  await dialog.getByRole('button', { name: 'Dismiss the message' }).click();
  await page.context().close();
  await close();
});

field("the dashboard's Test button, quirks and the code of a refusal are in the settings", async () => {
  const { sandbox, bot, close } = await startStage();
  const page = await browser.open(sandbox.url);
  const box = await settingsOf(page, 'Acme Bot');
  await box.getByRole('combobox', { name: 'Test button of the dashboard' }).selectOption('messaging_handovers');
  await box.getByRole('button', { name: 'Test', exact: true }).click();
  await box.getByRole('status').filter({ hasText: 'The webhook answered the test with 200.' }).waitFor();
  assert.is(bot.received.at(-1)?.body.entry[0]?.id, '0');

  await page.getByText('Behaviour that Meta does not document clearly. The README explains each quirk.').click();
  await page.getByRole('combobox', { name: 'echoAppId' }).selectOption('absent');
  await page.getByRole('combobox', { name: 'namedLists' }).selectOption('true');
  const quirks = (): Record<string, unknown> => ({ ...sandbox.exportSession().pages[0]?.quirks });
  while (quirks()['namedLists'] !== true) await new Promise((resolve) => setImmediate(resolve));
  assert.is(quirks()['echoAppId'], 'absent');

  const form = page.getByRole('form', { name: 'Next Graph calls' });
  await form.getByRole('textbox', { name: 'Error code' }).fill('613 2018338');
  assert.ok(await form.getByRole('button').isDisabled());
  await form.getByRole('textbox', { name: 'Error code' }).fill('613/2018338');
  await form.getByRole('button').click();
  await page.getByText('fail 1 call').waitFor();
  assert.equal(sandbox.faults.list().calls, [{ do: 'fail', times: 1, error: { code: 613, subcode: 2018338 } }]);
  await page.context().close();
  await close();
});

field('the next action clears an old refusal, and Escape in the list closes an entry', async () => {
  const { sandbox, close } = await startStage();
  const page = await browser.open(sandbox.url);
  const { addPerson, write, call, entries } = onPage(page);
  await addPerson('Ana');
  await write('Ana', 'Hello!');
  await call('Acme Desk', 'Take');
  const result = page.getByRole('status', { name: 'Result of the last call' });
  await result.filter({ hasText: 'not allowed to take control' }).waitFor();
  await write('Ana', 'Are you there?');
  await result
    .filter({
      hasText: 'Routing on: a message in an idle thread goes to the default app, and only the owner may send.',
    })
    .waitFor();

  await entries(/Ana writes/)
    .first()
    .click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await inspector.waitFor();
  await page.keyboard.press('Escape');
  await inspector.waitFor({ state: 'detached' });
  await page.context().close();
  await close();
});

field('the row of a failed delivery shows its complete reason', async () => {
  const { sandbox, close } = await startStage();
  sandbox.setWebhook(BOT, { url: 'http://127.0.0.1:9/webhook' });
  await sandbox.person('Ana').say('Is this on?');
  await sandbox.settled();
  const page = await browser.open(sandbox.url);
  const reason = onPage(page)
    .entries(/Delivery to Acme Bot: message .*attempt 4/)
    .getByText('the connection failed (ECONNREFUSED)');
  await reason.waitFor();
  const hidden = await reason.evaluate(({ scrollWidth, clientWidth }: { [name: string]: number }) => {
    return Number(scrollWidth) - Number(clientWidth);
  });
  assert.is(hidden, 0);
  await page.context().close();
  await close();
});

field.run();
