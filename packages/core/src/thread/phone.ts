import { PHONE } from '../app-ids.ts';
import { asError, HandoverError, OptionError, PassFailedError } from '../errors.ts';
import { isPhone } from '../ownership/owner.ts';
import type { CallOptions, CallResult } from '../ports.ts';
import { checkBy, checkMetadata, checkWait } from './arguments.ts';
import { sendMessage, toMessage } from './speak.ts';
import type { PassOptions, RegainOptions, SentMessage } from './thread.ts';
import type { ThreadCore } from './thread-core.ts';

/** Keeps this app quiet, as if the thread had been passed to the people on the phone. */
export function holdForPhone(core: ThreadCore): Promise<CallResult> {
  core.run?.losesNothing();
  return core.step('pass', [PHONE], () => core.settleLocally({ says: 'app', appId: PHONE }));
}

/**
 * `thread.handOver` where Meta passes no thread: says the message, then keeps this app quiet. Replies on the phone prolong that,
 * `thread.regain` ends it.
 */
export async function handOverToPhone(
  core: ThreadCore,
  to: string,
  { message, metadata, signal }: Omit<PassOptions, 'whenNotOwner'>,
): Promise<SentMessage> {
  if (to !== 'inbox') {
    throw new OptionError(
      'to',
      "On WhatsApp handOver takes 'inbox': there is no default app, and this app passes to no other",
    );
  }
  checkMetadata(metadata);
  const given = message === undefined ? undefined : toMessage(message);
  await core.client();
  core.run?.losesNothing();
  // While a person answers, the bot says nothing more.
  const content = given !== undefined && (await core.hold()) !== undefined ? undefined : given;
  const options: CallOptions = signal === undefined ? {} : { signal };
  if (content === undefined) {
    await core.mayReply(options, true);
    await holdForPhone(core);
    return {};
  }
  const sent = await core.step('hand-over', [content, PHONE], () => sendMessage(core, content, options));
  try {
    signal?.throwIfAborted();
    await holdForPhone(core);
  } catch (cause) {
    throw new PassFailedError(sent.messageId, { cause });
  }
  return sent;
}

/**
 * `thread.regain` where Meta gives no thread back: ends a hand-over to the phone. A thread that no other app owns needs nothing.
 *
 * @throws {HandoverError} Code `no_take_right`: Meta says that another app owns the thread.
 */
export async function bringBackFromPhone(
  core: ThreadCore,
  { waitMs = 0, metadata, by }: RegainOptions,
): Promise<'owned' | 'requested'> {
  checkWait(waitMs);
  checkMetadata(metadata);
  checkBy(by);
  await core.client();
  const { owner } = await core.known();
  if (owner.kind !== 'app') return 'owned';
  if (!isPhone(owner)) {
    throw new HandoverError(
      'no_take_right',
      'Another partner owns this thread by Conversation Routing, and this app takes none on WhatsApp: the owner releases it, or it ends 24 hours after the last message',
      { cause: asError(new OptionError('platform', 'takeThreadControl does not exist on WhatsApp')) },
    );
  }
  await core.settleLocally({ says: 'idle' }, by);
  return 'owned';
}
