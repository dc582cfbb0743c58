import { createHash } from 'node:crypto';
import { inboxAppId } from '../app-ids.ts';
import { asError, HandOverError, HandoverError, kindOf } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import { errorFields } from '../logger.ts';
import { UNCLEAR, UNNAMED } from '../ownership/registers.ts';
import { saysRoutingOff } from '../ownership/routing-modes.ts';
import type { CallOptions, CallResult, OutgoingMessage } from '../ports.ts';
import { sendMessage, toMessage } from './speak.ts';
import type { HandOverOptions, MetadataOptions, RegainOptions, SentMessage } from './thread.ts';
import type { ThreadCore } from './thread-core.ts';

/** Sending and passing at once can lose the echo of the message, or the message itself. */
const ECHO_WAIT_MS = 1_000;
/** Value of a thread: what a hand-over has said whose pass failed. */
const SAID = 'hand-over';
const SAID_FOR_MS = 3_600_000;

/** Passes the thread; without a target to the default app. */
export function passTo(
  core: ThreadCore,
  target: string | undefined,
  { metadata, signal }: MetadataOptions,
): Promise<CallResult> {
  return core.control(
    (graph) =>
      graph.passThreadControl(core.userId, {
        ...(target !== undefined ? { targetAppId: target } : {}),
        ...(metadata !== undefined ? { metadata } : {}),
        ...(signal !== undefined ? { signal } : {}),
      }),
    { says: ownerAfterPass(core, target), refusal: UNCLEAR },
  );
}

/** A Secondary's target is ignored, and which role we have we can't tell: a pass to ourselves may have gone to the Primary. */
function ownerAfterPass({ context, page }: ThreadCore, target: string | undefined): string {
  if (target === context.appId && context.modes.known(page) === 'primary') return UNCLEAR;
  return target ?? UNNAMED;
}

/** `thread.handOver`, but for `whenNotOwner: 'drop'`. */
export async function handOver(core: ThreadCore, to: string, options: HandOverOptions): Promise<SentMessage> {
  const target = to === 'inbox' ? inboxAppId(core.platform) : to === 'default' ? undefined : to;
  if (target !== undefined && !/^\d+$/.test(target)) {
    throw new TypeError("handOver takes 'inbox', 'default' or an app id of digits");
  }
  core.client();
  const routing = await core.context.modes.get(core.page);
  if (target === undefined && routing === 'off') {
    throw new TypeError("This page has no default app, since its routing is off: hand over to 'inbox' or to an app id");
  }
  const { message, metadata, signal } = options;
  const rest: CallOptions = signal === undefined ? {} : { signal };
  if (message === undefined) {
    await core.mayReply(rest);
    await passTo(core, target, options);
    return {};
  }
  // One step, so that nothing comes between; the send's thread_control carries no metadata, though.
  if (routing === 'on' && metadata === undefined) {
    const threadControl = { type: 'pass', ...(target !== undefined ? { appId: target } : {}) } as const;
    return sendMessage(core, message, { ...rest, threadControl });
  }
  return sendThenPass(core, toMessage(message), target, options);
}

/** Says it, waits for the echo, passes. Run again after a pass that failed, it only passes: the message is out. */
async function sendThenPass(
  core: ThreadCore,
  message: OutgoingMessage,
  target: string | undefined,
  { metadata, signal }: MetadataOptions,
): Promise<SentMessage> {
  const rest: CallOptions = signal === undefined ? {} : { signal };
  const said = createHash('sha256')
    .update(`${target}:${JSON.stringify(message)}`)
    .digest('base64url')
    .slice(0, 22);
  const remembered = await core.thread.values.get(SAID);
  let sent: SentMessage;
  if (remembered?.startsWith(`${said} `) === true) {
    await core.mayReply(rest);
    sent = { messageId: remembered.slice(said.length + 1) };
  } else {
    sent = await sendAndAwaitEcho(core, message, rest);
  }
  try {
    signal?.throwIfAborted();
    await passTo(core, target, { ...rest, ...(metadata !== undefined ? { metadata } : {}) });
  } catch (cause) {
    await remember(core, remembered, `${said} ${sent.messageId ?? ''}`);
    throw new HandOverError(sent.messageId, { cause });
  }
  if (remembered !== undefined) await remember(core, remembered, undefined);
  return sent;
}

async function sendAndAwaitEcho(
  core: ThreadCore,
  message: OutgoingMessage,
  options: CallOptions,
): Promise<SentMessage> {
  // The echo may be faster than the answer to the call.
  const watch = core.context.waiters.watch(core.key);
  try {
    const sent = await sendMessage(core, message, options);
    await watch.first((event) => isOwnEcho(event, sent.messageId), ECHO_WAIT_MS, options.signal);
    return sent;
  } finally {
    watch.stop();
  }
}

async function remember(core: ThreadCore, expected: string | undefined, value: string | undefined): Promise<void> {
  try {
    await core.thread.values.set(SAID, value, { expected, ttlMs: SAID_FOR_MS });
  } catch (error) {
    core.context.logger.warn({ error: errorFields(asError(error)) }, 'That a message went out could not be noted');
  }
}

/** Takes the thread; one that is ours already counts as taken. */
export async function take(core: ThreadCore, options: MetadataOptions): Promise<CallResult> {
  try {
    return await core.control((graph) => graph.takeThreadControl(core.userId, options), { says: core.context.appId });
  } catch (error) {
    if (kindOf(error) !== 'already_owner') throw error;
    return core.noteOwnership(error);
  }
}

/** `thread.regain`. */
export async function regain(core: ThreadCore, { waitMs = 0, ...rest }: RegainOptions): Promise<'owned' | 'requested'> {
  const graph = core.client();
  if ((await core.known()).owner.kind === 'self') return 'owned';
  const routing = await core.context.modes.get(core.page);
  if (routing !== 'off') {
    try {
      await take(core, rest);
      return 'owned';
    } catch (error) {
      if (!mayRequestInstead(error, routing)) throw takeRefused(error);
    }
  }
  const watch = core.context.waiters.watch(core.key);
  try {
    await graph.requestThreadControl(core.userId, rest);
    if (waitMs > 0) await watch.first((event) => event.kind === 'pass_thread_control', waitMs, rest.signal);
  } catch (error) {
    if (kindOf(error) !== 'already_owner') throw error;
    await core.noteOwnership(error);
  } finally {
    watch.stop();
  }
  return (await core.known()).owner.kind === 'self' ? 'owned' : 'requested';
}

function isOwnEcho(event: HandoverEvent, messageId: string | undefined): boolean {
  return event.kind === 'echo' && event.sentBy === 'self' && (messageId === undefined || event.mid === messageId);
}

/** A take that the roles refuse leaves asking; so does a page that turns out to have no routing. */
function mayRequestInstead(error: unknown, routing: string | undefined): boolean {
  if (saysRoutingOff(error) || kindOf(error) === 'routing_off') return true;
  return routing === 'primary' && isRefusal(error);
}

function isRefusal(error: unknown): boolean {
  const kind = kindOf(error);
  return kind === 'permission' || kind === 'invalid' || kind === 'no_role' || kind === 'not_owner';
}

function takeRefused(error: unknown): unknown {
  if (!isRefusal(error)) return error;
  return new HandoverError(
    'no_take_right',
    'Meta refused to let this app take the thread: allow it under Page settings, Conversation Routing, "take control of conversations"',
    { cause: asError(error) },
  );
}
