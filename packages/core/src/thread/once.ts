import { createHash, randomUUID } from 'node:crypto';
import { sleep } from '../clock.ts';
import { asError, HandoverError, kindOf, OptionError } from '../errors.ts';
import { errorFields } from '../logger.ts';
import type { SentMessage } from './thread.ts';
import type { ThreadCore } from './thread-core.ts';

/** How long a key is remembered by default. */
const LASTS_MS = 36 * 3_600_000;
/** No call to Graph takes longer, with all its repeats. */
const PENDING_FOR_MS = 60_000;
const POLL_MS = 250;

/** The value of a key: a send that has begun, or the message that it sent. */
type Kept = { readonly begunAt: number; readonly by: string } | { readonly messageId: string | null };

/**
 * Sends once per key and thread, over all processes. It claims the key before the request, frees it if Graph certainly
 * refused, and keeps it if the outcome is unknown. A concurrent call waits, and resolves to the same message.
 */
export async function once(
  core: ThreadCore,
  key: string,
  forMs: number | undefined,
  send: () => Promise<SentMessage>,
): Promise<SentMessage> {
  const name = `once:${createHash('sha256').update(key).digest('base64url').slice(0, 22)}`;
  const ttlMs = forMs ?? LASTS_MS;
  for (;;) {
    const begunAt = core.now();
    const pending = JSON.stringify({ begunAt, by: randomUUID() } satisfies Kept);
    if (await core.thread.values.compareAndSet(name, pending, { expected: undefined, ttlMs })) {
      return sendClaimed(core, { name, pending, ttlMs }, send);
    }
    const other = await outcomeOfOther(core, name);
    if (other !== undefined) return other;
  }
}

async function sendClaimed(
  core: ThreadCore,
  claim: { readonly name: string; readonly pending: string; readonly ttlMs: number },
  send: () => Promise<SentMessage>,
): Promise<SentMessage> {
  const { name, pending: expected, ttlMs } = claim;
  try {
    const sent = await send();
    await settle(core, name, JSON.stringify({ messageId: sent.messageId ?? null } satisfies Kept), { expected, ttlMs });
    return sent;
  } catch (error) {
    if (wasNotSent(error)) await settle(core, name, undefined, { expected, ttlMs });
    throw error;
  }
}

/** Meta has answered, so a store that fails must not make a sent message look like a failure. */
async function settle(
  core: ThreadCore,
  name: string,
  value: string | undefined,
  options: { readonly expected: string; readonly ttlMs: number },
): Promise<void> {
  try {
    await core.thread.values.compareAndSet(name, value, options);
  } catch (error) {
    core.context.logger.warn(
      { error: errorFields(asError(error)) },
      'The outcome of a send with once could not be recorded',
    );
  }
}

/** Resolves to the result of the call that has the key; `undefined` if it has freed the key. */
async function outcomeOfOther(core: ThreadCore, name: string): Promise<SentMessage | undefined> {
  for (;;) {
    const value = await core.thread.values.get(name);
    if (value === undefined) return undefined;
    const kept = JSON.parse(value) as Kept;
    if ('messageId' in kept) return kept.messageId === null ? {} : { messageId: kept.messageId };
    // Its process crashed or the answer was lost. The message may be out, so it counts as sent.
    if (core.now() - kept.begunAt >= PENDING_FOR_MS) return {};
    await sleep(core.context.clock, POLL_MS);
  }
}

/** Whether it is certain that Graph has carried nothing out. */
export function wasNotSent(error: unknown): boolean {
  if (error instanceof HandoverError || kindOf(error) === 'invalid') return true;
  const { name, sent, status } = asError(error) as Error & { readonly sent?: unknown; readonly status?: unknown };
  if (name === 'ConnectionError') return sent === false;
  return name === 'GraphError' && typeof status === 'number' && status < 500;
}

/** @throws {OptionError} It is no key, or no time. */
export function checkOnce(key: unknown, forMs: unknown): void {
  if (key !== undefined && (typeof key !== 'string' || key === '')) {
    throw new OptionError('once', 'once must be a non-empty string: it names the message');
  }
  if (forMs === undefined || (typeof forMs === 'number' && forMs >= 1_000 && Number.isFinite(forMs))) return;
  throw new OptionError('onceForMs', 'onceForMs must be a number of milliseconds, at least 1,000');
}
