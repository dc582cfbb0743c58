import type { Webhook } from '@handover/test-support/webhook';
import { createSandbox, type Person, type Sandbox } from '../../src/index.ts';
import { BOT, DESK, graphCall, PAGE, SECRETS, THIRD, TOKENS, to } from '../support/setup.ts';
import { type Reference, STRANGER } from './reference.ts';
import type { AppState } from './reference-page.ts';
import { ADS, type AdId, type CallStep, type PersonIndex, type Scene, type Step } from './steps.ts';

/** The page's apps at the start of every story: the first is the default app; the third has the fewest rights. */
export const APPS: readonly AppState[] = [
  { id: BOT, canTake: true, standby: true, humanAgent: true },
  { id: DESK, canTake: true, standby: true, humanAgent: true },
  { id: THIRD, canTake: false, standby: true, humanAgent: false },
];

/** Time at the start of every story. */
export const START: number = 1_764_590_400_000;

/** Starts a sandbox for a scene. Its clock moves only by `advance`. */
export async function startSandbox(scene: Scene, webhooks: ReadonlyMap<string, string>): Promise<Sandbox> {
  const ads = Object.entries(ADS).map(([name, { app, days }]) => [
    name,
    { ...(app === undefined ? {} : { appId: APPS[app]?.id ?? '' }), ...(days === undefined ? {} : { days }) },
  ]);
  const sandbox = await createSandbox({
    routing: scene.routing,
    platform: scene.platform,
    page: { id: PAGE, name: 'Acme' },
    defaultApp: BOT,
    apps: APPS.map(({ id, canTake, humanAgent }) => ({
      id,
      secret: SECRETS[id] ?? '',
      accessToken: TOKENS[id] ?? '',
      ...(webhooks.has(id) ? { webhookUrl: webhooks.get(id) ?? '' } : {}),
      canTake,
      humanAgent,
    })),
    links: Object.fromEntries(APPS.map(({ id }, index) => [`to-${index}`, id])),
    ads: Object.fromEntries(ads) as Record<AdId, object>,
    quirks: {
      ...(scene.hopV2 === undefined ? {} : { hopV2: scene.hopV2 }),
      ...(scene.hidesSenders ? { echoAppId: 'absent' } : {}),
      ...(scene.hidesOwners ? { threadOwner: 'refuse' } : {}),
    },
    clock: 'manual',
    startAt: START,
  });
  if (scene.defaultApp === 'inbox') sandbox.setDefaultApp(sandbox.inbox.appId);
  return sandbox;
}

/** A sandbox with its people, and the webhooks of its apps. */
export interface SandboxWorld {
  readonly sandbox: Sandbox;
  readonly people: readonly [Person, Person];
  readonly hooks: ReadonlyMap<string, Webhook>;
  /** Labels of unsent messages, by their ids. */
  readonly unsent?: Map<string, string>;
}

/** Runs a step in the sandbox; resolves to the answer of a call. Calls are plain HTTP requests. */
export async function perform(
  { sandbox, people, unsent }: SandboxWorld,
  model: Reference,
  step: Step,
  label: string,
): Promise<string | undefined> {
  switch (step.do) {
    case 'say':
      return void (await people[step.person].say(label));
    case 'tap':
      return void (await people[step.person].tap(model.thread(step.person).button?.payload ?? 'START'));
    case 'react':
      return void (await people[step.person].react('love'));
    case 'link':
      return void (await people[step.person].followLink(`to-${step.to}`));
    case 'ad':
      return void (await people[step.person].clickAd(step.ad));
    case 'lead ad':
      return void (await people[step.person].startLeadAd(
        step.to === undefined ? {} : { appId: model.app(step.to).id },
      ));
    case 'lead ad ends':
      return void (await endLeadAd(people[step.person], model, step.person, step.complete, label));
    case 'reply':
      return void (await sandbox.inbox.reply(people[step.person], label));
    case 'done':
      return void (await sandbox.inbox.done(people[step.person]));
    case 'move to main':
      return void (await sandbox.inbox.moveToMain(people[step.person]));
    case 'unsend': {
      const { mid, label } = newestOf(sandbox, people[step.person], model, step);
      unsent?.set(mid, label);
      if (step.side === 'person') return void (await people[step.person].unsend(mid));
      return void (await sandbox.inbox.unsend(people[step.person], mid));
    }
    case 'ai says':
      return void (await sandbox.ai.say(people[step.person], label));
    case 'ai takes':
      return void (await sandbox.ai.take(people[step.person]));
    case 'ai releases':
      return void (await sandbox.ai.release(people[step.person]));
    case 'foreign list':
      return void (await sandbox.deliver(model.app(step.app).id, { calls: [{ id: label }] }));
    case 'test button':
      return void (await sandbox.testButton(model.app(step.app).id, 'messages'));
    case 'wait':
      return void (await sandbox.clock.advance(step.ms));
    case 'toggle':
      return sandbox.setApp(model.app(step.app).id, { canTake: step.canTake, standby: step.standby }) as undefined;
    case 'default app':
      return sandbox.setDefaultApp(model.app(step.app).id) as undefined;
    default:
      return callBy(sandbox, people[step.person], model, step, label);
  }
}

