import { OptionError } from '../option-error.ts';
import type { DeliveryEntry } from '../timeline/timeline-entry.ts';
import { reportAttempt, sendOnce } from './attempt.ts';
import type { DispatcherParts } from './dispatcher-parts.ts';
import type { Health } from './health.ts';
import type { Job } from './job.ts';

/**
 * Sends a delivery outside the queue: one attempt without retries. Resolves to its entry in the timeline.
 *
 * @throws {OptionError} The app has no webhook.
 */
export async function sendBeside(
  parts: DispatcherParts,
  health: Health,
  job: Job,
  more: { what: string; replayOf?: number },
): Promise<DeliveryEntry> {
  const target = parts.target(job.delivery.appId, job.delivery);
  const url = target?.webhookUrl;
  if (!target || !url) {
    throw new OptionError(
      `${more.what}: app ${job.delivery.appId} has no webhook; set one with setWebhook(appId, { url })`,
    );
  }
  job.attempt += 1;
  const result = await sendOnce(parts, job.body, { secret: target.secret, url });
  if (result.status === 200) health.worked(target.id);
  return reportAttempt(parts, job, result, more.replayOf === undefined ? {} : { replayOf: more.replayOf });
}
