import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startWebhook } from '@handover/test-support/webhook';
import { rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox } from '../src/index.ts';
import { type Run, startCommand } from './support/command.ts';

const exec = suite('exec');

/** Runs `exec` with a program for Node; the program's file is in a folder of its own. */
async function run(
  program: string,
  {
    flags = [],
    args = [],
    through,
    env = process.env,
  }: { flags?: string[]; args?: string[]; through?: 'sh'; env?: NodeJS.ProcessEnv } = {},
): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'handover-exec-'));
  const file = join(folder, 'program.mjs');
  await writeFile(file, program);
  const started = startCommand(
    ['exec', ...flags, '--', process.execPath, file, ...args],
    through === undefined ? { env } : { through, env: { ...env, npm_lifecycle_event: 'npx' } },
  );
  void started.ended.then(() => rm(folder, { recursive: true }));
  return started;
}

exec(
  'runs a command with the environment of a bot, leaves its stdout alone, and exits with its exit code',
  async () => {
    const { ended, stdout, stderr } = await run(
      `const { GRAPH_URL, PAGE_ID, PAGE_TOKEN, APP_ID, APP_SECRET, VERIFY_TOKEN } = process.env;
     const page = await fetch(GRAPH_URL + '/v25.0/me?fields=id', { headers: { authorization: 'Bearer ' + PAGE_TOKEN } });
     const { ok, url, settled } = await (await fetch(GRAPH_URL + '/_sandbox/health')).json();
     const variables = await (await fetch(GRAPH_URL + '/_sandbox/apps/' + APP_ID + '/environment')).json();
     console.log(JSON.stringify([
       (await page.json()).id === PAGE_ID, ok, url === GRAPH_URL, settled, variables.APP_SECRET === APP_SECRET,
       variables.VERIFY_TOKEN === VERIFY_TOKEN, process.argv.slice(2),
     ]));
     process.exitCode = 7;`,
      { args: ['--port', 'two words', '--'] },
    );
    assert.is(await ended, 7);
    assert.equal(JSON.parse(stdout()), [true, true, true, true, true, true, ['--port', 'two words', '--']]);
    assert.match(stderr(), /^handover-sandbox: http:\/\/127\.0\.0\.1:\d+\/ runs while /);
  },
);

exec('passes signals on, and exits with 128 and the number of the signal that ended the command', async () => {
  const waits = (onSignal: string): Promise<Run> =>
    run(`${onSignal} setInterval(() => {}, 1000); console.log('the command waits');`);
  const killed = await waits('');
  await killed.shows(/the command waits/);
  killed.child.kill('SIGTERM');
  assert.is(await killed.ended, 143);

  const cleans = await waits("process.on('SIGINT', () => { console.log('cleaned up'); process.exit(3); });");
  await cleans.shows(/the command waits/);
  cleans.child.kill('SIGINT');
  assert.is(await cleans.ended, 3);
  assert.match(cleans.stdout(), 'cleaned up');
});

exec('ends the command with SIGTERM if npm or npx was ended, whose shell does not pass the signal on', async () => {
  const started = await run(
    `process.on('SIGTERM', () => { console.log('cleaned up'); process.exit(3); });
     setInterval(() => {}, 1000);
     console.log('the command waits');`,
    { through: 'sh' },
  );
  await started.shows(/the command waits/);
  started.child.kill('SIGTERM');
  await started.shows(/cleaned up/);
  await started.ended;
});

exec('explains a command that is missing or cannot be run', async () => {
  const missing = startCommand(['exec', '--', 'no-such-program']);
  assert.is(await missing.ended, 127);
  assert.match(missing.stderr(), 'no-such-program: command not found; give the name of a program in PATH, or a path');
  const none = startCommand(['exec', '--routing', 'off']);
  assert.is(await none.ended, 2);
  assert.match(none.stderr(), 'exec needs a command: handover-sandbox exec -- npm test');
  const notRunnable = startCommand(['exec', fileURLToPath(import.meta.url)]);
  assert.is(await notRunnable.ended, 126);
});

exec(
  'writes the timeline to stderr on request, and verifies the webhook of a bot that the command starts',
  async () => {
    const hook = await startWebhook('unused');
    const { ended, stdout, stderr } = await run(
      `const { GRAPH_URL } = process.env;
     const events = await fetch(GRAPH_URL + '/_sandbox/events?after=0');
     for await (const chunk of events.body.pipeThrough(new TextDecoderStream())) if (chunk.includes('"verified"')) break;
     await fetch(GRAPH_URL + '/_sandbox/people', { method: 'POST', body: new URLSearchParams({ name: 'Zoe' }) });
     await fetch(GRAPH_URL + '/_sandbox/people/Zoe/say', { method: 'POST', body: new URLSearchParams({ text: 'hi' }) });
     console.log('done');`,
      { flags: ['--timeline', '--webhook', hook.url, '--verify-token', 'verify-me'] },
    );
    assert.is(await ended, 0);
    assert.is(stdout(), 'done\n');
    assert.match(stderr(), /-- Bot: verified/);
    assert.match(stderr(), /Zoe: say "hi"/);
    await hook.close();
  },
);

