// Two bots of core, one per app, serve ten pages in one process: half of them on Instagram, two of them one Page.
import { createClient } from '@handover/client';
import { createHandover, type Handover } from '@handover/core';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, type Person, type Sandbox, type SandboxPage } from '../src/index.ts';
import { startDoor } from './model/bots-world.ts';
import { BOT, DESK } from './support/setup.ts';

const bots = suite('bots with many pages');

/** The bot of an app: one client for each page, with the page's own token. It passes to the inbox if it is asked to. */
function makeBot(sandbox: Sandbox, appId: string, logger: ReturnType<typeof memoryLogger>): Handover {
  const secret = sandbox.apps.find(({ id }) => id === appId)?.secret ?? '';
  const bot = createHandover({
    appId,
    appSecret: secret,
    clock: sandbox.clock,
    logger,
    client({ platform, pageId }) {
      const page = sandbox.pages.find((one) => one.platform === platform && entryId(one) === pageId);
      return (
        page &&
        createClient({ accessToken: page.accessToken(appId), appId, platform, pageId: page.id, baseUrl: sandbox.url })
      );
    },
  });
  bot.on('message', async ({ event, thread }) => {
    await thread.send(`${appId} on ${thread.pageId}: ${event.text}`);
    if (event.text === 'a human please') await thread.handOver('inbox');
  });
  return bot;
}

/** The id that deliveries of a page carry. */
function entryId({ platform, id, instagramId }: SandboxPage): string {
  return platform === 'instagram' ? instagramId : id;
}

bots('play the complete story on ten pages at once, and no thread leaks into another page', async () => {
  const doors = [await startDoor(), await startDoor()] as const;
  const sandbox = await createSandbox({
    apps: [BOT, DESK].map((id, at) => ({ id, webhookUrl: doors[at]?.url ?? '' })),
    pages: Array.from({ length: 10 }, (_, at) => ({
      // The last two are a Page and its Instagram account.
      ...(at >= 8 ? { id: '909' } : {}),
      platform: at % 2 === 0 ? ('messenger' as const) : ('instagram' as const),
      defaultApp: at < 5 ? BOT : DESK,
    })),
  });
  const logger = memoryLogger();
  const made = [makeBot(sandbox, BOT, logger), makeBot(sandbox, DESK, logger)] as const;
  for (const [at, door] of doors.entries()) door.open(made[at as 0 | 1]);
  try {
    const ana = new Map<SandboxPage, Person>(sandbox.pages.map((page) => [page, page.person('Ana')]));
    // The control: its people only watch.
    const quiet = sandbox.addPage({ name: 'Quiet' }).person('Zoe');
    const everywhere = async (act: (page: SandboxPage, person: Person) => Promise<unknown>): Promise<void> => {
      await Promise.all([...ana].map(([page, person]) => act(page, person)));
      await sandbox.settled();
    };
    const owners = (): (string | null)[] => [...ana].map(([page, person]) => page.owner(person.id));
    const apps = [...ana].map((_, at) => (at < 5 ? BOT : DESK));

    await everywhere((_, person) => person.say('hello'));
    assert.equal(owners(), apps);
    await everywhere((_, person) => person.say('a human please'));
    assert.equal(
      owners(),
      [...ana].map(([page]) => page.inbox.appId),
    );
    await everywhere((page, person) => page.inbox.reply(person, `Nora of ${page.name}`));
    await everywhere((_, person) => person.say('thank you'));
    // Half of the agents are done: the others keep their threads.
    const isDone = (page: SandboxPage): boolean => page.platform === 'instagram';
    await everywhere(async (page, person) => (isDone(page) ? page.inbox.done(person) : undefined));
    assert.equal(
      owners(),
      [...ana].map(([page]) => (isDone(page) ? null : page.inbox.appId)),
    );
    await everywhere((_, person) => person.say('one more thing'));
    assert.equal(
      owners(),
      [...ana].map(([page], at) => (isDone(page) ? apps[at] : page.inbox.appId)),
    );

    for (const [at, [page, person]] of [...ana].entries()) {
      const said = (text: string): string => `${apps[at]} on ${entryId(page)}: ${text}`;
      assert.equal(
        person.inbox.map(({ text }) => text),
        [
          said('hello'),
          said('a human please'),
          `Nora of ${page.name}`,
          ...(isDone(page) ? [said('one more thing')] : []),
        ],
        page.name,
      );
      const people = new Set(page.timeline.flatMap(({ person: one }) => (one ? [one.id] : [])));
      assert.equal([...people], [person.id], 'the timeline of a page names only its own people');
    }
    assert.equal(quiet.inbox, []);
    assert.equal(
      sandbox.timeline.filter((entry) => entry.kind === 'call' && entry.error),
      [],
    );
    // Each bot is right to warn of the pages whose default app is the other one. There is nothing else to warn of.
    const others = logger.loud.filter((line) => !line.includes('all_on_standby'));
    assert.equal(others, []);
  } finally {
    await Promise.all(made.map((bot) => bot.close()));
    await sandbox.close();
    await Promise.all(doors.map((door) => door.close()));
  }
});

bots.run();
