import * as assert from 'uvu/assert';
import { violations } from './axe.ts';
import type { TestBrowser } from './browser.ts';
import { startStage } from './stage.ts';
import { tell, tour } from './tour.ts';

/**
 * Checks every view, first without people.
 *
 * @throws {AssertionError} axe finds a problem, or a view is wider than the window.
 */
export async function checkViews(
  browser: TestBrowser,
  options: { colorScheme: 'light' | 'dark'; width: number; height: number },
): Promise<void> {
  const { colorScheme, width, height } = options;
  const stage = await startStage();
  const page = await browser.open(stage.sandbox.url, { colorScheme, viewport: { width, height } });
  await page
    .getByText('No people yet. Add a person with the plus button above.')
    .or(page.getByText('There is no thread yet. Add a person in Messenger.'))
    .first()
    .waitFor();
  assert.equal(await violations(page), [], 'without people');
  await tell(stage);
  await tour(page, async (view) => {
    assert.equal(await violations(page), [], view);
    const overhang = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    assert.ok((overhang as number) <= 0, `${view} is ${String(overhang)} pixels too wide`);
  });
  await page.context().close();
  await stage.close();
}
