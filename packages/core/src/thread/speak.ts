import { kindOf, OptionError } from '../errors.ts';
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
  if (!PLATFORMS[core.platform].echoesNameApp) await core.context.ownMessages.settled(core.key);
  const { result, before, begunAt, sent } = await gated(core, wanted, isPersons, (graph, outgoing) =>
    ownSend(core, outgoing.message ?? {}, async () => {
      await core.run?.mayCall({ inHold: passesHolds(outgoing.options, isPersons) });
      return graph.sendMessage(core.userId, outgoing.message ?? {}, outgoing.options);
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
    return graph.sendAction(core.userId, action, outgoing.options);
  });
}

/** Whether a person sends it, so that no hold refuses it. */
function passesHolds({ tag }: SendMessageOptions, isPersons: boolean): boolean {
  return isPersons || tag === 'HUMAN_AGENT';
}

/** @throws {OptionError} It is no message. */
export function toMessage(message: string | AnyMessage): AnyMessage {
  if (typeof message === 'string' && message !== '') return { text: message };
  if (typeof message === 'object' && message !== null) return message;
  throw new OptionError('message', 'A message is a text that is not empty, or an object as the Send API takes it');
}

async function gated<Result>(
  core: ThreadCore,
  wanted: Pick<Outgoing, 'message' | 'action' | 'options'>,
  isPersons: boolean,
  deliver: (client: PageClient, outgoing: Outgoing) => Promise<Result>,
): Promise<{ result: Result; before: KnownThread; begunAt: number; sent: SendMessageOptions }> {
  const graph = await core.client();
  await core.run?.mayCall({ inHold: passesHolds(wanted.options, isPersons) });
  const before = await core.mayReply(wanted.options, isPersons);
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
