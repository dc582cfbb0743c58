import { failureOf, type SendTried, sendChannel } from '../channels.ts';
import { kindOf, NotThreadOwnerError, OptionError } from '../errors.ts';
import { isPhone } from '../ownership/owner.ts';
import { appOrOther, type Said } from '../ownership/registers.ts';
import { PLATFORMS } from '../platform/platforms.ts';
import type { Outgoing, SendHook } from '../plugin.ts';
import type { AnyMessage, CallOptions, PageClient, SendMessageOptions } from '../ports.ts';
import type { SentMessage } from './thread.ts';
import type { KnownThread, ThreadCore } from './thread-core.ts';

/** Says something to the person, through the gate and the hooks. */
export async function sendMessage(
  core: ThreadCore,
  message: AnyMessage,
  options: SendMessageOptions,
  isPersons = false,
): Promise<SentMessage> {
  const wanted = { message, options: { ...options } };
  // Before the gate, since the echo of a person's message may begin a hold.
  if (!PLATFORMS[core.platform].echoesNameApp) await core.echoesSettled();
  const { result, before, begunAt, sent } = await gated(core, wanted, isPersons, (graph, outgoing) =>
    ownSend(core, outgoing.message ?? {}, async () => {
      await core.run?.mayCall({ inHold: passesHolds(core, outgoing, isPersons) });
      const to = core.context.links === undefined ? core.userId : await core.recipient();
      return graph.sendMessage(to, outgoing.message ?? {}, outgoing.options);
    }),
  );
  core.context.diagnosis.sent(core.page, result.messageId);
  const owner = await ownerAfter(core, before, sent);
  if (owner !== undefined) {
    await core.note({ before: before.record, begunAt, owner, source: 'call', answeredAt: result.at });
  }
  return result.messageId === undefined ? {} : { messageId: result.messageId };
}

/** Where echoes name no app, the id of the message is what its echo is known by. */
function ownSend<Result extends { readonly messageId?: string }>(
  { context, key, platform }: ThreadCore,
  message: AnyMessage,
  send: () => Promise<Result>,
): Promise<Result> {
  return PLATFORMS[platform].echoesNameApp ? send() : context.ownMessages.send(key, message, send);
}

/** Shows or hides that something is being typed, through the gate and the hooks. */
export async function sendTyping(
  core: ThreadCore,
  on: boolean,
  options: CallOptions & { readonly personaId?: string },
): Promise<void> {
  const action = on ? 'typing_on' : 'typing_off';
  await gated(core, { action, options: { ...options } }, false, async (graph, outgoing) => {
    await core.run?.mayCall();
    return graph.sendAction(core.userId, action, { ...outgoing.options, ...boundTo(core, on) });
  });
}

/** On WhatsApp typing is shown for an inbound message: the one whose handlers run. */
function boundTo({ hasThreadControl, event }: ThreadCore, on: boolean): { readonly messageId?: string } {
  if (hasThreadControl || !on) return {};
  const mid = event?.kind === 'message' ? event.mid : undefined;
  if (mid !== undefined) return { messageId: mid };
  throw new OptionError(
    'event',
    'WhatsApp shows typing for a message of the person: call typing(true) in the handler of one, or client.sendAction with its messageId',
  );
}

/** Whether no hold refuses it: a person sends it, or it is a template of WhatsApp. */
function passesHolds(
  core: ThreadCore,
  { message, options }: Pick<Outgoing, 'message' | 'options'>,
  isPersons: boolean,
): boolean {
  return isPersons || options.tag === 'HUMAN_AGENT' || isTemplate(core, message);
}

/** Templates need no ownership, and change none. Source: WhatsApp docs, Conversation routing. */
function isTemplate({ hasThreadControl }: ThreadCore, message: AnyMessage | undefined): boolean {
  return !hasThreadControl && message !== undefined && 'type' in message && message.type === 'template';
}

/**
 * The thread as it is known, if a message may be sent now.
 *
 * @throws {NotThreadOwnerError} Another app owns the thread, or it is on hold.
 */
