import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startBrowser, type TestBrowser } from './support/browser.ts';
import { checkViews } from './support/check-views.ts';
import { startStage } from './support/stage.ts';

const views = suite('every view at 375 and 900 pixels');
let browser: TestBrowser;

views.before(async () => {
  browser = await startBrowser();
});
views.after(() => browser.close());

for (const colorScheme of ['light', 'dark'] as const) {
  views(`narrow views are accessible in ${colorScheme}, and nothing overflows`, () =>
    checkViews(browser, { colorScheme, width: 375, height: 740 }),
  );
}

views('the page is accessible at 900 pixels, where the timeline is beside the other panes', () =>
  checkViews(browser, { colorScheme: 'light', width: 900, height: 740 }),
);

views('the inbox opens at the newest message, even if the pane was hidden when the message came', async () => {
  const stage = await startStage();
  const ana = stage.sandbox.person('Ana');
  for (let at = 1; at <= 30; at += 1) await ana.say(`Message ${at}`);
  const page = await browser.open(stage.sandbox.url, { viewport: { width: 375, height: 740 } });
  await page.getByRole('log', { name: 'Ana’s messages' }).getByText('Message 30').waitFor();
  const tabs = page.getByRole('tablist', { name: 'Panes' });
  const log = page.getByRole('log', { name: 'Conversation with Ana' });
  const toEnd = (): Promise<number> =>
    log.evaluate(
      ({ scrollHeight, scrollTop, clientHeight }: { [name: string]: number }) =>
        Number(scrollHeight) - Number(scrollTop) - Number(clientHeight),
    );
  await tabs.getByRole('tab', { name: 'Inbox' }).click();
  await page.waitForFunction(`document.querySelector('.inbox .messages').scrollTop > 0`);
  assert.ok((await toEnd()) < 2);
  await tabs.getByRole('tab', { name: 'Messenger' }).click();
  await ana.say('Message 31');
  await page.getByRole('log', { name: 'Ana’s messages' }).getByText('Message 31').waitFor();
  await tabs.getByRole('tab', { name: 'Inbox' }).click();
  await page.waitForFunction(
    `(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight < 2)(document.querySelector('.inbox .messages'))`,
  );
  await page.context().close();
  await stage.close();
});

views.run();
