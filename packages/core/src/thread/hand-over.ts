import { createHash } from 'node:crypto';
import { inboxAppId } from '../app-ids.ts';
import { asError, OptionError, PassFailedError } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import { errorFields } from '../logger.ts';
import { appOrOther, type Said } from '../ownership/registers.ts';
import type { AnyMessage, CallOptions, CallResult, RoutingStatus } from '../ports.ts';
import { checkMetadata } from './arguments.ts';
import { turnsOutOff } from './routing-doubt.ts';
import { sendMessage, toMessage } from './speak.ts';
import type { MetadataOptions, PassOptions, SentMessage } from './thread.ts';
import type { ThreadCore } from './thread-core.ts';

/** Sending and passing at once can lose the echo of the message, or the message itself. */
const ECHO_WAIT_MS = 1_000;
/** Name of a thread's value: the message of a hand-over whose pass failed. */
const SAID = 'hand-over';
const SAID_FOR_MS = 3_600_000;

/** Passes the thread; without a target to the default app. */
export function passTo(
  core: ThreadCore,
  target: string | undefined,
  { metadata, signal }: MetadataOptions,
): Promise<CallResult> {
  core.run?.losesNothing();
  return core.step('pass', [target, metadata], () =>
    core.control(
      (graph) =>
        graph.passThreadControl(core.userId, {
          ...(target !== undefined ? { targetAppId: target } : {}),
          ...(metadata !== undefined ? { metadata } : {}),
          ...(signal !== undefined ? { signal } : {}),
        }),
      { owner: ownerAfterPass(core, target), refusal: { says: 'unknown' } },
    ),
  );
}

/** Lets go of the thread. */
export function release(core: ThreadCore, options: CallOptions): Promise<CallResult> {
  core.run?.losesNothing();
  return core.control((graph) => graph.releaseThreadControl(core.userId, options), {
    owner: { says: 'idle' },
    refusal: { says: 'unknown' },
  });
}

/** Meta ignores a Secondary's target, and our role is unknown: a pass to this app may have gone to the Primary. */
function ownerAfterPass({ context, page }: ThreadCore, target: string | undefined): Said {
  if (target === context.appId && context.modes.known(page) === 'primary') return { says: 'unknown' };
  return appOrOther(target);
}

/** `thread.handOver` without `whenNotOwner`. The target is checked already. */
export async function handOver(
  core: ThreadCore,
  to: string,
  { message, metadata, signal }: Omit<PassOptions, 'whenNotOwner'>,
): Promise<SentMessage> {
  const target = to === 'inbox' ? inboxAppId(core.platform) : to === 'default' ? undefined : to;
  checkMetadata(metadata);
  const given = message === undefined ? undefined : toMessage(message);
  await core.client();
  core.run?.losesNothing();
  // While a person answers, the thread passes to them without the bot's message.
  const content = given !== undefined && (await core.hold()) !== undefined ? undefined : given;
  const routing = await core.context.modes.get(core.page);
  const rest: CallOptions = signal === undefined ? {} : { signal };
  const note = metadata === undefined ? {} : { metadata };

  if (content !== undefined && metadata === undefined && isOneStep(routing, target)) {
    const sent = await sendAndPass(core, content, target, rest);
    if (sent !== undefined) return sent;
  }
  if (target === undefined && lacksDefaultApp(routing, content)) throw noDefaultApp();
  if (content !== undefined) return sendThenPass(core, content, target, { ...rest, ...note });
  await core.mayReply(rest, true);
  await passOrExplain(core, target, { ...rest, ...note });
  return {};
}

/**
 * Whether one send carries both message and pass, without metadata. To the default app it is used as long as routing
 * may be on: if routing is off, Meta refuses message and pass together, so nothing is sent.
 */
function isOneStep(routing: RoutingStatus | undefined, target: string | undefined): boolean {
  if (routing?.mode === 'on') return true;
  return target === undefined && (routing === undefined || routing.isGuess);
}

/** Whether a pass to the default app can't work, or could fail after its message is out. */
function lacksDefaultApp(routing: RoutingStatus | undefined, content: AnyMessage | undefined): boolean {
  return routing?.mode === 'off' && (!routing.isGuess || content !== undefined);
}

function noDefaultApp(cause?: unknown): OptionError {
  return new OptionError(
    'to',
    "This page has no default app, since its routing is off: hand over to 'inbox' or to an app id",
    cause === undefined ? {} : { cause },
  );
}

