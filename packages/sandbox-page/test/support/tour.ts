import type { Page } from 'playwright-core';
import { onPage } from './on-page.ts';
import { BOT, type Stage } from './stage.ts';

/** Plays a story with an example of everything that the page shows. */
export async function tell({ sandbox, call, bot }: Stage): Promise<void> {
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
export async function tour(page: Page, look: (view: string) => Promise<void>): Promise<void> {
  const narrow = (page.viewportSize()?.width ?? 0) < 1180;
  const { entries } = onPage(page);
  const pane = async (name: string): Promise<void> => {
    const tab = page.getByRole('tablist', { name: 'Panes' }).getByRole('tab', { name });
    if (narrow) await tab.click();
  };
  await pane('Messenger');
  await page.getByRole('log', { name: 'Ana’s messages' }).waitFor();
  await look('messenger');
  await pane('Inbox');
  await page.getByRole('log', { name: 'Conversation with Ana' }).waitFor();
  await look('inbox');
  await pane('Timeline');
  await entries(/Delivery to/)
    .last()
    .click();
  await page.getByRole('region', { name: 'Inspector' }).waitFor();
  await look('timeline');
  const calls = page.getByRole('button', { name: 'Calls of the apps' });
  if (narrow) await calls.click();
  await page.getByRole('button', { name: /^Clock:/ }).click();
  await page.getByRole('status', { name: 'Followers of the clock' }).waitFor();
  await look('calls and clock');
  await page.getByRole('button', { name: 'Routing on: open the settings' }).click();
  await page.getByRole('dialog').waitFor();
  await look('settings');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}
