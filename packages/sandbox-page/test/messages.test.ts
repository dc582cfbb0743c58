import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { violations } from './support/axe.ts';
import { startBrowser, type TestBrowser } from './support/browser.ts';
import { onPage } from './support/on-page.ts';
import { BOT, startStage } from './support/stage.ts';

const messages = suite('messages on the page');
let browser: TestBrowser;

messages.before(async () => {
  browser = await startBrowser();
});
messages.after(() => browser.close());

messages('the face on the bubbles changes with the persona', async () => {
  const { sandbox, call, close } = await startStage();
  const page = await browser.open(sandbox.url);
  const { addPerson, write, bubble } = onPage(page);
  await addPerson('Ana');
  await write('Ana', 'Hello!');
  const recipient = { id: sandbox.person('Ana').id };
  for (const [name, text] of [
    ['Robo', 'Beep, how can I help?'],
    ['Nora', 'Nora here, a human.'],
  ] as const) {
    const { id } = await call(BOT, 'personas', { name, profile_picture_url: 'https://acme.example/face.jpg' });
    await call(BOT, 'messages', { recipient, message: { text }, persona_id: id });
    await bubble('Ana', text).waitFor();
  }
  const log = page.getByRole('log', { name: 'Ana’s messages' });
  for (const [name, text] of [
    ['Robo', 'Beep'],
    ['Nora', 'Nora here'],
  ] as const) {
    const item = log.getByRole('listitem').filter({ hasText: text });
    await item.getByText(name, { exact: true }).waitFor();
    const picture = item.locator('img').first();
    assert.match((await picture.getAttribute('src')) ?? '', new RegExp(`^/_sandbox/pictures/.*name=${name}`));
    assert.ok(await picture.evaluate((image) => (image as { naturalWidth?: number }).naturalWidth), 'it is shown');
  }
  await page.context().close();
  await close();
});

messages(
  'messages of a number are understandable: template, place, contact card, link button, and media by id',
  async () => {
    const { sandbox, close } = await startStage({ platform: 'whatsapp' });
    const { id: number } = sandbox.page;
    const rita = sandbox.person('Rita');
    await rita.say('hi');
    const authorization = `Bearer ${sandbox.page.accessToken(BOT)}`;
    const post = async (edge: string, body: string | FormData): Promise<{ id?: string }> => {
      const headers = { authorization, ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}) };
      const response = await fetch(`${sandbox.url}/v25.0/${number}/${edge}`, { method: 'POST', headers, body });
      assert.is(response.status, 200);
      return (await response.json()) as { id?: string };
    };
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('file', new Blob(['%PDF'], { type: 'application/pdf' }), 'bill.pdf');
    const { id } = await post('media', form);
    const parameters = { display_text: 'Track it', url: 'https://acme.example/t' };
    for (const [type, content] of Object.entries({
      template: { name: 'parcel_update', language: { code: 'pt_PT' } },
      location: { latitude: 38.7, longitude: -9.1, name: 'The shop', address: 'Rua A 1' },
      contacts: [{ name: { formatted_name: 'Nuno Demo' } }],
      interactive: { type: 'cta_url', body: { text: 'Your parcel' }, action: { name: 'cta_url', parameters } },
      document: { id },
    })) {
      await post('messages', JSON.stringify({ messaging_product: 'whatsapp', to: rita.id, type, [type]: content }));
    }
    const page = await browser.open(sandbox.url);
    const log = page.getByRole('log', { name: 'Rita’s messages' });
    for (const text of [
      'Template parcel_update (pt_PT)',
      'Place: The shop, Rua A 1',
      'Contact card: Nuno Demo',
      'Your parcel',
      'Interactive message: cta_url',
    ]) {
      await log.getByText(text, { exact: true }).waitFor();
    }
    await log.getByRole('link', { name: 'bill.pdf' }).waitFor();
    await page.getByText('Number: [file]', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    const settings = page.getByRole('group', { name: 'Settings of Acme Bot' });
    await settings.getByRole('combobox', { name: 'Test button of the dashboard' }).waitFor();
    assert.is(await settings.getByRole('checkbox', { name: 'May take control' }).count(), 0);
    assert.equal(await violations(page), []);
    await page.context().close();
    await close();
  },
);

