import { setTimeout as sleep } from 'node:timers/promises';
import { PAGE_INBOX_APP_ID } from '@handover/core';
import { steps } from '../support/story.ts';
import type { World } from '../support/world.ts';
import { type PluginsBot, TAKE_BACK_AFTER_MS } from './bot.ts';

/** A due takeback takes a few calls to a sandbox on the same machine. */
const ENDS_WITHIN_MS = 10_000;

/**
 * Plays what the plugins add, over real HTTP: visible personas, agents who go quiet, and a thread that the bot takes
 * back where Meta allows it.
 *
 * @param say Called with each step before it runs.
 * @throws {StoryError} Names the failed step and the difference.
 */
export async function playPlugins(world: World<PluginsBot>, say: (step: string) => void): Promise<void> {
  const { sandbox, routing, made, env } = world;
  const ben = sandbox.person('Ben');
  const { next, expect } = steps(say);
  const ended = new Promise<string>((resolve) => {
    made.bot.on('taken_back', ({ claimed }) =>
      resolve(claimed ? 'taken back from people who had answered' : 'taken back'),
    );
    made.bot.on('takeback_failed', ({ reason }) => resolve(reason));
  });
  const outcome = async (): Promise<string> => {
    const late = new AbortController();
    const nothing = sleep(ENDS_WITHIN_MS, `nothing in ${ENDS_WITHIN_MS} ms`, { signal: late.signal });
    try {
      return await Promise.race([ended, nothing]);
    } finally {
      late.abort();
      nothing.catch(() => undefined);
    }
  };
  const newest = (): unknown[] => {
    const message = ben.inbox.at(-1);
    return [message?.persona?.name ?? null, message?.text];
  };

  next('Ben writes, and is answered by a persona');
  await ben.say('Good morning');
  await sandbox.settled();
  expect('the answer', newest(), ['Robin (assistant)', 'You said: Good morning']);

  next('Ben asks for his order, and another persona answers');
  await ben.say('Where is my order?');
  await sandbox.settled();
  expect('the answer', newest(), ['Otto (order desk)', 'The order desk here. Which order is it?']);

  next('Ben wants a person, who answers in the Page Inbox and then goes quiet');
  await ben.say('Is there a person?');
  await sandbox.settled();
  await sandbox.inbox.reply(ben, 'Nora here, one moment.');
  await sandbox.settled();
  expect('the newest message', newest(), [null, 'Nora here, one moment.']);
  expect('the owner', sandbox.owner(ben.id), PAGE_INBOX_APP_ID);

  next('A quarter of an hour later the bot tries to get the thread back');
  await sandbox.clock.advance(TAKE_BACK_AFTER_MS.answered);
  if (routing === 'on') {
    expect('the outcome', await outcome(), 'taken back from people who had answered');
    await sandbox.settled();
    expect('the owner', sandbox.owner(ben.id), env.APP_ID);
    expect('the newest message', newest(), ['Otto (order desk)', 'My colleague has gone. Is there anything else?']);
  } else {
    // Without routing, the bot can only request the thread, and Meta's inbox never answers such a request.
    await sandbox.settled();
    await sandbox.clock.advance(60_000);
    expect('the outcome', await outcome(), 'not_granted');
    expect('the owner', sandbox.owner(ben.id), PAGE_INBOX_APP_ID);
  }
}
