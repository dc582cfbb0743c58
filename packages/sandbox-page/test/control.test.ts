import { sandboxClock } from '@handover/sandbox';
import type { Locator } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
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
  const result = page.getByRole('status', { name: 'Result of the last call' });
  await addPerson('Ana');
  await write('Ana', 'Hello!');
  await ownedBy('Acme Bot');

  await call('Acme Desk', 'Take');
  await result.filter({ hasText: 'not allowed to take control' }).waitFor();
  await result.filter({ hasText: 'code 10' }).waitFor();
  await call('Acme Desk', 'Release');
  await result.filter({ hasText: 'Only the current thread owner can release' }).waitFor();
  await ownedBy('Acme Bot');
  await page.getByRole('button', { name: 'Dismiss the result' }).click();
  assert.is(await page.getByRole('button', { name: 'Dismiss the result' }).count(), 0);

  sandbox.setRouting('off');
  await call('Acme Bot', 'Take');
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
  await call('Acme Desk', 'Request');
  await ownedBy('Acme Desk');
  await call('Acme Desk', 'Extend');
  await page
    .getByText(/6 d|7 d/)
    .first()
    .waitFor();
  await call('Acme Desk', 'Pass');
  await ownedBy('Page Inbox');
  await entries(/pass_thread_control/)
    .first()
    .waitFor();

  await page.getByRole('button', { name: 'Routing off: open the settings' }).click();
  await page.getByRole('radio', { name: 'On', exact: true }).check();
  const desk = page.getByRole('group', { name: 'Settings of Acme Desk' });
  // A click and not `check`: the box is checked only when the server's answer arrives.
  await desk.getByRole('checkbox', { name: 'May take control' }).click();
  await page.getByRole('button', { name: 'Close the settings' }).click();
  await call('Acme Desk', 'Take');
  await ownedBy('Acme Desk');
  await call('Acme Desk', 'Release');
  await ownedBy('No app');
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
  await page.getByRole('button', { name: 'Advance the clock: +1 h' }).click();
  await page.getByText('23:00', { exact: false }).first().waitFor();
  await ownedBy('Acme Bot');
  await page.getByRole('button', { name: 'Advance the clock: +1 day' }).click();
  await ownedBy('No app');
  await entries('control expired').waitFor();
  await page.context().close();
  await close();
});

control('the clock says whether a bot follows it', async () => {
  const { sandbox, close } = await startStage();
  const page = await browser.open(sandbox.url);
  await page.getByRole('button', { name: /^Clock:/ }).click();
  const followers = page.getByRole('status', { name: 'Followers of the clock' });
  await followers.filter({ hasText: 'No other process follows this clock' }).waitFor();
  const clock = sandboxClock(sandbox.url);
  await followers.filter({ hasText: '1 other process follows this clock' }).waitFor();
  clock.close();
  await followers.filter({ hasText: 'No other process follows this clock' }).waitFor();
  await page.context().close();
  await close();
});

control('the inbox shows Main, Done and Spam, with the effect of each by routing mode', async () => {
  const { sandbox, close } = await startStage();
  const page = await browser.open(sandbox.url);
  const { addPerson, write, reply, agent, ownedBy } = onPage(page);
  // Their names end with the number of conversations.
  const folder = (name: 'Main' | 'Done' | 'Spam'): Locator =>
    page.getByRole('tablist', { name: 'Folders' }).getByRole('tab', { name: new RegExp(`^${name}`) });
  const conversation = page.getByRole('listbox', { name: 'Conversations' }).getByRole('option', { name: /^Ana/ });
  await addPerson('Ana');
  await write('Ana', 'Hello!');
  await folder('Done').click();
  await conversation.click();
  await agent('Ana', 'Move to Main');
  await ownedBy('Page Inbox');
  await folder('Main').click();
  await reply('Ana', 'How can I help?');
  await page.getByText('Done releases the thread: it is idle, and the default app gets the next message.').waitFor();
  await agent('Ana', 'Done');
  await ownedBy('No app');
  await page
    .getByText('A reply takes control, and so does Move to Main. Done and Spam only change the folder.')
    .waitFor();
  await agent('Ana', 'Move to Spam');
  await folder('Spam').click();
  await conversation.waitFor();
  await page.context().close();
  await close();
});

control.run();