async function pass(
  core: ThreadCore,
  { message, options }: Pick<Outgoing, 'message' | 'options'>,
  isPersons: boolean,
): Promise<KnownThread> {
  if (isTemplate(core, message)) return core.known();
  if (isPersons && !core.hasThreadControl) {
    // It is the people to whom this app handed the thread who answer.
    const known = await core.known();
    if (isPhone(known.owner)) return known;
  }
  return core.mayReply(options, isPersons);
}

/** @throws {OptionError} It is no message. */
export function toMessage(message: string | AnyMessage): AnyMessage {
  if (typeof message === 'string' && message !== '') return { text: message };
  if (typeof message === 'object' && message !== null) return message;
  throw new OptionError('message', 'A message is a text that is not empty, or an object as the Send API takes it');
}

type Wanted = Pick<Outgoing, 'message' | 'action' | 'options'>;

interface Gated<Result> {
  readonly result: Result;
  readonly before: KnownThread;
  readonly begunAt: number;
  readonly sent: SendMessageOptions;
}

type Deliver<Result> = (client: PageClient, outgoing: Outgoing) => Promise<Result>;

/** {@link throughGate}, and publishes what became of it. A refusal is published by the caller, who knows whether it is an error. */
async function gated<Result>(
  core: ThreadCore,
  wanted: Wanted,
  isPersons: boolean,
  deliver: Deliver<Result>,
): Promise<Gated<Result>> {
  if (!sendChannel.hasSubscribers) return throughGate(core, wanted, isPersons, deliver);
  const startedAt = core.now();
  const of: SendTried['of'] = wanted.action === undefined ? 'message' : 'typing';
  try {
    const done = await throughGate(core, wanted, isPersons, deliver);
    core.publishSend({ startedAt, of, outcome: 'accepted' });
    return done;
  } catch (error) {
    if (!(error instanceof NotThreadOwnerError)) {
      core.publishSend({ startedAt, of, outcome: 'failed', failure: failureOf(error) });
    }
    throw error;
  }
}

async function throughGate<Result>(
  core: ThreadCore,
  wanted: Wanted,
  isPersons: boolean,
  deliver: Deliver<Result>,
): Promise<Gated<Result>> {
  const graph = await core.client();
  await core.run?.mayCall({ inHold: passesHolds(core, wanted, isPersons) });
  const before = await pass(core, wanted, isPersons);
  const { owner, metadata } = before;
  const outgoing: Outgoing = { thread: core.thread, ...wanted, owner, ...(metadata !== undefined ? { metadata } : {}) };
  const begunAt = core.now();
  try {
    const result = await throughHooks(core.context.sendHooks, outgoing, () => deliver(graph, outgoing));
    return { result, before, begunAt, sent: outgoing.options };
  } catch (error) {
    core.context.modes.learn(core.page, error);
    throw kindOf(error) === 'not_owner' ? await core.noteRefusedMessage(before.record, begunAt, error) : error;
  }
}

/** The owner that an accepted message set, if any. */
async function ownerAfter(
  core: ThreadCore,
  { owner }: KnownThread,
  { threadControl, tag }: SendMessageOptions,
): Promise<Said | undefined> {
  // On a number an accepted message says nothing of the owner.
  if (!core.hasThreadControl) return undefined;
  if (threadControl?.type === 'release') return { says: 'idle' };
  if (threadControl?.type === 'pass') return appOrOther(threadControl.appId);
  if (owner.kind === 'self') return undefined;
  // A person who speaks under this tag takes control, where there is routing.
  const routing = tag === 'HUMAN_AGENT' ? await core.context.modes.get(core.page) : undefined;
  if (routing?.mode === 'on') return appOrOther(core.context.appId);
  // Meta accepted the message, so the last known owner no longer owns the thread. Whether this app does is unknown.
  return owner.kind === 'app' ? { says: 'unknown' } : undefined;
}

function throughHooks<Result>(
  hooks: readonly SendHook[],
  outgoing: Outgoing,
  deliver: () => Promise<Result>,
): Promise<Result> {
  // A hook may call next again, to repeat a send that was refused.
  const run = async (index: number): Promise<Result> => {
    const hook = hooks[index];
    return hook === undefined ? deliver() : ((await hook(outgoing, () => run(index + 1))) as Result);
  };
  return run(0);
}
