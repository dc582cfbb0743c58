import type { DeliveryFault } from '../faults.ts';
import type { DeliveryEntry } from '../timeline/timeline-entry.ts';
import type { DispatcherParts, WebhookTarget } from './dispatcher-parts.ts';
import { httpCall } from './http-call.ts';
import type { Job } from './job.ts';
import { serialize, signatureHeaders } from './serialize.ts';

/** Result of one attempt. */
export interface AttemptResult {
  /** Null when there was no answer. */
  status: number | null;
  /** Why there was no answer. */
  problem?: string;
  /** Real time until the answer. */
  durationMs: number;
}

/** The headers for a body, with the signatures over exactly these bytes. */
export function deliveryHeaders(body: string, secret: string): Record<string, string> {
  return {
    Accept: '*/*',
    'Content-Type': 'application/json',
    'Content-Length': String(body.length),
    'User-Agent': 'facebookexternalua',
    ...signatureHeaders(body, secret),
  };
}

/** Sends a body to an app's webhook, once. Never rejects. */
export async function sendOnce(
  { rules, inFlight }: DispatcherParts,
  body: Record<string, unknown>,
  { secret, url }: { secret: string; url: string },
  fault?: DeliveryFault,
): Promise<AttemptResult> {
  if (fault?.do === 'fail') return { status: null, problem: 'the connection failed (by a fault)', durationMs: 0 };
  const bytes = serialize(body);
  const startedAt = performance.now();
  const { status, problem } = await httpCall(
    url,
    { method: 'POST', headers: deliveryHeaders(bytes, secret), body: bytes, timeoutMs: rules.timeoutMs },
    inFlight,
  );
  const durationMs = performance.now() - startedAt;
  // The app did its work, but its answer is ignored as if it were too late.
  if (fault?.do === 'hang') return { status: null, problem: `no answer within ${rules.timeoutMs} ms`, durationMs };
  return { status, durationMs, ...(problem === undefined ? {} : { problem }) };
}

/** Records an attempt in the timeline. An attempt that was never made has `attempt` 0. */
export function reportAttempt(
  parts: DispatcherParts,
  job: Job,
  { status, problem, durationMs }: AttemptResult,
  more: Pick<DeliveryEntry, 'nextAttemptAt' | 'fault' | 'replayOf' | 'notSubscribed'> = {},
): DeliveryEntry {
  const { delivery } = job;
  const fault = more.fault ?? job.fault;
  const page = parts.shown(delivery.page);
  return parts.timeline.add({
    ...(page ? { page } : {}),
    kind: 'delivery',
    delivery: job.number,
    app: nameOf(parts.target(delivery.appId, delivery), delivery.appId),
    ...(delivery.person ? { person: delivery.person, owner: parts.ownerOf(delivery.person.id) } : {}),
    lane: delivery.lane,
    field: delivery.field,
    event: delivery.event,
    body: job.body,
    signatures: job.attempt === 0 ? [] : ['X-Hub-Signature', 'X-Hub-Signature-256'],
    attempt: job.attempt,
    status,
    ...(problem ? { problem } : {}),
    durationMs: Math.round(durationMs * 10) / 10,
    ...(more.nextAttemptAt === undefined ? {} : { nextAttemptAt: Math.floor(more.nextAttemptAt) }),
    ...(fault === undefined ? {} : { fault }),
    ...(more.replayOf === undefined ? {} : { replayOf: more.replayOf }),
    ...(more.notSubscribed ? { notSubscribed: true } : {}),
  }) as DeliveryEntry;
}

function nameOf(target: WebhookTarget | undefined, id: string): { id: string; name: string } {
  return { id, name: target?.name ?? id };
}
