import type { Locator, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startBrowser, type TestBrowser } from './support/browser.ts';
import { DESK, startStage } from './support/stage.ts';
import { tell } from './support/tour.ts';

const layout = suite('where things stand');
let browser: TestBrowser;

layout.before(async () => {
  browser = await startBrowser();
});
layout.after(() => browser.close());

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

async function boxOf(locator: Locator): Promise<Box> {
  const box = await locator.boundingBox();
  assert.ok(box, 'it is on screen');
  return box as Box;
}

/** Pixels between two boxes, across the larger of both gaps; 0: they touch. */
function gap(one: Box, other: Box): number {
  const across = Math.max(one.x, other.x) - Math.min(one.x + one.width, other.x + other.width);
  const down = Math.max(one.y, other.y) - Math.min(one.y + one.height, other.y + other.height);
  return Math.max(across, down, 0);
}

async function choosePane(page: Page, name: string): Promise<void> {
  await page.getByRole('tablist', { name: 'Panes' }).getByRole('tab', { name }).click();
}

layout('from 768 to 1024 pixels, the panes in sight fill the window from edge to edge', async () => {
  const stage = await startStage();
  await tell(stage);
  const page = await browser.open(stage.sandbox.url);
  for (const width of [768, 900, 1024]) {
    await page.setViewportSize({ width, height: 760 });
    for (const [tab, names] of [
      ['Messenger', ['Messenger', 'Timeline']],
      ['Inbox', ['Page Inbox', 'Timeline']],
      ['Timeline', ['Timeline']],
    ] as const) {
      await choosePane(page, tab);
      const boxes: Box[] = [];
      for (const name of names) boxes.push(await boxOf(page.getByRole('region', { name, exact: true })));
      const filled = boxes.reduce((sum, box) => sum + box.width, 0);
      assert.ok(filled > width - 3 && filled <= width, `${tab} at ${width}: ${filled} pixels are filled`);
      assert.is(new Set(boxes.map(({ y }) => y)).size, 1, `${tab} at ${width}: one row`);
    }
  }
  await page.context().close();
  await stage.close();
});

layout("each parameter of a call stands beside its call's buttons", async () => {
  const stage = await startStage();
  await tell(stage);
  for (const width of [375, 600, 768, 1024, 1280, 1920]) {
    const page = await browser.open(stage.sandbox.url, { viewport: { width, height: 760 } });
    const group = page.getByRole('group', { name: 'Acme Bot: thread control' });
    const toggle = page.getByRole('button', { name: 'Calls of the apps' });
    await toggle.or(group).first().waitFor();
    if (await toggle.isVisible()) await toggle.click();
    for (const [field, buttons] of [
      [page.getByRole('combobox', { name: 'Pass to' }), ['Pass']],
      [page.getByRole('textbox', { name: 'Metadata' }), ['Take', 'Request']],
      [page.getByRole('combobox', { name: 'Extend by' }), ['Extend']],
    ] as const) {
      const [box, gaps] = [await boxOf(field), [] as number[]];
      for (const name of buttons) gaps.push(gap(box, await boxOf(group.getByRole('button', { name, exact: true }))));
      assert.ok(Math.min(...gaps) <= 8, `${buttons.join()} at ${width} pixels: ${gaps.join()} pixels away`);
    }
    await page.context().close();
  }
  await stage.close();
});

layout('on a phone, one app at a time has its calls, and each of the apps can be chosen', async () => {
  const stage = await startStage();
  await tell(stage);
  const page = await browser.open(stage.sandbox.url, { viewport: { width: 375, height: 740 } });
  await page.getByRole('button', { name: 'Calls of the apps' }).click();
  const callsOf = (app: string): Locator =>
    page.getByRole('group', { name: `${app}: thread control` }).getByRole('button', { name: 'Take' });
  assert.equal([await callsOf('Acme Bot').count(), await callsOf('Acme Desk').count()], [1, 0]);
  await page.getByRole('combobox', { name: 'Call as' }).selectOption('Acme Desk');
  await callsOf('Acme Desk').click();
  await page
    .getByRole('status', { name: 'Result of the last call' })
    .filter({ hasText: 'Meta refused Acme Desk’s take' })
    .waitFor();
  assert.is(await callsOf('Acme Bot').count(), 0);
  await page.context().close();
  await stage.close();
});

