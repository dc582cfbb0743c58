import { createSandbox, type Person, type Sandbox, type TimelineEntry } from '@handover/sandbox';
import * as assert from 'uvu/assert';
import { type RunningExample, startExample } from './start-example.ts';

const APP_ID = '1450077300221199';
const VERIFY_TOKEN = 'a-token-of-your-choice';

/** An existing bot, and a sandbox as its Messenger. */
export interface ExistingBot {
  readonly sandbox: Sandbox;
  readonly example: RunningExample;
  close(): Promise<void>;
}

/** Starts a sandbox and an example's bot, and lets the sandbox verify the bot's webhook. */
export async function startExistingBot(
  folder: URL,
  options: { readonly routing: 'on' | 'off'; readonly script?: string },
): Promise<ExistingBot> {
  const { routing, script = 'start' } = options;
  const sandbox = await createSandbox({ routing, apps: [{ id: APP_ID, name: 'Bot', verifyToken: VERIFY_TOKEN }] });
  const [app] = sandbox.apps;
  const env = {
    PORT: '0',
    GRAPH_URL: sandbox.url,
    PAGE_TOKEN: app?.accessToken,
    APP_ID,
    APP_SECRET: app?.secret,
    VERIFY_TOKEN,
  };
  const example = await startExample(folder, { script, env });
  const close = async (): Promise<void> => {
    await sandbox.close();
    await example.stop();
  };
  try {
    const url = await example.prints(/The bot answers at (\S+)/);
    sandbox.setWebhook(APP_ID, { url, verifyToken: VERIFY_TOKEN });
    await sandbox.verifyWebhook(APP_ID);
  } catch (error) {
    await close();
    throw error;
  }
  return { sandbox, example, close };
}

/** Lets a person write (or tap a quick reply), and resolves to the bot's answer. Rejects if the bot ends first. */
export async function ask(
  { sandbox, example }: ExistingBot,
  person: Person,
  text: string,
  quickReplyPayload?: string,
): Promise<string> {
  const before = person.inbox.length;
  // A bot may send its 200 before its answer, so waiting for settled deliveries is not enough.
  const answered = new Promise<void>((resolve, reject) => {
    const stop = sandbox.on('entry', () => {
      if (person.inbox.length === before) return;
      stop();
      resolve();
    });
    example.ended.then(() => {
      stop();
      reject(new Error(`The bot ended before it answered:\n${example.output()}`));
    });
  });
  await person.say(text, quickReplyPayload === undefined ? {} : { quickReplyPayload });
  await answered;
  await sandbox.settled();
  return textsOf(person).slice(before).join('\n');
}

/** What a person has received so far. */
export function textsOf(person: Person): string[] {
  return person.inbox.map((message) => message.text ?? '');
}

/** All delivery attempts so far. */
export function deliveriesOf(sandbox: Sandbox): Extract<TimelineEntry, { kind: 'delivery' }>[] {
  return sandbox.timeline.filter((entry) => entry.kind === 'delivery');
}

const GREETING = 'Hello! What can I do for you?';
const PROMISE = 'A colleague will answer here.';
const HOURS = 'We are here from 9 to 17, Monday to Friday.';

/**
 * The story of an existing bot with our lines: it answers, hands the thread over at the customer's request, is silent
 * while the human answers, and answers again afterwards.
 */
export async function playExistingBot(world: ExistingBot): Promise<void> {
  const { sandbox, example } = world;
  const ana = sandbox.person('Ana');
  const ben = sandbox.person('Ben');

  assert.is(await ask(world, ana, 'Hi'), GREETING);
  assert.is(await ask(world, ana, 'Opening hours', 'OPENING_HOURS'), HOURS);
  assert.is(await ask(world, ana, 'Talk to a human', 'TALK_TO_HUMAN'), PROMISE);
  await ownerIs(world, ana, sandbox.inbox.appId);

  // The human answers: echoes and messages come on standby.
  await sandbox.inbox.reply(ana, 'Nora here. What happened?');
  await ana.say('My parcel never came');
  await ana.say('Opening hours', { quickReplyPayload: 'OPENING_HOURS' });
  await sandbox.inbox.reply(ana, 'It comes tomorrow.');
  await sandbox.settled();

  // One delivery with events of both: the bot answers Ben, but not Ana.
  sandbox.faults.deliveries({ do: 'batch', event: 'message', size: 2 });
  await ana.say('Thank you');
  assert.is(await ask(world, ben, 'Good morning'), GREETING);

  await sandbox.inbox.done(ana);
  await sandbox.settled();
  assert.is(await ask(world, ana, 'Hi again'), GREETING);

  assert.equal(textsOf(ana), [GREETING, HOURS, PROMISE, 'Nora here. What happened?', 'It comes tomorrow.', GREETING]);
  assert.equal(textsOf(ben), [GREETING]);
  const deliveries = deliveriesOf(sandbox);
  const standby = deliveries.filter(({ lane }) => lane === 'standby');
  assert.ok(standby.length >= 5, `${standby.length} deliveries came on standby`);
  // A call that Meta refused would be an attempt to speak while the human owns the thread.
  const failed = sandbox.timeline.filter(({ kind, ...entry }) => 'status' in entry && entry.status !== 200);
  assert.equal(failed, [], example.output());
  assert.is(example.process.exitCode, null, example.output());
}

/** Resolves once that app owns the thread. */
function ownerIs({ sandbox }: ExistingBot, person: Person, appId: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (sandbox.owner(person.id) !== appId) return;
      stop();
      resolve();
    };
    const stop = sandbox.on('entry', look);
    look();
  });
}
