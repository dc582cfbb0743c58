import { steps } from '../support/story.ts';
import type { World } from '../support/world.ts';
import { QUIET_MS, type ShopBot } from './bot.ts';

/**
 * Plays the main use case over real HTTP: a customer writes, the bot answers, the customer asks for a person, the bot says
 * so and is silent, the owner answers on the phone, goes quiet, and the bot is back. Then the owner answers unasked.
 *
 * @param say Called with each step before it runs.
 * @param settle Resolves once the bot's store is idle. Until then its time must not jump.
 * @throws {StoryError} Names the failed step and the difference.
 */
export async function playShop(
  { sandbox, made }: World<ShopBot>,
  say: (step: string) => void,
  settle: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  const rita = sandbox.person('Rita');
  const { next, expect } = steps(say);
  const thread = made.bot.thread({ platform: 'whatsapp', pageId: sandbox.page.id, userId: rita.contact?.userId ?? '' });
  /** Lets something happen, and resolves to what Rita got meanwhile: at least `atLeast` messages. */
  const got = async (happens: () => Promise<unknown>, atLeast = 0): Promise<string[]> => {
    const before = rita.inbox.length;
    const arrived = new Promise<void>((resolve) => {
      const look = (): void => {
        if (rita.inbox.length < before + atLeast) return;
        stop();
        resolve();
      };
      const stop = sandbox.on('entry', look);
      look();
    });
    await happens();
    await arrived;
    await sandbox.settled();
    return rita.inbox.slice(before).map(({ text }) => text ?? '');
  };
  const later = async (ms: number): Promise<void> => {
    await settle();
    await sandbox.clock.advance(ms);
  };
  const write = (text: string, quickReplyPayload?: string): Promise<string[]> =>
    got(() => rita.say(text, quickReplyPayload === undefined ? {} : { quickReplyPayload }));
  const owner = async (): Promise<unknown> => {
    const { owner: known } = await thread.state();
    return known.kind === 'app' ? known.inbox : known.kind;
  };

  next('Rita writes, and the bot answers');
  expect('the answer', await write('Hello!'), ['You said: Hello!']);
  expect('the answer', await write('help'), ['I repeat what you write. Or would you like to talk to Nuno?']);

  next('Rita asks for a person, and the bot says so');
  expect('the answer', await write('Talk to Nuno', 'TALK_TO_HUMAN'), ['One moment, Nuno answers here himself.']);
  expect('what the bot knows', await owner(), 'phone');

  next('Rita writes, and the bot is silent');
  expect('the answer', await write('Are you there?'), []);

  next('Nuno answers on the phone');
  const reply = 'Hi Rita, Nuno here';
  expect('what Rita gets', await got(() => sandbox.phone.reply(rita, reply)), [reply]);

  next('Rita writes to Nuno, and the bot is silent');
  expect('the answer', await write('My parcel never came'), []);
  const statuses = sandbox.timeline.filter((entry) => entry.kind === 'delivery' && entry.event === 'status failed');
  expect('the number of messages that did not arrive', statuses.length, 0);

  next('Nuno goes quiet, and the bot is back');
  expect('what Rita gets', await got(() => later(QUIET_MS.asked), 1), ['The assistant is back. Anything else?']);
  expect('the answer', await write('Thank you'), ['You said: Thank you']);

  next('Nuno answers without being asked, and the bot is silent for a while');
  // WhatsApp dates in whole seconds: within the same second the echo could be older than the bot's return.
  await later(60_000);
  await got(() => sandbox.phone.reply(rita, 'It comes tomorrow'));
  expect('the answer', await write('Great'), []);
  await got(() => later(QUIET_MS.unasked));
  expect('the answer', await write('Are you open tomorrow?'), ['You said: Are you open tomorrow?']);

  const failed = sandbox.timeline.filter((entry) => entry.kind === 'delivery' && entry.status !== 200);
  expect('the number of deliveries that failed', failed.length, 0);
}