exec('with --https, the command reaches https://graph.facebook.com by its environment alone', async () => {
  const { ended, stdout, stderr } = await run(
    `import { request } from 'node:http';
     import { get } from 'node:https';
     import { stat } from 'node:fs/promises';
     import { connect } from 'node:tls';
     const { GRAPH_URL, PAGE_ID, PAGE_TOKEN, HTTPS_PROXY, https_proxy, NO_PROXY, no_proxy, ...env } = process.env;
     const host = 'graph.facebook.com';
     const { hostname, port } = new URL(HTTPS_PROXY);
     request({ hostname, port, method: 'CONNECT', path: host + ':443' }).on('connect', (answer, socket) => {
       const createConnection = () => connect({ socket, servername: host });
       const url = 'https://' + host + '/v25.0/me?access_token=' + PAGE_TOKEN;
       get(url, { createConnection, headers: { connection: 'close' } }, async (response) => {
         const { id } = JSON.parse(await new Response(response).text());
         const direct = await fetch(GRAPH_URL + '/_sandbox/health');
         const files = [env.NODE_EXTRA_CA_CERTS, env.SSL_CERT_FILE, env.CURL_CA_BUNDLE, env.REQUESTS_CA_BUNDLE];
         await Promise.all(files.map((file) => stat(file)));
         console.log(JSON.stringify([id === PAGE_ID, direct.status, https_proxy === HTTPS_PROXY, NO_PROXY, no_proxy]));
         console.log(files[0]);
       });
     }).end();`,
    // A proxy of the machine and its exceptions must not lead a call past the sandbox.
    { flags: ['--https'], env: { ...process.env, https_proxy: 'http://127.0.0.1:9', NO_PROXY: '*' } },
  );
  assert.is(await ended, 0, stderr());
  const [values = '', file = ''] = stdout().split('\n');
  const direct = 'localhost,127.0.0.1,::1';
  assert.equal(JSON.parse(values), [true, 200, true, direct, direct]);
  assert.match(stderr(), /reaches it at https:\/\/graph\.facebook\.com and https:\/\/graph\.instagram\.com too/);
  await rejects(stat(file), /ENOENT/);
});

exec('starts from a session, with the webhook of the command line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'handover-session-'));
  const file = join(folder, 'session.json');
  const earlier = await createSandbox({ routing: 'off', page: { name: 'Bakery' } });
  await earlier.person('Ana').say('hi');
  await writeFile(file, JSON.stringify(earlier.exportSession()));
  await earlier.close();
  const hook = await startWebhook('unused', 'hush');
  const { ended, stdout } = await run(
    `const state = await (await fetch(process.env.GRAPH_URL + '/_sandbox/state')).json();
     console.log(JSON.stringify([state.routing, state.page.name, state.threads[0].newest.text, state.apps[0].webhookUrl]));`,
    { flags: ['--session', file, '--webhook', hook.url, '--verify-token', 'hush'] },
  );
  assert.is(await ended, 0);
  assert.equal(JSON.parse(stdout()), ['off', 'Bakery', 'hi', hook.url]);

  await writeFile(join(folder, 'broken.json'), '{\n  "format": oops\n}');
  await writeFile(join(folder, 'other.json'), '{ "format": "something else" }');
  const refusals = [
    [['--session', join(folder, 'absent.json')], 'absent.json: there is no such file'],
    [['--session', join(folder, 'broken.json')], 'broken.json: is not JSON'],
    [['--session', join(folder, 'other.json')], 'other.json: it is not a session of a sandbox'],
    [['--session', file, '--routing', 'on'], '--routing cannot be combined with --session'],
    [['--session', file, '--webhook', 'bot'], '--webhook must be an http or https address'],
  ] as const;
  const runs = refusals.map(async ([flags, message]) => {
    const refused = startCommand(['exec', ...flags, '--', process.execPath, '-e', "console.log('ran')"]);
    assert.is(await refused.ended, 2);
    assert.match(refused.stderr(), message);
    assert.not.match(refused.output(), /oops|ran\n/);
  });
  await Promise.all(runs);
  await rm(folder, { recursive: true });
  await hook.close();
});

exec.run();
