import * as assert from 'uvu/assert';
import { BOT, INBOX, type Scene, textsOf } from './scene.ts';

/** How a library's webhook differs from one that takes everything. */
export interface WebhookTraits {
  /** Fields that the bot must not be subscribed to, since the library's webhook would fail on them. */
  readonly without?: readonly string[];
  /** Status that the library's webhook answers to kinds of events that it can't handle. */
  readonly failsOn?: Readonly<Record<string, number>>;
}

/**
 * A person writes, the bot answers, the person asks for a human, the bot passes the thread to the Page Inbox, Nora
 * answers, marks the conversation as done, and the bot answers again.
 */
export async function playStory(
  { sandbox, until }: Scene,
  routing: 'on' | 'off' | 'primary',
  { failsOn = {} }: WebhookTraits = {},
): Promise<void> {
  sandbox.setRouting(routing);
  const ana = sandbox.person(`Ana, routing ${routing}`);
  const received = (text: string): Promise<void> =>
    until(() => ana.inbox.at(-1)?.text === text, `the bot's "${text}" among ${JSON.stringify(textsOf(ana))}`);
  const owned = (owner: string): Promise<void> =>
    until(() => sandbox.owner(ana.id) === owner, `${owner} as the owner of the thread`);

  await ana.say('hello');
  await received('You said: hello');
  await ana.say('a human, please');
  await received('One moment, a colleague takes over.');
  await owned(INBOX);
  await sandbox.inbox.reply(ana, 'Nora here, how can I help?');
  await ana.say('my order is late');
  await sandbox.settled();
  await sandbox.inbox.reply(ana, 'It arrives tomorrow.');
  await sandbox.inbox.done(ana);
  await ana.say('thanks');
  await received('You said: thanks');
  await sandbox.settled();

  assert.equal(textsOf(ana), [
    'You said: hello',
    'One moment, a colleague takes over.',
    'Nora here, how can I help?',
    'It arrives tomorrow.',
    'You said: thanks',
  ]);
  let deliveries = 0;
  for (const entry of sandbox.timeline) {
    if (entry.kind !== 'delivery' || entry.notSubscribed) continue;
    deliveries++;
    assert.equal([entry.app.id, entry.status], [BOT, failsOn[entry.event] ?? 200], entry.event);
  }
  assert.ok(deliveries > 0);
}
