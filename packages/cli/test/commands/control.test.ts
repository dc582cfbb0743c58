import { createSandbox, type Sandbox } from '@handover/sandbox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCommand } from '../support/run-command.ts';

const BOT = { id: '1450077300221199', name: 'Bot' };
const DESK = { id: '880042117756310', name: 'Desk' };

const control = suite('commands of thread control');
let sandbox: Sandbox;

control.before.each(async () => {
  sandbox = await createSandbox({ apps: [BOT, DESK] });
});
control.after.each(() => sandbox.close());

function run(...args: string[]) {
  return runCommand(args, { env: { ...sandbox.environment() } });
}

function ana(): string {
  return sandbox.person('Ana').id;
}

control('owner names the app that owns the thread, and until when', async () => {
  await sandbox.person('Ana').say('hi');
  await run('take', ana());
  const { code, stdout } = await run('owner', ana());
  assert.is(code, 0);
  assert.match(stdout, /^Your app owns the thread until \d{4}-\d\d-\d\dT.*Z\.\n$/);
  const { documents } = await run('owner', ana(), '--json');
  assert.is(documents[0]?.['state'], 'owned');
  assert.is(documents[0]?.['appId'], BOT.id);
});

control('pass gives the thread to an app, to the inbox and to the default app', async () => {
  await sandbox.person('Ana').say('hi');
  assert.is((await run('pass', ana(), '--to', DESK.id, '--metadata', 'hello')).code, 0);
  const { documents } = await run('owner', ana(), '--json');
  assert.is(documents[0]?.['appId'], DESK.id);
  const { code, stderr } = await run('pass', ana(), '--to', 'inbox');
  assert.is(code, 1);
  assert.match(stderr, /^handover: /);
  await run('take', ana());
  assert.is((await run('pass', ana(), '--to', 'inbox')).stdout, "Passed the thread to Meta's inbox.\n");
});

control('extend keeps the thread for the time given, and release gives it up', async () => {
  await sandbox.person('Ana').say('hi');
  await run('take', ana());
  assert.is((await run('extend', ana(), '--for', '3d')).stdout, 'Your app keeps the thread for 3d.\n');
  assert.is((await run('release', ana())).stdout, 'Released the thread.\n');
  assert.is((await run('owner', ana())).stdout, 'No app owns the thread.\n');
});

control('a refusal ends with exit code 1, the sentence of Meta and what to do', async () => {
  await sandbox.person('Ana').say('hi');
  await run('take', ana());
  await run('pass', ana(), '--to', DESK.id);
  const text = await run('release', ana());
  assert.is(text.code, 1);
  assert.is(text.stdout, '');
  const json = await run('release', ana(), '--json');
  assert.is(JSON.parse(json.stderr).error.kind, 'not_owner');
});

control('a missing setting ends with exit code 2 and both names of the setting', async () => {
  const { code, stderr } = await runCommand(['owner', '7312004455667788']);
  assert.is(code, 2);
  assert.match(stderr, /PAGE_TOKEN \(or --page-token\) is missing/);
});

control('a duration that Meta does not take is refused before any call', async () => {
  const { code, stderr } = await run('extend', ana(), '--for', '8d');
  assert.is(code, 2);
  assert.match(stderr, /from 1s to 7d/);
});

control.run();
