import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PERSON_GONE, startBrowser, type TestBrowser } from './support/browser.ts';
import { onPage } from './support/on-page.ts';
import { startStage } from './support/stage.ts';

const session = suite('tabs and sessions');
let browser: TestBrowser;

session.before(async () => {
  browser = await startBrowser();
});
session.after(() => browser.close());

/** Ana's thread as the person and the agents see it, as text. */
async function sight(page: Page): Promise<string[]> {
  const logs = ['Ana’s messages', 'Conversation with Ana'];
  return (await Promise.all(logs.map((name) => page.getByRole('log', { name }).allInnerTexts()))).flat();
}

session('clicks export, reset and import a session, and it is the same again', async () => {
  const { sandbox, close } = await startStage();
  const page = await browser.open(sandbox.url, {}, PERSON_GONE);
  const { addPerson, write, reply, ownedBy } = onPage(page);
  await addPerson('Ana');
  await write('Ana', 'Hello!');
  await reply('Ana', 'How can I help?');
  await ownedBy('Page Inbox');
  await sandbox.settled();
  const before = sandbox.exportSession();
  const seenBefore = await sight(page);

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export the session' }).click();
  const file = await (await download).path();
  assert.equal(JSON.parse(await readFile(file, 'utf8')), before);

  await page.getByRole('button', { name: 'Routing on: open the settings' }).click();
  await page.getByRole('button', { name: 'Reset the sandbox' }).click();
  await page.getByRole('button', { name: 'Yes, delete everything' }).click();
  await page.getByText('There is no thread yet. Add a person in Messenger.').waitFor({ state: 'attached' });
  await page.keyboard.press('Escape');
  assert.equal(sandbox.people, []);

  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import a session' }).click();
  await (await chooser).setFiles(file);
  await ownedBy('Page Inbox');
  await page.getByRole('log', { name: 'Ana’s messages' }).getByText('How can I help?').waitFor();
  assert.equal(sandbox.exportSession(), before);
  assert.equal(await sight(page), seenBefore);
  await page.context().close();
  await close();
});

session('two tabs show the same, also after a reload', async () => {
  const { sandbox, close } = await startStage();
  const [one, other] = [await browser.open(sandbox.url), await browser.open(sandbox.url)];
  const [first, second] = [onPage(one), onPage(other)];
  await first.addPerson('Ana');
  await first.write('Ana', 'Hello!');
  await second.bubble('Ana', 'Hello!').waitFor();
  await second.reply('Ana', 'How can I help?');
  await first.bubble('Ana', 'How can I help?').waitFor();
  await first.ownedBy('Page Inbox');
  await second.ownedBy('Page Inbox');
  await second
    .entries(/How can I help/)
    .first()
    .waitFor();
  assert.equal(await sight(one), await sight(other));
  await one.reload();
  await first.ownedBy('Page Inbox');
  await first.bubble('Ana', 'How can I help?').waitFor();
  assert.equal(await sight(one), await sight(other));
  await one.context().close();
  await other.context().close();
  await close();
});

session('an import replaces a paused list and an inspected entry', async () => {
  const { sandbox, close } = await startStage();
  await sandbox.person('Ben').say('From the file');
  await sandbox.settled();
  const file = sandbox.exportSession();
  await sandbox.reset();
  const page = await browser.open(sandbox.url, {}, PERSON_GONE);
  const { addPerson, write, entries } = onPage(page);
  await addPerson('Ana');
  await write('Ana', 'Here before');
  await sandbox.settled();
  await entries(/Delivery to Acme Bot/)
    .first()
    .click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await inspector.getByText('Here before').first().waitFor();
  await sandbox.importSession(file);
  await entries(/From the file/)
    .first()
    .waitFor();
  assert.is(await entries(/Here before/).count(), 0);
  assert.is(await page.getByText('Here before').count(), 0);
  await page.context().close();
  await close();
});

session('a file that is not a session is refused with a message, and nothing changes', async () => {
  const { sandbox, close } = await startStage();
  const page = await browser.open(sandbox.url, {}, /status of 400/);
  const { addPerson } = onPage(page);
  await addPerson('Ana');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import a session' }).click();
  await (await chooser).setFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
  await page
    .getByRole('alert')
    .getByText(/not a session of a sandbox/)
    .waitFor();
  assert.is(sandbox.people.length, 1);
  await page.context().close();
  await close();
});

session.run();
