import type { Person } from '@handover/sandbox';
import { BOT } from './machine.ts';
import type { Random } from './random.ts';
import type { Stage } from './stage.ts';

/** What people, agents, the help desk and the bot itself do, with weights. */
const DEEDS = {
  chat: 46,
  human: 8,
  desk: 4,
  release: 3,
  button: 4,
  'agent replies': 12,
  'agent is done': 4,
  'agent moves to main': 3,
  'desk takes': 3,
  'desk sends': 3,
  'desk passes': 3,
  'desk releases': 2,
  'bot reminds': 3,
  'bot regains': 2,
  'bot extends': 1,
} as const;

/**
 * Does something random with a thread, at once. Refusals are expected: the actors don't know who owns the thread.
 *
 * @returns Resolves when it is done. A call of the bot or the desk takes a while.
 */
export function somethingHappens(stage: Stage, person: Person, random: Random): Promise<unknown> {
  const { desk, sandbox, machines } = stage;
  const { id } = person;
  const thread = random.pick(machines).bot.thread({ pageId: sandbox.page.id, userId: id });
  const deed = random.weighted(DEEDS);
  switch (deed) {
    case 'chat':
      return person.say(`word ${random.int(0, 1e9)}`);
    case 'human':
    case 'desk':
    case 'release':
      return person.say(deed);
    case 'button':
      return person.tap('TALK_TO_HUMAN');
    case 'agent replies':
      return sandbox.inbox.reply(person, 'Nora here.');
    case 'agent is done':
      return sandbox.inbox.done(person);
    case 'agent moves to main':
      return sandbox.inbox.moveToMain(person);
    case 'desk takes':
      return orRefused(desk.takeThreadControl(id));
    case 'desk sends':
      return orRefused(desk.sendMessage(id, { text: 'The desk here.' }));
    case 'desk passes':
      return orRefused(desk.passThreadControl(id, { targetAppId: BOT, metadata: 'vip' }));
    case 'desk releases':
      return orRefused(desk.releaseThreadControl(id));
    case 'bot reminds':
      return orRefused(thread.send('A reminder.'));
    case 'bot regains':
      return orRefused(thread.regain({ metadata: 'back' }));
    case 'bot extends':
      return orRefused(thread.extendThreadControl({ durationSeconds: 43_200 }));
  }
}

/** Graph refuses much of what is tried here. An error outside our own classes is a surprise. */
async function orRefused(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (
      !(error instanceof Error) ||
      !/^(Graph|Connection|NotThreadOwner|Handover|HandOver|Store)Error$/.test(error.name)
    )
      throw error;
  }
}