layout("on a phone, the clock's menu has every step, and a press beside it closes it", async () => {
  const stage = await startStage();
  const page = await browser.open(stage.sandbox.url, { viewport: { width: 375, height: 740 } });
  const clock = page.getByRole('button', { name: 'Clock: 09:00:00' });
  const step = page.getByRole('button', { name: /^Advance the clock/ });
  await clock.waitFor();
  assert.is(await step.count(), 0);
  await clock.click();
  const names = await step.evaluateAll((buttons) =>
    buttons.map((button) => (button as unknown as { ariaLabel: string }).ariaLabel),
  );
  assert.equal(names, ['Advance the clock: +1 min', 'Advance the clock: +1 h', 'Advance the clock: +1 day']);
  await page.getByRole('button', { name: 'Advance the clock: +1 min' }).click();
  await page.getByRole('button', { name: 'Clock: 09:01:00' }).waitFor();
  await page.getByRole('log').or(page.getByText('No people yet')).first().click();
  await step.first().waitFor({ state: 'detached' });
  await page.context().close();
  await stage.close();
});

layout('on a phone, the time of an entry keeps its distance from the words, and no badge is cut off', async () => {
  const stage = await startStage();
  await tell(stage);
  stage.sandbox.setWebhook(DESK, { url: stage.desk.url, verifyToken: 'verify-me' });
  await stage.sandbox.verifyWebhook(DESK);
  const page = await browser.open(stage.sandbox.url, { viewport: { width: 375, height: 740 } });
  await choosePane(page, 'Timeline');
  const list = page.getByRole('listbox', { name: 'Timeline entries' });
  await list.getByRole('option', { name: 'Webhook verified' }).waitFor();
  const problems = await list.getByRole('option').evaluateAll((rows) => {
    // Types of the DOM are not part of this program.
    type Element = { getBoundingClientRect(): Record<'left' | 'right' | 'top', number>; textContent: string };
    type Row = { querySelector(selector: string): Element; querySelectorAll(selector: string): Iterable<Element> };
    return (rows as unknown as Row[]).flatMap((row) => {
      const time = row.querySelector('.row-time .mono').getBoundingClientRect();
      const title = row.querySelector('.row-title');
      const words = row.querySelector('.row-words').getBoundingClientRect();
      const close = title.getBoundingClientRect().left - time.right < 6 ? [`${title.textContent} touches`] : [];
      const cut = [...row.querySelectorAll('.badge')].filter((badge) => {
        const { right, top } = badge.getBoundingClientRect();
        // A badge without room is below the row's line, where it is not visible.
        return top < words.top + 10 && right > words.right;
      });
      return [...close, ...cut.map(({ textContent }) => `${textContent} is cut`)];
    });
  });
  assert.equal(problems, []);
  await page.context().close();
  await stage.close();
});

layout('a pressed filter chip looks pressed, and another one does not', async () => {
  const stage = await startStage();
  const page = await browser.open(stage.sandbox.url);
  const chips = page.getByRole('group', { name: 'Kinds of entries' });
  const lookOf = (name: string): Promise<unknown> =>
    chips.getByRole('button', { name }).evaluate((chip) => {
      const { getComputedStyle } = globalThis as unknown as {
        getComputedStyle(element: unknown): Record<string, string>;
      };
      const { backgroundColor, borderColor, textDecorationLine } = getComputedStyle(chip);
      return { backgroundColor, borderColor, textDecorationLine };
    });
  const pressed = await lookOf('Calls');
  await chips.getByRole('button', { name: 'Calls', pressed: true }).click();
  await chips.getByRole('button', { name: 'Calls', pressed: false }).waitFor();
  await page.mouse.move(0, 0);
  assert.equal(await lookOf('Actions'), pressed);
  assert.not.equal(await lookOf('Calls'), pressed);
  await page.context().close();
  await stage.close();
});

layout.run();
