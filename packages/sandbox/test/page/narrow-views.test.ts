import { suite } from 'uvu';
import { startBrowser, type TestBrowser } from './support/browser.ts';
import { checkViews } from './support/check-views.ts';

const views = suite('every view at 375 pixels');
let browser: TestBrowser;

views.before(async () => {
  browser = await startBrowser();
});
views.after(() => browser.close());

for (const colorScheme of ['light', 'dark'] as const) {
  views(`is accessible in ${colorScheme}, and nothing hangs over the side`, () =>
    checkViews(browser, { colorScheme, width: 375, height: 740 }),
  );
}

views.run();
