// Runs the bot as its own process, as the README says.
import { createSandbox } from '@handover/sandbox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startExample } from '../../support/start-example.ts';

const start = suite('the bot of the shop in its own process');

start("follows the sandbox's clock, so that an hour on the page brings it back", async () => {
  const sandbox = await createSandbox({ platform: 'whatsapp', clock: 'manual' });
  const [app] = sandbox.apps;
  const example = await startExample(new URL('../', import.meta.url), {
    env: { PORT: '0', ...sandbox.environment() },
  });
  try {
    const url = `${await example.prints(/The bot answers at (http\S+)\/webhook\. /)}/webhook`;
    sandbox.setWebhook(app?.id ?? '', { url });
    const rita = sandbox.person('Rita');
    const heard = (text: string): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!rita.inbox.some((message) => message.text === text)) return;
          stop();
          resolve();
        };
        const stop = sandbox.on('entry', look);
        look();
      });
    await rita.say('Talk to Nuno, please');
    await heard('One moment, Nuno answers here himself.');
    await sandbox.settled();
    await sandbox.phone.reply(rita, 'Nuno here');
    await sandbox.settled();
    await sandbox.clock.advance(3_600_000);
    await heard('The assistant is back. Anything else?');
    example.process.kill('SIGTERM');
    assert.is(await example.ended, 0, example.output());
  } finally {
    await example.stop();
    await sandbox.close();
  }
});

start.run();
