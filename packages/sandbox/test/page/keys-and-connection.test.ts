import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { texts } from '../../page/texts.ts';
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

use('is worked by keys alone: tabs by arrows, a message by Enter, a dialog left by Escape', async () => {
  const stage = await startStage();
  await tell(stage);
  const page = await browser.open(stage.sandbox.url);
  const { bubble } = onPage(page);
  await page.keyboard.press('Tab');
  assert.is(await page.evaluate('document.activeElement.textContent'), texts.skip);
  const tabs = page.getByRole('tablist', { name: texts.messenger.people });
  await tabs.getByRole('tab', { selected: true }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('log', { name: texts.messenger.log('Ben') }).waitFor();
  await page.getByRole('textbox', { name: texts.messenger.composer('Ben') }).focus();
  await page.keyboard.type('By keys');
  await page.keyboard.press('Enter');
  await bubble('Ben', 'By keys').waitFor();
  const opener = page.getByRole('button', { name: texts.routing.open('on') });
  await opener.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const name = JSON.stringify(texts.routing.open('on'));
  await page.waitForFunction(`document.activeElement?.getAttribute('aria-label') === ${name}`);
  await page.context().close();
  await stage.close();
});

use('says that the connection is lost, and comes back by itself to whatever is there then', async () => {
  const before = await startStage();
  before.sandbox.person('Ana');
  const page = await browser.open(before.sandbox.url, {}, /ERR_CONNECTION|ERR_INCOMPLETE/);
  await page.getByRole('log', { name: texts.messenger.log('Ana') }).waitFor();
  await before.close();
  await page.getByText(texts.connection.lost).waitFor();
  const after = await startStage({ port: Number(new URL(page.url()).port) });
  await after.sandbox.person('Ben').say('Here I am');
  await onPage(page).bubble('Ben', 'Here I am').waitFor();
  await page.getByText(texts.connection.lost).waitFor({ state: 'detached' });
  await page.context().close();
  await after.close();
});

use.run();
