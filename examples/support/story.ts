import { PAGE_INBOX_APP_ID } from '@handover/core';
import type { World } from './world.ts';

/** A check of a story failed. */
export class StoryError extends Error {
  override readonly name = 'StoryError';
}

/** Names the steps of a story, and checks their results. */
export function steps(say: (step: string) => void): {
  readonly next: (step: string) => void;
  readonly expect: (what: string, actual: unknown, expected: unknown) => void;
} {
  let step = '';
  return {
    next(text) {
      step = text;
      say(text);
    },
    expect(what, actual, expected) {
      if (JSON.stringify(actual) === JSON.stringify(expected)) return;
      throw new StoryError(`"${step}" failed: ${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
    },
  };
}

/**
 * Plays the main use case over real HTTP: a person writes, the bot answers, the person asks for a human, the bot hands
 * the thread to the inbox, a human answers while the bot is silent, the human is done, the bot has the thread again.
 *
 * @param say Called with each step before it runs.
 * @throws {StoryError} Names the failed step and the difference.
 */
export async function playStory({ sandbox, routing, made, env }: World, say: (step: string) => void): Promise<void> {
  const ana = sandbox.person('Ana');
  const thread = made.bot.thread({ pageId: sandbox.page.id, userId: ana.id });
  const { next, expect } = steps(say);
  /** Lets Ana write, and resolves to the answers. */
  const write = async (text: string): Promise<string[]> => {
    const before = ana.inbox.length;
    await ana.say(text);
    await sandbox.settled();
    return ana.inbox.slice(before).map((message) => message.text ?? '');
  };
  const owner = async (): Promise<string> => {
    const { owner } = await thread.state();
    return owner.kind === 'app' ? (owner.appId ?? 'another app') : owner.kind;
  };
  // With routing on, the default app owns a thread that it answers. With routing off no app does, and every app may
  // answer.
  const free = routing === 'on' ? { owner: env.APP_ID, known: 'self' } : { owner: null, known: 'idle' };

  next('Ana writes, and the bot answers');
  expect('the answer', await write('Hello!'), ['You said: Hello!']);
  expect('the owner', sandbox.owner(ana.id), free.owner);

  next('Ana asks for a human, and the bot hands the thread to the Page Inbox');
  expect('the answer', await write('Can I talk to a human?'), ['One moment, a colleague takes over.']);
  expect('the owner', sandbox.owner(ana.id), PAGE_INBOX_APP_ID);
  expect('what the bot knows', await owner(), PAGE_INBOX_APP_ID);

  next('A human answers in the inbox');
  await sandbox.inbox.reply(ana, 'Hi Ana, what can I do for you?');
  await sandbox.settled();
  expect('the newest message', ana.inbox.at(-1)?.text, 'Hi Ana, what can I do for you?');

  next('Ana writes to the human, and the bot is silent');
  expect('the answer', await write('My parcel never came. Are you a person?'), []);
  const refused = await thread.send('Me again!').then(
    () => 'sent',
    (error: Error) => error.name,
  );
  expect('the outcome of a message that the bot tries to send', refused, 'NotThreadOwnerError');

  next('The human is done');
  await sandbox.inbox.done(ana);
  await sandbox.settled();
  expect('the owner', sandbox.owner(ana.id), null);

  next('Ana writes, and the bot has the thread again');
  expect('the answer', await write('Thank you'), ['You said: Thank you']);
  expect('the owner', sandbox.owner(ana.id), free.owner);
  expect('what the bot knows', await owner(), free.known);

  const failed = sandbox.timeline.filter((entry) => entry.kind === 'delivery' && entry.status !== 200);
  expect('the number of deliveries that failed', failed.length, 0);
}
