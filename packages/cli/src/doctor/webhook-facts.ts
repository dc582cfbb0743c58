import { randomBytes, randomInt } from 'node:crypto';
import { callWebhook, deliver, type WebhookAnswer, WebhookError } from '../webhook/deliver.ts';
import { PLATFORM_FACTS } from './platform-facts.ts';
import type { Subject } from './subject.ts';

/** How the webhook answered one probe, or why it did not. */
export type ProbeAnswer = WebhookAnswer | WebhookError;

/** How the webhook answered; a probe that was not made is undefined. */
export interface WebhookFacts {
  readonly url: URL;
  /** The verification request that Meta makes. */
  readonly handshake: { readonly challenge: string; readonly answer: ProbeAnswer } | undefined;
  /** The same with a wrong token. */
  readonly wrongToken: { readonly challenge: string; readonly answer: ProbeAnswer } | undefined;
  /** A signed delivery without an entry. */
  readonly signed: ProbeAnswer | undefined;
  /** The same with a wrong signature. */
  readonly forged: ProbeAnswer | undefined;
  /** A plain GET, made if neither a token nor a secret is there. */
  readonly plain: ProbeAnswer | undefined;
}

/**
 * Probes the webhook. Its deliveries have no entry, so that no bot has anything to answer. Never rejects.
 *
 * @param maySign APP_SECRET is not known to be wrong.
 */
export async function webhookFacts(subject: Subject, url: URL, maySign: boolean): Promise<WebhookFacts> {
  const { verifyToken, secret, platform, webhookMs: timeoutMs } = subject;
  const shake = async (token: string, challenge: string) => ({
    challenge,
    answer: await answerOf(callWebhook(handshakeUrl(url, token, challenge), { method: 'GET' }, { timeoutMs })),
  });
  const send = (key: string): Promise<ProbeAnswer> =>
    answerOf(deliver(url, { object: PLATFORM_FACTS[platform].objectName, entry: [] }, key, { timeoutMs }));

  async function handshakes(): Promise<Pick<WebhookFacts, 'handshake' | 'wrongToken'>> {
    if (verifyToken === undefined) return { handshake: undefined, wrongToken: undefined };
    const handshake = await shake(verifyToken, String(randomInt(100_000_000, 2_000_000_000)));
    if (!isAccepted(handshake.answer)) return { handshake, wrongToken: undefined };
    // Meta's challenges are digits. By the point a bot of ours knows that this request is not Meta's, and warns of no wrong token.
    const wrongToken = await shake(randomBytes(12).toString('hex'), `doctor.${randomInt(100_000_000, 2_000_000_000)}`);
    return { handshake, wrongToken };
  }

  async function deliveries(): Promise<Pick<WebhookFacts, 'signed' | 'forged'>> {
    if (secret === undefined || !maySign) return { signed: undefined, forged: undefined };
    // The accepted one first: core takes a forged delivery after it for noise, and warns of nothing.
    const signed = await send(secret);
    return { signed, forged: isAccepted(signed) ? await send(randomBytes(16).toString('hex')) : undefined };
  }

  const hasProbes = verifyToken !== undefined || (secret !== undefined && maySign);
  const [shaken, delivered, plain] = await Promise.all([
    handshakes(),
    deliveries(),
    hasProbes ? undefined : answerOf(callWebhook(url, { method: 'GET' }, { timeoutMs })),
  ]);
  return { url, ...shaken, ...delivered, plain };
}

/** Whether the webhook answered as Meta wants it. */
export function isAccepted(answer: ProbeAnswer): answer is WebhookAnswer {
  return !(answer instanceof WebhookError) && answer.status >= 200 && answer.status < 300;
}

async function answerOf(call: Promise<WebhookAnswer>): Promise<ProbeAnswer> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof WebhookError) return error;
    throw error;
  }
}

function handshakeUrl(address: URL, token: string, challenge: string): URL {
  const url = new URL(address);
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.verify_token', token);
  url.searchParams.set('hub.challenge', challenge);
  return url;
}
