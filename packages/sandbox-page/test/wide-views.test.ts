import { suite } from 'uvu';
import { startBrowser, type TestBrowser } from './support/browser.ts';
import { checkViews } from './support/check-views.ts';

const views = suite('every view at 1280 pixels');
let browser: TestBrowser;

views.before(async () => {
  browser = await startBrowser();
});
views.after(() => browser.close());

for (const colorScheme of ['light', 'dark'] as const) {
  views(`wide views are accessible in ${colorScheme}, and nothing overflows`, () =>
    checkViews(browser, { colorScheme, width: 1280, height: 800 }),
  );
}

views.run();
