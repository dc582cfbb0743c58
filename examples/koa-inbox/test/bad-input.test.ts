// Runs the bot as its own process. Whatever comes in, the bot answers, keeps running, and prints no private data.
import { connect } from 'node:net';
import { createSandbox } from '@handover/sandbox';
import { delivery, items, signedRequest } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startExample } from '../../support/start-example.ts';

const badInput = suite('bad input');
const FOLDER = new URL('../', import.meta.url);

const TEXT = 'I lost the blue suitcase';

badInput('is refused or survived, and leaves no secrets, tokens, digests or texts in the output', async () => {
  const sandbox = await createSandbox({
    apps: [{ id: '1450077300221199', name: 'Bot', verifyToken: 'the-verify-token' }],
  });
  const [app] = sandbox.apps;
  assert.ok(app !== undefined);
  const script = await startExample(FOLDER, {
    env: {
      PORT: '0',
      GRAPH_URL: sandbox.url,
      PAGE_TOKEN: app.accessToken,
      APP_ID: app.id,
      APP_SECRET: app.secret,
      VERIFY_TOKEN: 'the-verify-token',
    },
  });
  await script.prints(/The bot answers at (\S+)\. /);
  const url = /The bot answers at (\S+)\. /.exec(script.output())?.[1] ?? '';
  sandbox.setWebhook(app.id, { url, verifyToken: 'the-verify-token' });
  await sandbox.verifyWebhook(app.id);

  const digests: string[] = [];
  const post = async (body: unknown, secret = app.secret): Promise<number> => {
    const { headers, body: bytes } = signedRequest(body, secret);
    digests.push(headers['x-hub-signature-256']?.slice(7) ?? '');
    const { 'content-length': _, ...rest } = headers;
    return (await fetch(url, { method: 'POST', headers: rest, body: Buffer.from(bytes) })).status;
  };
  const message = (text: string): unknown =>
    delivery({ pageId: sandbox.page.id, messaging: [items.message({ text, pageId: sandbox.page.id })] });

  assert.is(await post(message(TEXT), 'a-wrong-secret'), 401);
  assert.is(await post(Buffer.from(`{"object":"page","entry":["${TEXT}`)), 400);
  assert.is(await post(message('x'.repeat(2 ** 21))), 413);
  assert.is(await post({ object: TEXT, entry: [] }), 404);
  assert.is((await fetch(`${url}?hub.mode=subscribe&hub.verify_token=guess&hub.challenge=1`)).status, 403);

  // This person does not exist: Meta's refusal is final, which counts as handled.
  assert.is(await post(message(TEXT)), 200);

  // Graph refuses the token, breaks, and cuts the connection: Meta should redeliver.
  const ana = sandbox.person('Ana');
  sandbox.faults.calls({
    do: 'fail',
    edge: 'messages',
    error: { code: 190, message: `Invalid token ${app.accessToken}` },
  });
  sandbox.faults.calls({ do: 'fail', edge: 'messages', status: 502, body: `<html>${TEXT}</html>` });
  sandbox.faults.calls({ do: 'hangUp', edge: 'messages' });
  await ana.say(TEXT);
  await sandbox.settled();
  const statuses = sandbox.timeline.flatMap((entry) =>
    entry.kind === 'delivery' && entry.event === 'message' ? [entry.status] : [],
  );
  assert.equal(statuses, [500, 500, 500, 200]);
  assert.equal(
    ana.inbox.map(({ text }) => text),
    [`You said: ${TEXT}`],
  );

  // A client that disconnects in the middle of its body.
  await new Promise<void>((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      socket.write('POST /webhook HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{"obj', () => socket.destroy());
    });
    socket.on('close', () => resolve());
  });
  await ana.say('still there?');
  await sandbox.settled();
  assert.is(ana.inbox.at(-1)?.text, 'You said: still there?');

  script.process.kill('SIGTERM');
  assert.is(await script.ended, 0, script.output());
  await sandbox.close();
  for (const secret of [
    app.secret,
    app.accessToken,
    'a-wrong-secret',
    'the-verify-token',
    'guess',
    TEXT,
    'suitcase',
    ...digests,
  ]) {
    assert.not.ok(script.output().includes(secret), `the output holds ${secret}:\n${script.output()}`);
  }
  assert.match(script.output(), /A handler failed/);
});

badInput('in the environment is reported before anything starts', async () => {
  const script = await startExample(FOLDER, {
    env: { PAGE_TOKEN: 'x', APP_ID: '', APP_SECRET: undefined, VERIFY_TOKEN: 'x' },
  });
  assert.is(await script.ended, 1);
  assert.match(script.output(), /^Set APP_ID, APP_SECRET first/);
});

badInput.run();
