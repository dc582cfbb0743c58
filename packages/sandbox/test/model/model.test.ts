import { propertyRuns, replayedCommands } from '@handover/test-support/property-runs';
import { startWebhook, type Webhook } from '@handover/test-support/webhook';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BOT, contract, DESK, graphCall, SECRETS, THIRD, TOKENS } from '../support/setup.ts';
import { deliveredLines } from './delivered-lines.ts';
import { Reference } from './reference.ts';
import { APPS, perform, type SandboxWorld, START, startSandbox } from './sandbox-world.ts';
import {
  type AppIndex,
  aCall,
  aFieldHappening,
  aFieldScene,
  aHappening,
  type PersonIndex,
  type Scene,
  type Step,
} from './steps.ts';

const model = suite('the sandbox and the tables of the protocol');

const hooks = new Map<string, Webhook>();

model.before(async () => {
  for (const id of [BOT, DESK, THIRD]) hooks.set(id, await startWebhook(SECRETS[id] ?? ''));
});

model.after(async () => {
  await Promise.all([...hooks.values()].map((hook) => hook.close()));
});

/** Moves the clock a little before each step, so that no two steps have the same time. */
const TICK: Step = { do: 'wait', ms: 10 };

class Happening implements fc.AsyncCommand<Reference, SandboxWorld> {
  readonly step: Step;

  constructor(step: Step) {
    this.step = step;
  }

  check(reference: Readonly<Reference>): boolean {
    return reference.isPossible(this.step);
  }

  async run(reference: Reference, world: SandboxWorld): Promise<void> {
    const { step } = this;
    const { page } = reference;
    const label = `said at ${page.now - START}`;
    reference.apply(TICK, label);
    await perform(world, reference, TICK, label);
    const answer = await perform(world, reference, step, label);
    const expected = reference.apply(step, label);
    const { unsent = new Map() } = world;
    assert.ok(isAnswer(answer, expected.answer), `${answer} is not ${expected.answer}`);
    await world.sandbox.settled();
    for (const [app, hook] of world.hooks) {
      const delivered = expected.delivered.filter((each) => each.app === app).map(({ says }) => says);
      const received = hook.received.splice(0);
      same(
        received.flatMap((each) => deliveredLines(each, unsent)),
        delivered,
        `deliveries to ${app}`,
      );
      for (const { body, signed } of received) {
        // The contract does not describe lists given by hand.
        const problems = step.do === 'foreign list' ? [] : contract.validateDelivery(body);
        assert.equal([problems, signed], [[], true]);
      }
    }
    await sameFlags(reference, world);
    await sameOwners(reference, world);
  }

  toString(): string {
    return JSON.stringify(this.step);
  }
}

/** Compares, and puts both values into the message, because fast-check shows only the message of a failure. */
function same(actual: unknown, expected: unknown, what: string): void {
  assert.equal(actual, expected, `${what}: ${JSON.stringify(actual)}, by the tables ${JSON.stringify(expected)}`);
}

function isAnswer(answer: string | undefined, expected: string | undefined): boolean {
  return answer === expected || (expected !== undefined && answer?.startsWith(`${expected}/`) === true);
}

/** Checks the page's flags of its protocols. */
async function sameFlags({ flags }: Reference, { sandbox }: SandboxWorld): Promise<void> {
  const fields = { fields: 'messaging_feature_status' };
  const { body } = await graphCall(sandbox.url, TOKENS[BOT] ?? '', 'GET', 'me', fields);
  same(body['messaging_feature_status'], flags, 'messaging_feature_status');
}

/** Checks owner and end of control, in the sandbox and as each app may see them. */
async function sameOwners(reference: Reference, { sandbox, people }: SandboxWorld): Promise<void> {
  for (const person of [0, 1] as const satisfies PersonIndex[]) {
    const { id } = people[person];
    same(sandbox.owner(id), reference.thread(person).owner, 'the owner');
    for (const app of [0, 1, 2] as const satisfies AppIndex[]) {
      const token = TOKENS[reference.app(app).id] ?? '';
      const { body, result } = await graphCall(sandbox.url, token, 'GET', 'me/thread_owner', { recipient: id });
      same(result, reference.scene.hidesOwners === true ? '100' : 'ok', 'the answer of thread_owner');
      if (reference.scene.hidesOwners) continue;
      const shown = reference.ownerShown(app, person);
      same(body['data'], shown === undefined ? [] : [{ thread_owner: shown }], 'thread_owner');
    }
  }
}

async function agree(scene: Scene, story: Iterable<fc.AsyncCommand<Reference, SandboxWorld>>): Promise<void> {
  const urls = new Map([...hooks].map(([id, { url }]) => [id, url]));
  const sandbox = await startSandbox(scene, urls);
  try {
    const people = [sandbox.person('Ana'), sandbox.person('Ben')] as const;
    for (const hook of hooks.values()) hook.received.length = 0;
    const reference = new Reference(scene, { apps: APPS, userIds: people.map(({ id }) => id), now: START });
    await fc.asyncModelRun(() => ({ model: reference, real: { sandbox, people, hooks, unsent: new Map() } }), story);
  } finally {
    await sandbox.close();
  }
}

model(
  'sandbox and tables agree on every owner, end of control, answer and delivery, for any steps in any order',
  async () => {
    const commands = [aHappening, aCall, aFieldHappening].map((step) => step.map((each) => new Happening(each)));
    const stories = fc.commands(commands, { maxCommands: 25, size: 'max', ...replayedCommands() });
    await fc.assert(fc.asyncProperty(aFieldScene, stories, agree), propertyRuns(20));
  },
);

model.run();
