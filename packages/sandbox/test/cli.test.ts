import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startWebhook } from '@handover/test-support/webhook';
import { withFolder } from '@handover/test-support/with-folder';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Run, startCommand } from './support/command.ts';

const cli = suite('cli');

function start(...args: string[]): Run {
  return startCommand(args);
}

cli('the command prints what a bot needs, calls its webhook, shows the timeline and ends cleanly', async () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const early = start('--port', '0');
    const [, secret = ''] = await early.shows(/APP_SECRET=(\S+)/);
    early.child.kill(signal);
    assert.is(await early.ended, 0);
    if (signal === 'SIGTERM') continue;

    const hook = await startWebhook(secret, 'hush');
    const run = start('--port', '0', '--webhook', hook.url, '--verify-token', 'hush', '--routing', 'off');
    const [, url] = await run.shows(/GRAPH_URL=(\S+)/);
    assert.match(run.output(), `  ${url}/\n`, 'the address of the page');
    for (const name of ['PAGE_ID', 'PAGE_TOKEN', 'APP_ID', 'VERIFY_TOKEN'])
      assert.match(run.output(), new RegExp(`${name}=\\S+`));
    await run.shows(/-- Bot: verified/);
    await fetch(`${url}/_sandbox/people/Ana/say`, { method: 'POST', body: new URLSearchParams({ text: 'hi there' }) });
    await run.shows(/Webhook -> Bot: message on messaging "hi there" = 200/);
    assert.ok(hook.received[0]?.signed);
    run.child.kill(signal);
    assert.is(await run.ended, 0);
    assert.match(run.output(), 'The sandbox ended.');
    await hook.close();
  }
});

cli('the command reports a missing field once, and again after the app has subscribed to others', async () => {
  const hook = await startWebhook('secret');
  const run = start('--port', '0', '--webhook', hook.url);
  const [, url] = await run.shows(/GRAPH_URL=(\S+)/);
  const [, appId] = await run.shows(/APP_ID=(\S+)/);
  const post = (path: string, fields: Record<string, string>): Promise<Response> =>
    fetch(`${url}/_sandbox${path}`, { method: 'POST', body: new URLSearchParams(fields) });
  const missing = (): number => run.output().split('not delivered: not subscribed to messages').length - 1;
  await post(`/apps/${appId}/fields`, { fields: 'standby' });
  for (const text of ['one', 'two', 'three']) await post('/people/Ana/say', { text });
  await run.shows(/Ana: say "three"/);
  await run.shows(/Bot: message on messaging "one" = not delivered: not subscribed to messages/);
  await post('/people/Ana/tap', { payload: 'P' });
  await run.shows(/not subscribed to messaging_postbacks/);
  assert.is(missing(), 1);
  await post(`/apps/${appId}/fields`, { fields: 'messaging_postbacks' });
  await post('/people/Ana/say', { text: 'four' });
  await run.shows(/message on messaging "four" = not delivered/);
  assert.is(missing(), 2);
  run.child.kill('SIGTERM');
  assert.is(await run.ended, 0);
  await hook.close();
});

cli('with https in the seed file, the command prints the address, the proxy and the variables with the file', () =>
  withFolder({ 'seed.json': '{ "https": { "port": 0, "proxyPort": 0 } }' }, async (folder) => {
    const file = join(folder, 'ca.pem');
    const run = start('--port', '0', '--seed', join(folder, 'seed.json'), '--ca-file', file);
    const [, url] = await run.shows(/let it call\s+(https:\/\/127\.0\.0\.1:\d+) with/);
    const [, proxyUrl] = await run.shows(/HTTPS_PROXY=(http:\/\/127\.0\.0\.1:\d+)\n/);
    await run.shows(/Ctrl-C ends the sandbox/);
    assert.is.not(new URL(url ?? '').port, new URL(proxyUrl ?? '').port);
    for (const name of ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE']) {
      assert.match(run.output(), `${name}=${file}\n`);
    }
    assert.match(run.output(), 'fetch and https of Node 20 ignore HTTPS_PROXY');
    run.child.kill('SIGTERM');
    assert.is(await run.ended, 0);
  }),
);

cli('the command explains its flags and mistakes', async () => {
  const help = start('--help');
  assert.is(await help.ended, 0);
  assert.match(help.output(), '--verify-token TOKEN');
  assert.ok(
    help
      .stdout()
      .split('\n')
      .every((line) => line.length <= 80),
    help.stdout(),
  );
  assert.match(help.output(), /not subscribed to FIELD.*sandboxClock\(GRAPH_URL\)/s);
  const other = await startWebhook('hush');
  const taken = new URL(other.url).port;
  const refusals = [
    [['--routing', 'sideways'], "routing must be 'on' or 'off' or 'primary'"],
    [['--port', 'http'], '--port must be a whole number'],
    [['--colour'], "Unknown option '--colour'"],
    [['--port', '0', '--webhook', 'bot'], '--webhook must be an http or https address'],
    [
      ['--port', '0', '--https-port', taken],
      `--https-port: cannot listen on port ${taken} (EADDRINUSE); 0 takes a free`,
    ],
    [['--port', '0', '--ca-file', fileURLToPath(import.meta.url)], '--ca-file: the file exists and is not the CA'],
    [['--port', taken], 'the port is taken, perhaps by another sandbox; choose one with --port'],
  ] as const;
  const runs = refusals.map(async ([args, message]) => {
    const run = start(...args);
    assert.is(await run.ended, 2);
    assert.match(run.output(), message);
  });
  await Promise.all(runs);
  await other.close();
});

cli.run();
