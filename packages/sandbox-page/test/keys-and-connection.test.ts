import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startBrowser, type TestBrowser } from './support/browser.ts';
import { onPage } from './support/on-page.ts';
import { startStage } from './support/stage.ts';
import { tell } from './support/tour.ts';

const use = suite('keys and connection');
let browser: TestBrowser;

use.before(async () => {
  browser = await startBrowser();
});
use.after(() => browser.close());

use('the page works by keyboard: arrows choose tabs, Enter sends a message, Escape closes a dialog', async () => {
  const stage = await startStage();
  await tell(stage);
  const page = await browser.open(stage.sandbox.url);
  const { bubble } = onPage(page);
  // Wait until everything is drawn: a late element could move the start of the Tab key.
  await page.getByRole('log', { name: 'Conversation with Ana' }).waitFor();
  await page.keyboard.press('Tab');
  assert.is(await page.evaluate('document.activeElement.textContent'), 'Skip to the panes');
  const tabs = page.getByRole('tablist', { name: 'People' });
  await tabs.getByRole('tab', { selected: true }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('log', { name: 'Ben’s messages' }).waitFor();
  await page.getByRole('textbox', { name: 'Write as Ben' }).focus();
  await page.keyboard.type('By keys');
  await page.keyboard.press('Enter');
  await bubble('Ben', 'By keys').waitFor();
  const opener = page.getByRole('button', { name: 'Routing on: open the settings' });
  await opener.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const name = JSON.stringify('Routing on: open the settings');
  await page.waitForFunction(`document.activeElement?.getAttribute('aria-label') === ${name}`);
  await page.context().close();
  await stage.close();
});

use('Escape closes what was opened last, wherever the focus is, and the focus stays where the user works', async () => {
  const stage = await startStage();
  await tell(stage);
  const page = await browser.open(stage.sandbox.url);
  const { entries } = onPage(page);
  const composer = page.getByRole('textbox', { name: 'Write as Ana' });
  const inspector = page.getByRole('region', { name: 'Inspector' });
  const links = page.getByRole('button', { name: 'More', exact: true });
  await entries(/Delivery to/)
    .last()
    .click();
  await inspector.waitFor();
  await links.click();
  await page.getByRole('button', { name: 'Open link' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Open link' }).waitFor({ state: 'detached' });
  assert.ok(await links.evaluate('document.activeElement?.ariaLabel === "More"'));
  await inspector.waitFor();

  await composer.fill('Half a sentence');
  await page.keyboard.press('Escape');
  await inspector.waitFor({ state: 'detached' });
  await page.keyboard.type(' and its end');
  assert.is(await composer.inputValue(), 'Half a sentence and its end');

  await entries(/Delivery to/)
    .last()
    .click();
  const find = page.getByRole('searchbox', { name: 'Find in the timeline' });
  await find.fill('Ana');
  await page.keyboard.press('Escape');
  await page.waitForFunction(`document.querySelector('[type="search"]').value === ''`);
  await inspector.waitFor();
  await page.keyboard.press('Escape');
  await inspector.waitFor({ state: 'detached' });
  await page.context().close();
  await stage.close();
});

use('the page reports a lost connection and reconnects to the sandbox that answers then', async () => {
  const before = await startStage();
  before.sandbox.person('Ana');
  const page = await browser.open(before.sandbox.url, {}, /ERR_CONNECTION|ERR_INCOMPLETE/);
  await page.getByRole('log', { name: 'Ana’s messages' }).waitFor();
  await before.close();
  await page
    .getByText('No connection to the sandbox. This page may be out of date; it reconnects automatically.')
    .waitFor();
  const after = await startStage({ port: Number(new URL(page.url()).port) });
  await after.sandbox.person('Ben').say('Here I am');
  await onPage(page).bubble('Ben', 'Here I am').waitFor();
  await page
    .getByText('No connection to the sandbox. This page may be out of date; it reconnects automatically.')
    .waitFor({ state: 'detached' });
  await page.context().close();
  await after.close();
});

use('the page reconnects to another sandbox even if the first answers are lost', async () => {
  const before = await startStage();
  before.sandbox.person('Ana');
  const page = await browser.open(before.sandbox.url, {}, /ERR_/);
  await page.getByRole('log', { name: 'Ana’s messages' }).waitFor();
  await before.close();
  await page
    .getByText('No connection to the sandbox. This page may be out of date; it reconnects automatically.')
    .waitFor();
  await page.route('**/_sandbox/timeline', (route) => route.abort(), { times: 3 });
  const after = await startStage({ port: Number(new URL(page.url()).port) });
  await after.sandbox.person('Ben').say('Here I am');
  await onPage(page).bubble('Ben', 'Here I am').waitFor();
  await after.sandbox.person('Ben').say('And still here');
  await onPage(page).bubble('Ben', 'And still here').waitFor();
  await page
    .getByText('No connection to the sandbox. This page may be out of date; it reconnects automatically.')
    .waitFor({ state: 'detached' });
  await page.context().close();
  await after.close();
});

use('a hidden tab has no connection, and shows what it missed when it is visible again', async () => {
  const stage = await startStage();
  const ana = stage.sandbox.person('Ana');
  const page = await browser.open(stage.sandbox.url);
  await page.getByRole('log', { name: 'Ana’s messages' }).waitFor();
  const turn = (visibility: string): Promise<unknown> =>
    page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${visibility}', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'))`);
  const ended = page.waitForEvent('requestfailed', (request) => request.url().includes('/_sandbox/events'));
  await turn('hidden');
  await ended;
  await ana.say('While you looked away');
  await stage.sandbox.clock.advance(60_000);
  await turn('visible');
  await onPage(page).bubble('Ana', 'While you looked away').waitFor();
  await page.getByText('09:01:00', { exact: true }).first().waitFor();
  await onPage(page)
    .entries(/While you looked away/)
    .first()
    .waitFor();
  await page.context().close();
  await stage.close();
});

use.run();
