import type { Owner } from '@handover/core';
import type { CallEntry, Sandbox } from '@handover/sandbox';
import { propertyRuns, replayedCommands } from '@handover/test-support/property-runs';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ANSWERED, type BotIndex, type BotStep, BotsReference } from './bots-reference.ts';
import { type BotUnderTest, callByBot, type Door, makeBot, startDoor } from './bots-world.ts';
import { Reference } from './reference.ts';
import { APPS, perform, type SandboxWorld, START, startSandbox } from './sandbox-world.ts';
import { aCall, aHappening, aScene, type PersonIndex, type Scene } from './steps.ts';

const bots = suite('what bots believe');

const doors: Door[] = [];

bots.before(async () => {
  doors.push(await startDoor(), await startDoor());
});

bots.after(async () => {
  await Promise.all(doors.map((door) => door.close()));
});

const BOTS = [0, 1] as const satisfies BotIndex[];
const PEOPLE = [0, 1] as const satisfies PersonIndex[];

/** Longer than a second, so that no two steps have the same time, even where the wire has only seconds. */
const TICK_MS = 1_010;

/** A sandbox with its people, and the bots of two of its apps. */
interface BotsWorld extends SandboxWorld {
  readonly bots: readonly [BotUnderTest, BotUnderTest];
}

class Happening implements fc.AsyncCommand<BotsReference, BotsWorld> {
  readonly step: BotStep;

  constructor(step: BotStep) {
    this.step = step;
  }

  check(reference: Readonly<BotsReference>): boolean {
    return reference.isPossible(this.step);
  }

  async run(reference: BotsReference, world: BotsWorld): Promise<void> {
    const { sandbox } = world;
    const label = `said at ${reference.tables.page.now - START}`;
    reference.apply({ do: 'wait', ms: TICK_MS }, label);
    await sandbox.clock.advance(TICK_MS);

    const before = sandbox.timeline.at(-1)?.seq ?? 0;
    const answer = await act(reference, world, this.step, label);
    await sandbox.settled();
    const expected = reference.apply(this.step, label);
    assert.ok(
      answer === expected.answer || answer?.startsWith(`${expected.answer}/`),
      `${answer} is not ${expected.answer}`,
    );
    for (const index of BOTS) {
      const { fired } = world.bots[index];
      const calls = callsOf(sandbox, APPS[index]?.id ?? '', before);
      const did = {
        fired: fired.splice(0),
        attempts: calls.filter(({ path }) => path.endsWith('/messages')).length,
        lookUps: calls.filter(({ path }) => path.endsWith('/thread_owner')).length,
      };
      same(did, expected.deeds[index], `what bot ${index} does`);
    }
    await sameBeliefs(reference, world);
  }

  toString(): string {
    return JSON.stringify(this.step);
  }
}

function same(actual: unknown, expected: unknown, what: string): void {
  assert.equal(actual, expected, `${what}: ${JSON.stringify(actual)}, by the model ${JSON.stringify(expected)}`);
}

/** Runs the step: a bot's call through the bot's thread, other steps as in a story without bots. */
async function act(
  reference: BotsReference,
  world: BotsWorld,
  step: BotStep,
  label: string,
): Promise<string | undefined> {
  const { tables } = reference;
  if (step.do === 'look up') {
    return answerOf(world.bots[step.by].thread(world.people[step.person].id).getThreadOwner());
  }
  const caller = 'by' in step ? tables.callerOf(step) : 2;
  if (!('by' in step) || caller === 2) return perform(world, tables, step, label);
  const to = 'to' in step ? tables.idOf(step.to) : undefined;
  return answerOf(callByBot(world.bots[caller].thread(world.people[step.person].id), step, label, to));
}

/** `ok`, the code of Meta's refusal, `silent` if the bot made no call, or the name of another error. */
async function answerOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const refusal = (error.name === 'NotThreadOwnerError' ? (error.cause ?? 'silent') : error) as
      | { code?: number; subcode?: number; name?: string }
      | 'silent';
    if (refusal === 'silent') return refusal;
    if (refusal.name === 'ConnectionError') return `${error.name} ${error.message}`;
    if (refusal.name !== 'GraphError') return error.name;
    return refusal.subcode === undefined ? `${refusal.code}` : `${refusal.code}/${refusal.subcode}`;
  }
}