messages('text that looks like HTML is shown as text everywhere', async () => {
  const { sandbox, call, close } = await startStage();
  const page = await browser.open(sandbox.url);
  const { addPerson, write, bubble, entries } = onPage(page);
  const evil = '<img src=x onerror="document.title=1">';
  await addPerson(evil);
  await write(evil, evil);
  await bubble(evil, evil).waitFor();
  const recipient = { id: sandbox.person(evil).id };
  const { id } = await call(BOT, 'personas', { name: evil, profile_picture_url: 'https://a.example/x' });
  const buttons = [
    { type: 'postback', title: '<b>Yes', payload: evil },
    { type: 'web_url', title: 'Run', url: 'javascript:document.title=3' },
  ];
  const attachment = { type: 'template', payload: { template_type: 'button', text: evil, buttons } };
  await call(BOT, 'messages', { recipient, message: { attachment }, persona_id: id });
  await page.getByRole('button', { name: '<b>Yes' }).first().waitFor();
  await call(BOT, 'pass_thread_control', { recipient, target_app_id: '263902037430900', metadata: evil });
  await entries(/pass_thread_control/)
    .first()
    .click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await inspector.getByText('onerror').first().waitFor();
  assert.is(await page.title(), 'Handover sandbox');
  assert.is(await page.locator('img[onerror], main script, a[href^="javascript"]').count(), 0);
  await page.context().close();
  await close();
});

messages('an empty thread suggests what to write', async () => {
  const { sandbox, close } = await startStage();
  const page = await browser.open(sandbox.url);
  await onPage(page).addPerson('Ana');
  const log = page.getByRole('log', { name: 'Ana’s messages' });
  await log.getByText('Many bots hand over when the customer writes “human”.').waitFor();
  await onPage(page).write('Ana', 'human');
  await log.getByText('No messages yet').waitFor({ state: 'detached' });
  await page.context().close();
  await close();
});

messages('clicks tap buttons and quick replies, press Get Started, send pictures and react', async () => {
  const { sandbox, bot, call, close } = await startStage();
  const page = await browser.open(sandbox.url);
  const { addPerson, bubble } = onPage(page);
  await addPerson('Ana');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('button', { name: 'Press Get Started' }).click();
  const recipient = { id: sandbox.person('Ana').id };
  await bubble('Ana', 'Get Started').waitFor();

  const buttons = [{ type: 'postback', title: 'Track it', payload: 'TRACK' }];
  const attachment = { type: 'template', payload: { template_type: 'button', text: 'Your parcel?', buttons } };
  await call(BOT, 'messages', { recipient, message: { attachment } });
  const log = page.getByRole('log', { name: 'Ana’s messages' });
  await log.getByRole('button', { name: 'Track it' }).click();
  await log.getByRole('paragraph').filter({ hasText: 'Track it' }).waitFor();

  const quickReplies = [{ content_type: 'text', title: 'Home', payload: 'HOME' }];
  await call(BOT, 'messages', { recipient, message: { text: 'Where to?', quick_replies: quickReplies } });
  await page.getByRole('group', { name: 'Quick replies' }).getByRole('button', { name: 'Home' }).click();
  await bubble('Ana', 'Home').waitFor();

  await page.getByRole('button', { name: 'Attach' }).click();
  const pictures = page.getByRole('group', { name: 'Pictures and files' });
  await pictures
    .getByRole('button', { name: /^Send the image/ })
    .first()
    .click();
  await pictures.waitFor({ state: 'detached' }); // It closes when the picture was sent.
  const item = log.getByRole('listitem').filter({ hasText: 'Where to?' });
  await item.hover();
  await item.getByRole('button', { name: 'React' }).click();
  await item.getByRole('button', { name: 'Love' }).click();
  await item.getByRole('img', { name: 'Reaction: Love' }).waitFor();
  await sandbox.settled();
  const news = bot.news();
  for (const line of ['messaging postback', 'messaging message Home', 'messaging message', 'messaging reaction'])
    assert.ok(news.includes(line), `${line} in ${news.join(', ')}`);
  await page.context().close();
  await close();
});

messages('the other side sees typing and Seen', async () => {
  const { sandbox, call, close } = await startStage();
  const page = await browser.open(sandbox.url);
  const { addPerson, write } = onPage(page);
  await addPerson('Ana');
  await write('Ana', 'Hello!');
  const agents = page.getByRole('log', { name: 'Conversation with Ana' });
  await agents.getByText('Hello!').waitFor();
  const recipient = { id: sandbox.person('Ana').id };
  await call(BOT, 'messages', { recipient, sender_action: 'mark_seen' });
  const log = page.getByRole('log', { name: 'Ana’s messages' });
  await log.getByText('Seen', { exact: true }).waitFor();
  await call(BOT, 'messages', { recipient, sender_action: 'typing_on' });
  await log.getByText('Acme Bot is typing').waitFor();
  await page.getByRole('textbox', { name: 'Write as Ana' }).pressSequentially('And');
  await agents.getByText('Ana is typing').waitFor();
  await call(BOT, 'messages', { recipient, message: { text: 'Welcome' } });
  await page.getByRole('button', { name: 'Mark as seen' }).click();
  await agents.getByText('Seen by Ana').waitFor();
  await page.context().close();
  await close();
});

messages.run();
