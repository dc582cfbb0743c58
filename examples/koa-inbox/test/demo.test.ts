import { rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startExample } from '../../support/start-example.ts';
import { playStory } from '../story.ts';
import { startWorld } from '../world.ts';

const demo = suite('demo');
const FOLDER = new URL('../', import.meta.url);

demo('plays the whole story in both routing modes, says what was proved, and exits 0', async () => {
  const script = await startExample(FOLDER, { script: 'demo', args: ['--play'] });
  assert.is(await script.ended, 0, script.output());
  const lines = script.output().trimEnd().split('\n');
  assert.match(lines.at(-1) ?? '', /^Proved, with routing on and off:/);
  for (const line of [
    'Conversation Routing on',
    'Conversation Routing off',
    "** Ana's thread: Bot -> Page Inbox (pass)",
  ]) {
    assert.ok(script.output().includes(line), `it tells: ${line}`);
  }
});

demo('fails with the step and the reason where the story goes otherwise', async () => {
  const world = await startWorld({ routing: 'on' });
  try {
    world.sandbox.faults.calls({ do: 'fail', edge: 'messages', times: 100, error: { code: 100 } });
    const error = await rejects(
      playStory(world, () => undefined),
      'StoryError',
    );
    assert.match(error.message, /"Ana writes, and the bot answers" went otherwise: the answer is \[\]/);
  } finally {
    await world.close();
  }
});

demo('tells how to talk to the bot, shows what happens live, and ends cleanly on Ctrl-C', async () => {
  // Its usual ports may be taken, here by a demo that runs already.
  const other = await startExample(FOLDER, { script: 'demo' });
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
});

demo.run();
