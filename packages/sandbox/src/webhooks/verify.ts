import { randomInt } from 'node:crypto';
import { OptionError } from '../option-error.ts';
import type { Timeline } from '../timeline.ts';
import { httpCall } from './http-call.ts';

/**
 * Makes the handshake that Meta makes when a webhook is set (Messenger Platform docs, Webhooks): a GET with
 * `hub.mode`, `hub.verify_token` and `hub.challenge`. The webhook must answer 200 and the bare challenge, alone or as a line.
 *
 * Rejects on every other outcome.
 * @throws {Error} The webhook did not answer, or answered with another status or body.
 * @throws {OptionError} The app has no webhook.
 */
export async function verifyWebhook(
  app: { id: string; name: string; webhookUrl: string | null; verifyToken: string },
  timeoutMs: number,
  timeline: Timeline,
  inFlight: Set<() => void>,
): Promise<void> {
  if (app.webhookUrl === null) {
    throw new OptionError(`app ${app.id} has no webhook; set one with setWebhook(appId, { url })`);
  }
  const challenge = String(randomInt(100_000_000, 2_000_000_000));
  const url = new URL(app.webhookUrl);
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.challenge', challenge);
  url.searchParams.set('hub.verify_token', app.verifyToken);
  const answer = await httpCall(url.href, { method: 'GET', headers: { Accept: '*/*' }, timeoutMs }, inFlight);
  const problem =
    answer.problem ??
    (answer.status !== 200
      ? `it answered ${answer.status}`
      : // paked/messenger and others print it as a line.
        answer.body.replace(/\r?\n$/, '') === challenge
        ? undefined
        : 'its body is not the bare challenge');
  timeline.add({
    kind: 'subscription',
    app: { id: app.id, name: app.name },
    state: problem === undefined ? 'verified' : 'not_verified',
    ...(problem === undefined ? {} : { detail: problem }),
  });
  if (problem !== undefined) {
    throw new Error(
      `the webhook of app ${app.id} did not verify: ${problem}; expected 200 with hub.challenge as the body`,
    );
  }
}
