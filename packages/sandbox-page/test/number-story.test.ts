import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startWorld } from '../../../examples/support/world.ts';
import { createBot } from '../../../examples/whatsapp-shop/bot.ts';
import { violations } from './support/axe.ts';
import { startBrowser, type TestBrowser } from './support/browser.ts';
import { onPage } from './support/on-page.ts';

const story = suite('the story of the shop on one phone, by clicks');
let browser: TestBrowser;

story.before(async () => {
  browser = await startBrowser();
});
story.after(() => browser.close());

story('the bot is silent while the owner answers on the phone, and is back when the owner has gone quiet', async () => {
  const world = await startWorld({
    platform: 'whatsapp',
    routing: 'off',
    createBot: (env, clock) => createBot(env, { clock }),
  });
  const page = await browser.open(world.sandbox.url);
  const { addPerson, write, replyOnPhone, bubble, entries } = onPage(page);

  await addPerson('Rita');
  await write('Rita', 'Hello!');
  await bubble('Rita', 'You said: Hello!').waitFor();

  await write('Rita', 'help');
  await page.getByRole('group', { name: 'Quick replies' }).getByRole('button', { name: 'Talk to Nuno' }).click();
  await bubble('Rita', 'One moment, Nuno answers here himself.').waitFor();
  await write('Rita', 'Are you there?');
  await bubble('Rita', 'Are you there?').waitFor();

  await replyOnPhone('Rita', 'Hi Rita, Nuno here');
  await bubble('Rita', 'Hi Rita, Nuno here').waitFor();
  await write('Rita', 'My parcel never came');
  await bubble('Rita', 'My parcel never came').waitFor();
  await world.sandbox.settled();
  for (const text of ['Are you there?', 'My parcel never came']) {
    assert.is(await bubble('Rita', `You said: ${text}`).count(), 0, 'the bot is silent');
  }
  await entries(/echo/).first().waitFor();
  assert.equal(await violations(page), []);

  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('combobox', { name: 'Unit' }).selectOption('hours');
  await settings.getByRole('button', { name: 'Advance the clock' }).click();
  await settings.getByRole('button', { name: 'Close the settings' }).click();
  await bubble('Rita', 'The assistant is back. Anything else?').waitFor();
  await write('Rita', 'Thank you');
  await bubble('Rita', 'You said: Thank you').waitFor();

  await page.getByRole('button', { name: 'More' }).click();
  await page
    .getByRole('group', { name: 'Phone number of Rita' })
    .getByRole('button', { name: 'Hide the number' })
    .click();
  await page.getByText('number hidden').waitFor();

  await page.context().close();
  await world.close();
});

story.run();