/** Id and label of a side's newest message that was not unsent. Taps are not messages. */
function newestOf(
  sandbox: Sandbox,
  { id }: Person,
  model: Reference,
  { person, side }: Step & { do: 'unsend' },
): { mid: string; label: string } {
  const { written, sent } = model.thread(person);
  const messages = sandbox.exportSession().pages[0]?.people.find((one) => one.id === id)?.messages ?? [];
  const newest = messages.findLast(
    ({ from, deleted, payload }) => !deleted && payload === undefined && (from === null) === (side === 'person'),
  );
  return { mid: newest?.mid ?? '', label: (side === 'person' ? written.at(-1) : sent.at(-1)?.label) ?? '' };
}

/** Ends a lead ad. Only a chosen app gets a summary. */
async function endLeadAd(
  person: Person,
  model: Reference,
  index: PersonIndex,
  complete: boolean,
  label: string,
): Promise<void> {
  const isChosen = model.thread(index).leadAd?.to !== undefined;
  await person.finishLeadAd({ complete, ...(isChosen ? { summary: label } : {}) });
}

async function callBy(
  sandbox: Sandbox,
  person: Person,
  model: Reference,
  step: CallStep,
  label: string,
): Promise<string> {
  const edge = step.do === 'send' ? 'messages' : `${step.do}_thread_control`;
  const params = { ...to(person), ...paramsOf(model, step, label) };
  const { result } = await graphCall(
    sandbox.url,
    TOKENS[model.app(model.callerOf(step)).id] ?? '',
    'POST',
    `me/${edge}`,
    params,
  );
  return result;
}

function paramsOf(model: Reference, step: CallStep, label: string): Record<string, unknown> {
  const metadata = 'note' in step && step.note ? { metadata: label } : {};
  switch (step.do) {
    case 'pass':
      return step.to === undefined ? metadata : { ...metadata, target_app_id: model.idOf(step.to) ?? STRANGER };
    case 'extend':
      return { duration: step.seconds };
    case 'send':
      return messageOf(model, step, label);
    default:
      return metadata;
  }
}

function messageOf(model: Reference, step: CallStep & { do: 'send' }, label: string): Record<string, unknown> {
  const message = { ...(step.with === 'button' ? { attachment: buttonOf(label) } : { text: label }), metadata: label };
  switch (step.with) {
    case 'human agent':
      return { message, messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };
    case 'pass': {
      const app = step.to === undefined ? {} : { app_id: model.idOf(step.to) };
      return { message, thread_control: { control_type: 'pass', ...app } };
    }
    case 'release':
      return { message, thread_control: { control_type: 'release' } };
    default:
      return { message };
  }
}

/** A template with one button, whose payload is the label. */
export function buttonOf(label: string): { type: string; payload: Record<string, unknown> } {
  const buttons = [{ type: 'postback', title: 'Yes', payload: label }];
  return { type: 'template', payload: { template_type: 'button', text: 'Well?', buttons } };
}