/** The result of a hand-over's message; `hasPassed`: the same call passed the thread. */
interface HandOverStep {
  readonly sent: SentMessage;
  readonly hasPassed: boolean;
}

/** Sends message and pass in one call. `undefined`: Meta refused both because routing is off, and nothing was said. */
async function sendAndPass(
  core: ThreadCore,
  message: AnyMessage,
  target: string | undefined,
  options: CallOptions,
): Promise<SentMessage | undefined> {
  const threadControl = { type: 'pass', ...(target !== undefined ? { appId: target } : {}) } as const;
  let step: HandOverStep;
  try {
    step = await core.step('hand-over', [message, target], async () => ({
      sent: await sendMessage(core, message, { ...options, threadControl }),
      hasPassed: true,
    }));
  } catch (error) {
    if (!(await turnsOutOff(core, error))) throw error;
    if (target === undefined) throw noDefaultApp(error);
    const fields = { error: errorFields(asError(error)) };
    core.context.warnings.warn('one_step_refused', { page: core.page, fields });
    return undefined;
  }
  // An earlier run said it while routing was off, and could not pass.
  if (!step.hasPassed) await passOrExplain(core, target, options);
  return step.sent;
}

/** Passes the thread; explains a refusal that means there is no default app. */
async function passOrExplain(core: ThreadCore, target: string | undefined, options: MetadataOptions): Promise<void> {
  try {
    await passTo(core, target, options);
  } catch (error) {
    throw target === undefined && (await turnsOutOff(core, error)) ? noDefaultApp(error) : error;
  }
}

/**
 * Sends the message, waits for its echo, then passes. A retry after a failed pass only passes, since the message is
 * out.
 */
async function sendThenPass(
  core: ThreadCore,
  message: AnyMessage,
  target: string | undefined,
  { metadata, signal }: MetadataOptions,
): Promise<SentMessage> {
  const rest: CallOptions = signal === undefined ? {} : { signal };
  const said = createHash('sha256')
    .update(`${target}:${JSON.stringify(message)}`)
    .digest('base64url')
    .slice(0, 22);
  // In a handler the steps of the event are remembered.
  const remembered = core.run === undefined ? await core.thread.values.get(SAID) : undefined;
  let sent: SentMessage;
  if (remembered?.startsWith(`${said} `) === true) {
    await core.mayReply(rest, true);
    sent = { messageId: remembered.slice(said.length + 1) };
  } else {
    const step = await sendAndAwaitEcho(core, message, target, rest);
    if (step.hasPassed) return step.sent;
    ({ sent } = step);
  }
  try {
    signal?.throwIfAborted();
    await passTo(core, target, { ...rest, ...(metadata !== undefined ? { metadata } : {}) });
  } catch (cause) {
    if (core.run === undefined) await remember(core, remembered, `${said} ${sent.messageId ?? ''}`);
    throw new PassFailedError(sent.messageId, { cause });
  }
  if (remembered !== undefined) await remember(core, remembered, undefined);
  return sent;
}

/** Records the step before it waits for the echo, so that a crash meanwhile does not send the message twice. */
async function sendAndAwaitEcho(
  core: ThreadCore,
  message: AnyMessage,
  target: string | undefined,
  options: CallOptions,
): Promise<HandOverStep> {
  // The echo may be faster than the answer to the call.
  const watch = core.context.lanes.watch(core.key);
  let isNew = false;
  try {
    const step = await core.step('hand-over', [message, target], async () => {
      const sent = await sendMessage(core, message, options);
      isNew = true;
      return { sent, hasPassed: false };
    });
    if (isNew) await watch.first((event) => isOwnEcho(event, step.sent.messageId), ECHO_WAIT_MS, options.signal);
    return step;
  } finally {
    watch.stop();
  }
}

async function remember(core: ThreadCore, expected: string | undefined, value: string | undefined): Promise<void> {
  try {
    await core.thread.values.compareAndSet(SAID, value, { expected, ttlMs: SAID_FOR_MS });
  } catch (error) {
    core.context.logger.warn(
      { error: errorFields(asError(error)) },
      'The message of a hand-over could not be recorded',
    );
  }
}

function isOwnEcho(event: HandoverEvent, messageId: string | undefined): boolean {
  return event.kind === 'echo' && event.sentBy === 'self' && (messageId === undefined || event.mid === messageId);
}
