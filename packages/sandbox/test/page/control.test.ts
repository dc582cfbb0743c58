// May take up to 240 s on a slow machine.
import type { Locator } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { texts } from '../../page/texts.ts';
import { startBrowser, type TestBrowser } from './support/browser.ts';
import { onPage } from './support/on-page.ts';
import { DESK, startStage } from './support/stage.ts';

const control = suite('thread control on the page');
let browser: TestBrowser;

control.before(async () => {
  browser = await startBrowser();
});
control.after(() => browser.close());

control("a call that Meta refuses shows Meta's error with code and message", async () => {
  const { sandbox, close } = await startStage();
  const page = await browser.open(sandbox.url);
  const { addPerson, write, call, ownedBy } = onPage(page);
  const result = page.getByRole('status', { name: texts.calls.result });
  await addPerson('Ana');
  await write('Ana', 'Hello!');
  await ownedBy('Acme Bot');

  await call('Acme Desk', 'take');
  await result.filter({ hasText: 'not allowed to take control' }).waitFor();
  await result.filter({ hasText: 'code 10' }).waitFor();
  await call('Acme Desk', 'release');
  await result.filter({ hasText: 'Only the current thread owner can release' }).waitFor();
  await ownedBy('Acme Bot');
  await page.getByRole('button', { name: texts.calls.dismiss }).click();
  assert.is(await page.getByRole('button', { name: texts.calls.dismiss }).count(), 0);

  sandbox.setRouting('off');
  await call('Acme Bot', 'take');
  await result.filter({ hasText: 'code 27, subcode 2018464' }).waitFor();
  await page.context().close();
  await close();
});

control('one click passes, takes, requests, releases and extends as any app', async () => {
  const { sandbox, close } = await startStage({ routing: 'off' });
  const page = await browser.open(sandbox.url);
  const { addPerson, write, call, ownedBy, entries } = onPage(page);
  await addPerson('Ana');
  await write('Ana', 'Hello!');
  await call('Acme Desk', 'request');
  await ownedBy('Acme Desk');
  await call('Acme Desk', 'extend');
  await page
    .getByText(/6 d|7 d/)
    .first()
    .waitFor();
  await call('Acme Desk', 'pass');
  await ownedBy('Page Inbox');
  await entries(/pass_thread_control/)
    .first()
    .waitFor();

  await page.getByRole('button', { name: texts.routing.open('off') }).click();
  await page.getByRole('radio', { name: texts.routing.name.on, exact: true }).check();
  const desk = page.getByRole('group', { name: texts.apps.group('Acme Desk') });
  // A click and not `check`: the box is checked only when the server's answer arrives.
  await desk.getByRole('checkbox', { name: texts.apps.switches.canTake }).click();
  await page.getByRole('button', { name: texts.settings.close }).click();
  await call('Acme Desk', 'take');
  await ownedBy('Acme Desk');
  await call('Acme Desk', 'release');
  await ownedBy(texts.noApp);
  assert.is(sandbox.apps.find(({ id }) => id === DESK)?.canTake, true);
  await page.context().close();
  await close();
});

control('a thread is idle after a day on the clock', async () => {
  const { sandbox, close } = await startStage();
  const page = await browser.open(sandbox.url);
  const { addPerson, write, ownedBy, entries } = onPage(page);
  await addPerson('Ana');
  await write('Ana', 'Hello!');
  await ownedBy('Acme Bot');
  await page.getByRole('button', { name: texts.clock.hourName }).click();
  await page.getByText('23:00', { exact: false }).first().waitFor();
  await ownedBy('Acme Bot');
  await page.getByRole('button', { name: texts.clock.dayName }).click();
  await ownedBy(texts.noApp);
  await entries(texts.timeline.cause.expiry).waitFor();
  await page.context().close();
  await close();
});

control('the inbox shows Main, Done and Spam, with the effect of each by routing mode', async () => {
  const { sandbox, close } = await startStage();
  const page = await browser.open(sandbox.url);
  const { addPerson, write, reply, agent, ownedBy } = onPage(page);
  // Their names end with the number of conversations.
  const folder = (name: 'main' | 'done' | 'spam'): Locator =>
    page
      .getByRole('tablist', { name: texts.inbox.folders })
      .getByRole('tab', { name: new RegExp(`^${texts.inbox.folder[name]}`) });
  const conversation = page
    .getByRole('listbox', { name: texts.inbox.conversations })
    .getByRole('option', { name: /^Ana/ });
  await addPerson('Ana');
  await write('Ana', 'Hello!');
  await folder('done').click();
  await conversation.click();
  await agent('Ana', texts.inbox.move);
  await ownedBy('Page Inbox');
  await folder('main').click();
  await reply('Ana', 'How can I help?');
  await page.getByText(texts.inbox.effect('on', true, 'by-routing')).waitFor();
  await agent('Ana', texts.inbox.done);
  await ownedBy(texts.noApp);
  await page.getByText(texts.inbox.effect('on', false, 'by-routing')).waitFor();
  await agent('Ana', texts.inbox.spam);
  await folder('spam').click();
  await conversation.waitFor();
  await page.context().close();
  await close();
});

control.run();
