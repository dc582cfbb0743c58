import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, deliveriesOf, playExistingBot, startExistingBot, textsOf } from '../../support/existing-bot.ts';
import { diffInReadme, diffOf } from '../../support/readme-diff.ts';

const FOLDER = new URL('../', import.meta.url);

const bot = suite('an existing Express bot');

for (const routing of ['on', 'off'] as const) {
  bot(
    `answers before the handover, is silent while the human answers, and answers afterwards, routing ${routing}`,
    async () => {
      const world = await startExistingBot(FOLDER, { routing });
      try {
        await playExistingBot(world);
      } finally {
        await world.close();
      }
    },
  );
}

bot('without the two lines, dies at the first standby delivery', async () => {
  const world = await startExistingBot(FOLDER, { routing: 'on', script: 'start:before' });
  const { sandbox, example } = world;
  try {
    const ana = sandbox.person('Ana');
    assert.is(await ask(world, ana, 'Hi'), 'Hello! What can I do for you?');
    await sandbox.inbox.reply(ana, 'Nora here, I take this one.');
    assert.is(await example.ended, 1);
    assert.match(example.output(), /TypeError: entry\.messaging is not iterable/);

    await sandbox.settled();
    await ana.say('Thank you');
    await sandbox.settled();
    assert.is(deliveriesOf(sandbox).at(-1)?.status, null);
    assert.is(textsOf(ana).at(-1), 'Nora here, I take this one.');
  } finally {
    await world.close();
  }
});

bot('shows the difference between the two files in its README', async () => {
  assert.is(await diffInReadme(FOLDER), await diffOf(FOLDER, 'bot-before.js', 'bot.js'));
});

bot.run();
