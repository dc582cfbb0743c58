import { rejects } from '@handover/testkit';
import { suite } from 'uvu';
import { playStory } from '../../support/story.ts';
import { startWorld, type World } from '../../support/world.ts';
import { createBot } from '../bot.ts';

const story = suite('the story of the bot');

const start = (routing: 'on' | 'off'): Promise<World> =>
  startWorld({ routing, createBot: (env, clock) => createBot(env, { clock }) });

for (const routing of ['on', 'off'] as const) {
  story(`is played to its end with routing ${routing}`, async () => {
    const world = await start(routing);
    try {
      await playStory(world, () => undefined);
    } finally {
      await world.close();
    }
  });
}

story('fails with the step and the reason if a check fails', async () => {
  const world = await start('on');
  try {
    world.sandbox.faults.calls({ do: 'fail', edge: 'messages', times: 100, error: { code: 100 } });
    const failure = /"Ana writes, and the bot answers" failed: the answer is \[\]/;
    await rejects(
      playStory(world, () => undefined),
      failure,
    );
  } finally {
    await world.close();
  }
});

story.run();
