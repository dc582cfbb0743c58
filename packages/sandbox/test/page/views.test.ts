import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { texts } from '../../page/texts.ts';
import { violations } from './support/axe.ts';
import { startBrowser, type TestBrowser } from './support/browser.ts';
import { onPage } from './support/on-page.ts';
import { BOT, type Stage, startStage } from './support/stage.ts';

const views = suite('every view of the page');
let browser: TestBrowser;

views.before(async () => {
  browser = await startBrowser();
});
views.after(() => browser.close());

/** A story with something of everything to be seen. */
async function tell({ sandbox, call, bot }: Stage): Promise<void> {
  const ana = sandbox.person('Ana');
  const ben = sandbox.person('Ben');
  await ana.say('Where is my parcel?');
  const recipient = { id: ana.id };
  const { id } = await call(BOT, 'personas', { name: 'Nora', profile_picture_url: 'https://acme.example/n.jpg' });
  const buttons = [{ type: 'postback', title: 'Track it', payload: 'TRACK' }];
  const attachment = { type: 'template', payload: { template_type: 'button', text: 'This one?', buttons } };
  await call(BOT, 'messages', { recipient, message: { attachment }, persona_id: id });
  await ana.react('love');
  const quickReplies = [{ content_type: 'text', title: 'Home', payload: 'HOME' }];
  await call(BOT, 'messages', { recipient, message: { text: 'Where to?', quick_replies: quickReplies } });
  await call(BOT, 'messages', { recipient, sender_action: 'typing_on' });
  bot.answer(500);
  await ben.say('A complaint');
  await sandbox.inbox.reply(ben, 'I am sorry to hear that.');
  await sandbox.settled();
  sandbox.faults.deliveries({ do: 'delay', ms: 1000 });
}

/** Leads the page into each of its views and calls `look` there. */
async function tour(page: Page, look: (view: string) => Promise<void>): Promise<void> {
  const narrow = (page.viewportSize()?.width ?? 0) < 700;
  const { entries } = onPage(page);
  const pane = async (name: string): Promise<void> => {
    const tab = page.getByRole('tablist', { name: texts.panes.label }).getByRole('tab', { name });
    if (narrow) await tab.click();
  };
  await pane(texts.panes.messenger);
  await page.getByRole('log', { name: texts.messenger.log('Ana') }).waitFor();
  await look('messenger');
  await pane(texts.panes.inbox);
  await page.getByRole('log', { name: texts.inbox.log('Ana') }).waitFor();
  await look('inbox');
  await pane(texts.panes.timeline);
  await entries(/Delivery to/)
    .last()
    .click();
  await page.getByRole('region', { name: texts.inspector.label }).waitFor();
  await look('timeline');
  await page.getByRole('button', { name: texts.routing.open('on') }).click();
  await page.getByRole('dialog').waitFor();
  await look('settings');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [width, height] of [
    [1280, 800],
    [375, 740],
  ] as const) {
    views(`is accessible in ${colorScheme} at ${width} pixels, and nothing hangs over the side`, async () => {
      const stage = await startStage();
      const page = await browser.open(stage.sandbox.url, { colorScheme, viewport: { width, height } });
      await page.getByText(texts.messenger.nobody).or(page.getByText(texts.owner.noThread)).first().waitFor();
      assert.equal(await violations(page), [], 'with nobody there');
      await tell(stage);
      await tour(page, async (view) => {
        assert.equal(await violations(page), [], view);
        const overhang = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        assert.ok((overhang as number) <= 0, `${view} is ${String(overhang)} pixels too wide`);
      });
      await page.context().close();
      await stage.close();
    });
  }
}

views('is worked by keys alone: tabs by arrows, a message by Enter, a dialog left by Escape', async () => {
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

views('says that the connection is lost, and comes back by itself to whatever is there then', async () => {
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

views.run();
