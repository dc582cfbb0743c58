// `pnpm demo`: the bot and a sandbox, live, to talk to. `pnpm demo --play`: the whole story, played and checked.
import { formatTimelineEntry, type Sandbox } from '@handover/sandbox';
import { playStory } from './story.ts';
import { startWorld } from './world.ts';

const print = (text = ''): void => void process.stdout.write(`${text}\n`);

/** Plays the story in one routing mode, with its timeline. */
async function play(routing: 'on' | 'off'): Promise<void> {
  print(`\nConversation Routing ${routing}\n${'='.repeat(23 + routing.length - 2)}`);
  const world = await startWorld({ routing });
  const stop = world.sandbox.on('entry', (entry) => print(`  ${formatTimelineEntry(entry)}`));
  try {
    await playStory(world, (step) => print(`\n${step}`));
  } finally {
    stop();
    await world.close();
  }
}

/** Ben has written before anybody looks, and waits for a human; Ana has yet to begin. */
async function openTheDoors(sandbox: Sandbox): Promise<void> {
  const ben = sandbox.person('Ben');
  await ben.getStarted();
  await sandbox.settled();
  await ben.say('Talk to a human', { quickReplyPayload: 'TALK_TO_HUMAN' });
  await sandbox.settled();
  await ben.say('My kettle came without its lid.');
  await sandbox.settled();
}

/** Runs until Ctrl-C. */
async function live(): Promise<void> {
  const world = await startWorld({ routing: 'on', ports: { sandbox: 7070, bot: 3000 } });
  const { sandbox, botUrl } = world;
  const control = `${sandbox.url}/_sandbox`;
  // Before anything is printed: who reads that it runs may end it at once.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  const ana = sandbox.person('Ana');
  await openTheDoors(sandbox);
  print(`Open ${sandbox.url}/ : be the customer, be the human in the inbox, and see who owns the thread.

A Koa bot and a local Messenger are running, on this machine alone:

  the page            ${sandbox.url}/
  the bot's webhook   ${botUrl}
  the sandbox         ${sandbox.url}   (Graph for the bot, people and an inbox for you)

Without a browser, be the customer, Ana (PSID ${ana.id}):

  curl -d text='Hello!' ${control}/people/Ana/say
  curl -d text='Can I talk to a human?' ${control}/people/Ana/say
  curl ${control}/people/Ana/inbox

Be the human in the Page Inbox; the bot stays silent until you are done:

  curl -d text='Hi Ana, how can I help?' ${control}/inbox/Ana/reply
  curl -X POST ${control}/inbox/Ana/done

All that can be done is listed at ${control}/

What happens, live, with the owner of the thread at the end of each line. Ctrl-C ends it.
`);
  sandbox.on('entry', (entry) => print(formatTimelineEntry(entry)));
  await stopped;
  await world.close();
  print('\nThe bot and the sandbox have ended.');
}

try {
  if (process.argv.includes('--play')) {
    await play('on');
    await play('off');
    print(
      '\nProved, with routing on and off: the bot answered, handed the thread to a human, was silent while the human answered, and had the thread again once the human was done.',
    );
  } else {
    await live();
  }
} catch (error) {
  process.stderr.write(`\nThe demo failed. ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
