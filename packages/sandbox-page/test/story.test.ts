import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createBot } from '../../../examples/koa-inbox/bot.ts';
import { startWorld } from '../../../examples/support/world.ts';
import { startBrowser, type TestBrowser } from './support/browser.ts';
import { onPage } from './support/on-page.ts';

const story = suite('the story of the demo, by clicks');
let browser: TestBrowser;

story.before(async () => {
  browser = await startBrowser();
});
story.after(() => browser.close());

for (const routing of ['on', 'off'] as const) {
  story(`a bot hands over to a human and gets the thread back, with routing ${routing}`, async () => {
    const world = await startWorld({ routing, createBot: (env, clock) => createBot(env, { clock }) });
    const page = await browser.open(world.sandbox.url);
    const { addPerson, write, reply, agent, bubble, ownedBy, entries } = onPage(page);
    const free = routing === 'on' ? 'Bot' : 'No app';

    await addPerson('Ana');
    await ownedBy('No app');
    await write('Ana', 'Hello!');
    await bubble('Ana', 'You said: Hello!').waitFor();
    await ownedBy(free);

    await write('Ana', 'Can I talk to a human?');
    await bubble('Ana', 'One moment, a colleague takes over.').waitFor();
    await ownedBy('Page Inbox');

    await reply('Ana', 'Hi Ana, what can I do for you?');
    await bubble('Ana', 'Hi Ana, what can I do for you?').waitFor();
    await write('Ana', 'My parcel never came.');
    await bubble('Ana', 'My parcel never came.').waitFor();
    await world.sandbox.settled();
    assert.is(await bubble('Ana', 'You said: My parcel never came.').count(), 0, 'the bot is silent');

    await agent('Ana', 'Done');
    await ownedBy('No app');
    await write('Ana', 'Thank you');
    await bubble('Ana', 'You said: Thank you').waitFor();
    await ownedBy(free);
    await entries(/Thank you/)
      .first()
      .waitFor();

    await page.context().close();
    await world.close();
  });
}

story.run();
