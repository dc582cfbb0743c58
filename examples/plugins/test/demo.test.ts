import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@handover/test-support/eventually';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type RunningExample, startExample } from '../../support/start-example.ts';

const demo = suite('demo');
const FOLDER = new URL('../', import.meta.url);

demo('plays the complete story in both routing modes, prints what it proved, and exits 0', async () => {
  const script = await startExample(FOLDER, { script: 'demo', args: ['--play'] });
  assert.is(await script.ended, 0, script.output());
  const lines = script.output().trimEnd().split('\n');
  assert.match(lines.at(-1) ?? '', /^Proved, with routing on and off:/);
  for (const line of [
    'Conversation Routing on',
    'Conversation Routing off',
    "** Ana's thread: Bot -> Page Inbox (pass)",
  ]) {
    assert.ok(script.output().includes(line), `it prints: ${line}`);
  }
});

demo('prints how to talk to the bot, shows all events live, and ends cleanly on Ctrl-C', async () => {
  // Its usual ports may be taken, for example by a running demo with a folder other than the developer's.
  const folder = await mkdtemp(join(tmpdir(), 'handover-demo-test-'));
  const other = await startExample(FOLDER, { script: 'demo', env: { DEMO_FOLDER: folder } });
  await other.prints(/Ctrl-C ends it/);
  const script = await startExample(FOLDER, { script: 'demo' });
  await script.prints(/Ctrl-C ends it/);
  other.process.kill('SIGTERM');
  assert.is(await other.ended, 0, other.output());
  const say = /curl -d text='Hello!' (\S+)/.exec(script.output())?.[1] ?? '';
  assert.ok((await fetch(say, { method: 'POST', body: new URLSearchParams({ text: 'Hello!' }) })).ok);
  await script.prints(/Webhook -> Bot: echo on messaging "You said: Hello!" = 200/);
  script.process.kill('SIGINT');
  assert.is(await script.ended, 0, script.output());
  assert.match(script.output(), /have ended\.\s*$/);
  await rm(folder, { recursive: true, force: true });
});

demo('ends with the reason and the way out if its session can’t be read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'handover-demo-test-'));
  await writeFile(join(folder, 'sandbox.json'), '{"half');
  const script = await startExample(FOLDER, { script: 'demo', env: { DEMO_FOLDER: folder } });
  assert.is(await script.ended, 1);
  assert.match(script.output(), /sandbox\.json can't be read: delete the folder \S+ to start over/);
  await rm(folder, { recursive: true, force: true });
});

demo('ends cleanly after its folder was deleted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'handover-demo-test-'));
  const script = await startExample(FOLDER, { script: 'demo', env: { DEMO_FOLDER: folder } });
  await script.prints(/Ctrl-C ends it/);
  // The demo may be writing a file just now.
  await rm(folder, { recursive: true, maxRetries: 10 });
  script.process.kill('SIGINT');
  assert.is(await script.ended, 0, script.output());
  assert.match(script.output(), /The session could not be written: ENOENT/);
  assert.match(script.output(), /have ended\.\s*$/);
});

demo('continues after a kill: a thread that the agents have left still comes back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'handover-demo-test-'));
  const start = async (): Promise<{ script: RunningExample; control: string }> => {
    const script = await startExample(FOLDER, { script: 'demo', env: { DEMO_FOLDER: folder } });
    const url = await script.prints(/(http:\/\/\S+)\/_sandbox\/people\/Ana\/say/);
    return { script, control: `${url}/_sandbox` };
  };
  const post = async (address: string, fields: Record<string, string>): Promise<void> => {
    assert.ok((await fetch(address, { method: 'POST', body: new URLSearchParams(fields) })).ok);
  };
  try {
    const first = await start();
    await post(`${first.control}/people/Ana/say`, { text: 'Can I talk to a human?' });
    await first.script.prints(/Ana's thread: Bot -> Page Inbox/);
    await post(`${first.control}/inbox/Ana/reply`, { text: 'Hi Ana!' });
    await first.script.prints(/Webhook -> Bot: echo on standby "Hi Ana!" = 200/);
    await eventually('the session is written', async () =>
      (await readFile(join(folder, 'sandbox.json'), 'utf8').catch(() => '')).includes('Hi Ana!'),
    );
    first.script.process.kill('SIGKILL');
    await first.script.ended;

    const second = await start();
    assert.match(second.script.output(), /continues where it ended/);
    await post(`${second.control}/clock/advance`, { ms: String(15 * 60_000) });
    await second.script.prints(/Ana's thread: Page Inbox -> Bot \(take\)/);
    await second.script.prints(/echo on messaging "My colleague has gone/);
    await second.script.stop();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

demo.run();
