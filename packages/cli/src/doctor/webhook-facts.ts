import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { codeOf, reasonOf } from './ask-graph.ts';
import { PLATFORM_FACTS } from './platform-facts.ts';
import type { Subject } from './subject.ts';

/** How the webhook answered one probe. */
export type ProbeAnswer =
  | {
      readonly state: 'answered';
      readonly status: number;
      readonly body: string;
      readonly location: string | undefined;
    }
  | { readonly state: 'unreachable'; readonly reason: string; readonly code: string | undefined };

/** How the webhook answered; a probe that was not made is undefined. */
export interface WebhookFacts {
  readonly url: string;
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

const MOST_CHARACTERS = 10_000;

/**
 * Probes the webhook. Its deliveries have no entry, so that no bot has anything to answer. Never rejects.
 *
 * @param maySign APP_SECRET is not known to be wrong.
 */
export async function webhookFacts(subject: Subject, url: string, maySign: boolean): Promise<WebhookFacts> {
  const { verifyToken, secret, platform, webhookMs } = subject;
  const ask = (address: string, init: RequestInit): Promise<ProbeAnswer> => probe(address, init, webhookMs);
  const shake = async (token: string, challenge: string) => ({
    challenge,
    answer: await ask(handshakeUrl(url, token, challenge), { method: 'GET' }),
  });
  const body = JSON.stringify({ object: PLATFORM_FACTS[platform].objectName, entry: [] });
  const deliver = (key: string): Promise<ProbeAnswer> =>
    ask(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-hub-signature-256': `sha256=${createHmac('sha256', key).update(body).digest('hex')}`,
      },
      body,
    });

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
    const signed = await deliver(secret);
    return { signed, forged: isAccepted(signed) ? await deliver(randomBytes(16).toString('hex')) : undefined };
  }

  const hasProbes = verifyToken !== undefined || (secret !== undefined && maySign);
  const [shaken, delivered, plain] = await Promise.all([
    handshakes(),
    deliveries(),
    hasProbes ? undefined : ask(url, { method: 'GET' }),
  ]);
  return { url, ...shaken, ...delivered, plain };
}

/** Whether the webhook answered as Meta wants it. */
export function isAccepted(answer: ProbeAnswer): boolean {
  return answer.state === 'answered' && answer.status >= 200 && answer.status < 300;
}

async function probe(address: string, init: RequestInit, limitMs: number): Promise<ProbeAnswer> {
  try {
    const response = await fetch(address, { ...init, redirect: 'manual', signal: AbortSignal.timeout(limitMs) });
    const body = (await response.text()).slice(0, MOST_CHARACTERS);
    const location = response.headers.get('location') ?? undefined;
    return { state: 'answered', status: response.status, body, location };
  } catch (error) {
    return { state: 'unreachable', reason: reasonOf(error, limitMs), code: codeOf(error) };
  }
}

function handshakeUrl(address: string, token: string, challenge: string): string {
  const url = new URL(address);
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.verify_token', token);
  url.searchParams.set('hub.challenge', challenge);
  return url.href;
}
