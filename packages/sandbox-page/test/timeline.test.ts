import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startBrowser, type TestBrowser } from './support/browser.ts';
import { onPage } from './support/on-page.ts';
import { startStage } from './support/stage.ts';

const timeline = suite('the timeline on the page');
let browser: TestBrowser;

timeline.before(async () => {
  browser = await startBrowser();
});
timeline.after(() => browser.close());

timeline('the timeline shows the retry of a delivery that failed by a fault', async () => {
  const { sandbox, bot, close } = await startStage();
  const page = await browser.open(sandbox.url);
  const { addPerson, write, entries } = onPage(page);
  await addPerson('Ana');
  await page.getByRole('button', { name: 'Routing on: open the settings' }).click();
  const form = page.getByRole('form', { name: 'Next deliveries' });
  await form.getByLabel('App').selectOption('Acme Bot');
  await form.getByLabel('Times').fill('4');
  await page.getByRole('button', { name: 'Set the fault for deliveries' }).click();
  await page.getByText('fail 4 deliveries to Acme Bot').waitFor();
  await page.getByRole('button', { name: 'Close the settings' }).click();

  await write('Ana', 'Are you there?');
  await entries(/attempt 4/).waitFor();
  assert.is(bot.received.length, 0);
  await page.getByRole('button', { name: 'Advance the clock: +1 min' }).click();
  await entries(/attempt 5/).waitFor();
  assert.is(bot.received.length, 1);
  await page.context().close();
  await close();
});

timeline('an entry is inspected, copied as curl and replayed to its app, also by keyboard', async () => {
  const { sandbox, bot, close } = await startStage();
  const page = await browser.open(sandbox.url, { permissions: ['clipboard-read', 'clipboard-write'] });
  const { addPerson, write, entries } = onPage(page);
  await addPerson('Ana');
  await write('Ana', 'Hello!');
  await sandbox.settled();
  const delivery = entries(/Delivery to Acme Bot/).first();
  await delivery.click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await inspector.getByText(bot.received[0]?.raw ?? 'nothing').waitFor();
  await inspector.getByRole('button', { name: 'Copy as curl' }).click();
  await inspector.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
  const copied = await page.evaluate('navigator.clipboard.readText()');
  assert.match(String(copied), 'X-Hub-Signature-256: sha256=');
  await inspector.getByRole('button', { name: 'Replay delivery' }).click();
  await page.keyboard.press('Escape');
  await inspector.waitFor({ state: 'detached' });
  // Inspecting an entry has paused the list.
  await page.getByRole('button', { name: /^Follow/ }).click();
  const replay = entries(/replay/).first();
  await replay.waitFor();
  assert.is(bot.received[1]?.raw, bot.received[0]?.raw);

  await page.getByRole('listbox', { name: 'Timeline entries' }).focus();
  await page.keyboard.press('Home');
  await inspector.waitFor();
  await page.getByRole('listbox', { name: 'Timeline entries' }).getByRole('option', { selected: true }).waitFor();
  await page.context().close();
  await close();
});

timeline('entries are filtered by kind and text, and do not change while the list is paused', async () => {
  const { sandbox, close } = await startStage();
  const page = await browser.open(sandbox.url);
  const { addPerson, write, entries } = onPage(page);
  await addPerson('Ana');
  await write('Ana', 'Hello!');
  await sandbox.settled();
  await entries(/Acme Desk/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Deliveries' }).click();
  await entries(/Acme Desk/)
    .first()
    .waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Deliveries' }).click();
  await page.getByRole('searchbox', { name: 'Find in the timeline' }).fill('nothing like this');
  await page.getByText('No entry matches the filter.').waitFor();
  await page.getByRole('searchbox', { name: 'Find in the timeline' }).fill('');
  await page.getByRole('button', { name: 'Pause' }).click();
  await write('Ana', 'While you look away');
  await page.getByRole('button', { name: /^Follow, / }).waitFor();
  assert.is(await entries(/While you look away/).count(), 0);
  await page.getByRole('button', { name: /^Follow, / }).click();
  await entries(/While you look away/)
    .first()
    .waitFor();
  await page.context().close();
  await close();
});

timeline('with ten thousand entries the document holds only a screenful, and a click still works', async () => {
  const { sandbox, close } = await startStage({ delivery: { patienceMs: 0 } });
  sandbox.setWebhook('1450077300221199', null);
  sandbox.setWebhook('880042117756310', null);
  const ana = sandbox.person('Ana');
  const nodes = (): Promise<number> => page.evaluate('document.querySelectorAll("*").length');
  const page = await browser.open(sandbox.url);
  const { entries } = onPage(page);
  await ana.say('The first one');
  await entries(/The first one/).waitFor();
  const few = await nodes();
  for (let at = 0; at < 10_000; at += 1) await ana.read();
  await ana.say('The last one');
  await entries(/The last one/).waitFor();
  assert.is(sandbox.timeline.length, 10_000);
  const many = await nodes();
  assert.ok(many < few + 1500, `${few} nodes became ${many}`);
  await page.reload();
  await entries(/The last one/).click();
  await page.getByRole('region', { name: 'Inspector' }).waitFor();
  assert.ok((await nodes()) < few + 1500);
  await page.context().close();
  await close();
});

timeline.run();
