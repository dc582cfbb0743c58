// `pnpm demo`: the bot and a sandbox, live, to talk to. `pnpm demo --play`: plays and checks the complete story.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatTimelineEntry, type Sandbox } from '@handover/sandbox';
import { playStory } from '../support/story.ts';
import { startWorld, type World } from '../support/world.ts';
import { createBot, type PluginsBot } from './bot.ts';
import type { Memory } from './memory.ts';
import { playPlugins } from './plugins-story.ts';
import { keepSession, sessionIn } from './session-file.ts';
import { sqliteMemory } from './sqlite-memory.ts';

const USUAL_PORTS = { sandbox: 7070, bot: 3000 } as const;
const FOLDER = process.env['DEMO_FOLDER'];

const print = (text = ''): void => void process.stdout.write(`${text}\n`);

/** Starts a world whose bot stores its state in a SQLite file in `folder`. */
async function start(
  routing: 'on' | 'off',
  folder: (sandbox: Sandbox) => string | Promise<string>,
  options: { readonly ports?: typeof USUAL_PORTS; readonly session?: (folder: string) => unknown } = {},
): Promise<{ readonly world: World<PluginsBot>; readonly folder: string; close(): Promise<void> }> {
  const { ports, session } = options;
  let place = '';
  let memory: Memory | undefined;
  const world = await startWorld({
    routing,
    ...(ports === undefined ? {} : { ports }),
    async session(sandbox) {
      place = await folder(sandbox);
      return session?.(place);
    },
    // A shared clock, so that a day in the sandbox is a day for the bot.
    createBot(env, clock) {
      memory = sqliteMemory(join(place, 'bot.sqlite'));
      return createBot(env, { store: memory.store, scheduler: memory.scheduler, clock });
    },
  });
  return {
    world,
    folder: place,
    async close() {
      await world.close();
      memory?.close();
    },
  };
}

/** Plays the story in one routing mode, with its timeline. */
async function play(routing: 'on' | 'off'): Promise<void> {
  print(`\nConversation Routing ${routing}\n${'='.repeat(23 + routing.length - 2)}`);
  const folder = await mkdtemp(join(tmpdir(), 'handover-demo-'));
  const { world, close } = await start(routing, () => folder);
  const stop = world.sandbox.on('entry', (entry) => print(`  ${formatTimelineEntry(entry)}`));
  try {
    await playStory(world, (step) => print(`\n${step}`));
    await playPlugins(world, (step) => print(`\n${step}`));
  } finally {
    stop();
    await close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Sets the scene: Ben has written and waits for a human; Ana has not started yet. */
async function openTheDoors(sandbox: Sandbox): Promise<void> {
  const ben = sandbox.person('Ben');
  await ben.getStarted();
  await sandbox.settled();
  await ben.say('Talk to a human', { quickReplyPayload: 'TALK_TO_HUMAN' });
  await sandbox.settled();
  await ben.say('My kettle came without its lid.');
  await sandbox.settled();
}

/** Runs until Ctrl-C. At the next start it continues where it ended, even after a kill. */
async function live(): Promise<void> {
  let temporary: string | undefined;
  const { world, folder, close } = await start(
    'on',
    async ({ url }) => {
      if (FOLDER !== undefined) return FOLDER;
      // Another demo uses the usual port and the stored files, so this one starts with an empty folder.
      if (!url.endsWith(`:${USUAL_PORTS.sandbox}`)) temporary = await mkdtemp(join(tmpdir(), 'handover-demo-'));
      return temporary ?? fileURLToPath(new URL('.demo', import.meta.url));
    },
    { ports: USUAL_PORTS, session: sessionIn },
  );
  const { sandbox, botUrl } = world;
  const control = `${sandbox.url}/_sandbox`;
  // Registered before anything is printed: a reader of the output may end the process at once.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  const goesOn = sandbox.people.length > 0;
  const ana = sandbox.person('Ana');
  const keeping = keepSession(sandbox, folder);
  if (!goesOn) await openTheDoors(sandbox);
  print(`Open ${sandbox.url}/ : be the customer, be the human in the inbox, and see who owns the thread.

A Koa bot and a local Messenger are running, on this machine alone:

  the page            ${sandbox.url}/
  the bot's webhook   ${botUrl}
  stored state        ${folder}${goesOn ? '   (continues where it ended; delete it to start over)' : ''}

Without a browser, be the customer, Ana (PSID ${ana.id}):

  curl -d text='Hello!' ${control}/people/Ana/say
  curl -d text='Can I talk to a human?' ${control}/people/Ana/say
  curl ${control}/people/Ana/inbox

Be the human in the Page Inbox; the bot stays silent until you are done, or quiet for a quarter of an hour:

  curl -d text='Hi Ana, how can I help?' ${control}/inbox/Ana/reply
  curl -X POST ${control}/inbox/Ana/done
  curl -d ms=900000 ${control}/clock/advance

All actions are listed at ${control}/

All events, live, with the owner of the thread at the end of each line. Ctrl-C ends it.
`);
  sandbox.on('entry', (entry) => print(formatTimelineEntry(entry)));
  await stopped;
  await keeping.stop();
  await close();
  if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  print('\nThe bot and the sandbox have ended.');
}

try {
  if (process.argv.includes('--play')) {
    await play('on');
    await play('off');
    print(
      '\nProved, with routing on and off: the bot answered under its persona, handed the thread to a human, was silent while the human answered, and had the thread again once the human was done. Where Meta allows it, it took a thread back from a human who had gone quiet.',
    );
  } else {
    await live();
  }
} catch (error) {
  process.stderr.write(`\nThe demo failed. ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
