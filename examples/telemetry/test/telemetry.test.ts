import { createSandbox } from '@handover/sandbox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startExample } from '../../support/start-example.ts';

const APP = '1450077300221199';

const telemetry = suite('telemetry');

telemetry('prints the spans and the metrics of a conversation, and ends with 0 on SIGTERM', async () => {
  const sandbox = await createSandbox({ apps: [{ id: APP, name: 'Bot', verifyToken: 'v' }] });
  const [app] = sandbox.apps;
  const example = await startExample(new URL('../', import.meta.url), {
    env: {
      PORT: '0',
      APP_ID: APP,
      APP_SECRET: app?.secret,
      PAGE_TOKEN: app?.accessToken,
      VERIFY_TOKEN: 'v',
      GRAPH_URL: sandbox.url,
    },
  });
  try {
    sandbox.setWebhook(APP, { url: await example.prints(/The bot answers at (\S+)\./), verifyToken: 'v' });
    await sandbox.verifyWebhook(APP);
    const ana = sandbox.person('Ana');
    const acts = [
      () => ana.say('Hello'),
      () => ana.say('A human, please'),
      () => sandbox.inbox.reply(ana.id, 'Nora here'),
      () => sandbox.inbox.done(ana.id),
      () => ana.say('Thank you'),
    ];
    for (const act of acts) {
      await act();
      await sandbox.settled();
    }
    example.process.kill('SIGTERM');
    assert.is(await example.ended, 0);
    const output = example.output();
    for (const name of ['handover.delivery', 'handover.event', 'handover.handlers', 'handover.send', 'understand']) {
      assert.match(output, `name: '${name}'`);
    }
    assert.match(output, "name: 'POST /{id}/messages'");
    const metrics = ['handovers', 'time_to_claim', 'time_to_first_human_reply', 'time_in_human_hands', 'returns'];
    for (const name of metrics) assert.match(output, `name: 'handover.${name}'`);
    assert.match(output, "'handover.by': 'done'");
    for (const text of ['A human, please', 'Nora here', 'One moment', app?.accessToken ?? ''])
      assert.not.match(output, text);
  } finally {
    await example.stop();
    await sandbox.close();
  }
});

telemetry('names the missing variables, and starts nothing', async () => {
  const example = await startExample(new URL('../', import.meta.url), { env: { APP_ID: APP, PAGE_TOKEN: undefined } });
  assert.is(await example.ended, 1);
  assert.match(example.output(), /Set PAGE_TOKEN, .*first/);
});

telemetry.run();