function callsOf({ timeline }: Sandbox, appId: string, after: number): CallEntry[] {
  return timeline.filter(
    (entry): entry is CallEntry => entry.kind === 'call' && entry.seq > after && entry.app?.id === appId,
  );
}

async function sameBeliefs(reference: BotsReference, world: BotsWorld): Promise<void> {
  const { page } = reference.tables;
  for (const bot of BOTS) {
    for (const person of PEOPLE) {
      const { id } = world.people[person];
      const { owner, mayReply } = await world.bots[bot].thread(id).state();
      const believed = reference.belief(bot, person).owner(page.now);
      same(wordOf(owner), believed, `the owner of the thread of person ${person} as bot ${bot} believes`);
      assert.is(mayReply, !believed.startsWith('app:'));
      if (owner.kind !== 'self' || reference.isDeceived(bot, person)) continue;
      const real = world.sandbox.owner(id);
      assert.ok(real === null || real === APPS[bot]?.id, `bot ${bot} believes that it owns a thread of ${real}`);
    }
  }
}

function wordOf(owner: Owner): string {
  return owner.kind === 'app' ? `app:${owner.appId ?? '?'}` : owner.kind;
}

async function agree(scene: Scene, story: Iterable<fc.AsyncCommand<BotsReference, BotsWorld>>): Promise<void> {
  const urls = new Map(doors.map(({ url }, index) => [APPS[index]?.id ?? '', url]));
  const sandbox = await startSandbox(scene, urls);
  const people = [sandbox.person('Ana'), sandbox.person('Ben')] as const;
  const made = (await Promise.all(
    APPS.slice(0, 2).map(({ id }, index) =>
      makeBot({ sandbox, scene, appId: id, answers: index === 0 ? people[ANSWERED].id : undefined }),
    ),
  )) as [BotUnderTest, BotUnderTest];
  try {
    for (const [index, { bot }] of made.entries()) doors[index]?.open(bot);
    const tables = new Reference(scene, { apps: APPS, userIds: people.map(({ id }) => id), now: START });
    const real = { sandbox, people, hooks: new Map(), bots: made };
    await fc.asyncModelRun(() => ({ model: new BotsReference(tables), real }), story);
  } finally {
    await sandbox.close();
    await Promise.all(made.map(({ bot }) => bot.close()));
  }
}

bots(
  'bots believe what their deliveries and answers say, never own a thread of another app, and send accordingly',
  async () => {
    const aLookUp = fc.record({
      do: fc.constant('look up' as const),
      by: fc.constantFrom(...BOTS),
      person: fc.constantFrom(...PEOPLE),
    });
    const steps: fc.Arbitrary<BotStep>[] = [aHappening, aCall, aLookUp];
    const commands = steps.map((step) => step.map((each) => new Happening(each)));
    const stories = fc.commands(commands, { maxCommands: 25, size: 'max', ...replayedCommands() });
    await fc.assert(fc.asyncProperty(aScene, stories, agree), propertyRuns(20));
  },
);

/** An app takes and releases a thread unseen. The bot's send takes nothing without the toggle; the inbox takes. */
const RELEASED_UNSEEN: readonly BotStep[] = [
  { do: 'toggle', app: 0, canTake: false, standby: false },
  { do: 'take', by: 1, person: 0, note: false },
  { do: 'say', person: 0 },
  { do: 'send', by: 0, person: 0, with: 'nothing', to: 0 },
  { do: 'release', by: 'owner', person: 0 },
  { do: 'send', by: 0, person: 0, with: 'human agent', to: 0 },
  { do: 'reply', person: 0 },
];

bots('a bot may be wrong when a thread released unseen accepts its message under HUMAN_AGENT', async () => {
  const scene: Scene = { routing: 'on', platform: 'messenger', defaultApp: 0 };
  await agree(
    scene,
    RELEASED_UNSEEN.map((step) => new Happening(step)),
  );
});

bots.run();
