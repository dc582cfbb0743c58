import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, deliveriesOf, playExistingBot, startExistingBot } from '../../support/existing-bot.ts';
import { diffInReadme, diffOf } from '../../support/readme-diff.ts';

const FOLDER = new URL('../', import.meta.url);
const HOUR_MS = 3_600_000;

const bot = suite('an existing Koa bot in CommonJS');

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

bot('gets a redelivery after its own handler failed', async () => {
  const world = await startExistingBot(FOLDER, { routing: 'on' });
  const { sandbox } = world;
  try {
    sandbox.faults.calls({ do: 'fail', edge: 'messages', error: { code: 2 } });
    assert.is(await ask(world, sandbox.person('Ana'), 'Hi'), 'Hello! What can I do for you?');
    const messages = deliveriesOf(sandbox).filter(({ event }) => event === 'message');
    assert.equal(
      messages.map(({ status }) => status),
      [500, 200],
    );
  } finally {
    await world.close();
  }
});

bot('without the two lines, fails on every standby delivery until Meta switches its webhook off', async () => {
  const world = await startExistingBot(FOLDER, { routing: 'on', script: 'start:before' });
  const { sandbox, example } = world;
  try {
    const ana = sandbox.person('Ana');
    assert.is(await ask(world, ana, 'Hi'), 'Hello! What can I do for you?');
    await sandbox.inbox.reply(ana, 'Nora here, I take this one.');
    await ana.say('Thank you');
    await sandbox.settled();
    const standby = deliveriesOf(sandbox).filter(({ lane }) => lane === 'standby');
    // The echo of Nora's message and Ana's thanks, each delivered once and redelivered three times.
    assert.equal(
      standby.map(({ status }) => status),
      Array(8).fill(500),
    );
    assert.match(example.output(), /TypeError: Cannot read properties of undefined \(reading '0'\)/);

    await sandbox.clock.advance(HOUR_MS);
    await sandbox.settled();
    const switchedOff = sandbox.timeline.some((entry) => 'state' in entry && entry.state === 'switched_off');
    assert.ok(switchedOff, 'the webhook is switched off');
  } finally {
    await world.close();
  }
});

bot('shows the difference between the two files in its README', async () => {
  assert.is(await diffInReadme(FOLDER), await diffOf(FOLDER, 'bot-before.cjs', 'bot.cjs'));
});

bot.run();
