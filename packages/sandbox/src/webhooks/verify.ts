import { randomInt } from 'node:crypto';
import { OptionError } from '../option-error.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Named } from '../timeline/timeline-entry.ts';
import { type HttpAnswer, httpCall } from './http-call.ts';

/** A webhook with the token that its handshake sends. */
export interface VerifiableWebhook {
  url: string;
  verifyToken: string;
}

/** Outcome of a handshake. */
export interface Handshake {
  /** The challenge that was sent. */
  challenge: string;
  answer: HttpAnswer;
  /** Why it failed; undefined: the webhook answered 200 and the bare challenge. */
  problem?: string;
}

/** What a handshake needs of the sandbox. */
export interface HandshakeParts {
  timeoutMs: number;
  timeline: Pick<Timeline, 'add'>;
  /** Functions that cut the requests in progress when the sandbox closes. */
  inFlight: Set<() => void>;
}

/**
 * Makes the handshake that Meta makes when a webhook is set (Messenger Platform docs, Webhooks): a GET with
 * `hub.mode`, `hub.verify_token` and `hub.challenge`. The webhook must answer 200 and the bare challenge, alone or as a line. The outcome
 * stands in the timeline. Never rejects.
 */
export async function shakeHands(
  { id, name }: Named,
  { url: address, verifyToken }: VerifiableWebhook,
  { timeoutMs, timeline, inFlight }: HandshakeParts,
): Promise<Handshake> {
  const challenge = String(randomInt(100_000_000, 2_000_000_000));
  const url = new URL(address);
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.challenge', challenge);
  url.searchParams.set('hub.verify_token', verifyToken);
  const answer = await httpCall(url.href, { method: 'GET', headers: { Accept: '*/*' }, timeoutMs }, inFlight);
  const problem = problemOf(answer, challenge);
  timeline.add({
    kind: 'subscription',
    app: { id, name },
    state: problem === undefined ? 'verified' : 'not_verified',
    ...(problem === undefined ? {} : { detail: problem }),
  });
  return { challenge, answer, ...(problem === undefined ? {} : { problem }) };
}

/**
 * Makes the handshake with an app's webhook.
 *
 * Rejects on every other outcome.
 * @throws {Error} The webhook did not answer, or answered with another status or body.
 * @throws {OptionError} The app has no webhook.
 */
export async function verifyWebhook(
  app: Named,
  webhook: VerifiableWebhook | null,
  parts: HandshakeParts,
): Promise<void> {
  if (webhook === null) {
    throw new OptionError(`app ${app.id} has no webhook; set one with setWebhook(appId, { url })`);
  }
  const { problem } = await shakeHands(app, webhook, parts);
  if (problem !== undefined) {
    throw new Error(
      `the webhook of app ${app.id} did not verify: ${problem}; expected 200 with hub.challenge as the body`,
    );
  }
}

function problemOf({ problem, status, body }: HttpAnswer, challenge: string): string | undefined {
  if (problem !== undefined) return problem;
  if (status !== 200) return `it answered ${status}`;
  // paked/messenger and others print it as a line.
  return body.replace(/\r?\n$/, '') === challenge ? undefined : 'its body is not the bare challenge';
}
