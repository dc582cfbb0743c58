import type { HandoverAnswer } from '../plugin.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Webhook } from './webhook.ts';

/**
 * Answers a Web `Request`. Reading stops once the body is larger than `maxBodyBytes`, or has not come in time. Without
 * `waitUntil` nothing can go on behind the answer, so it must not come early.
 */
export async function handleFetch(request: Request, webhook: Webhook, options: FetchOptions): Promise<Response> {
  // A stream that was read before yields neither bytes nor an error.
  if (request.bodyUsed || request.body?.locked) {
    options.logger.error(
      { cure: CURE },
      'The body of the Web request has been read already, so its signature cannot be checked',
    );
    return new Response('The bytes of the delivery are gone: see the log.', { status: 500 });
  }
  const body = request.method === 'POST' ? await bytesOf(request, options) : undefined;
  if (body === 'late') return new Response('The delivery did not arrive in time.', { status: 408 });
  const { answer, rest } = await webhook.answer(
    {
      method: request.method,
      query: new URL(request.url).searchParams,
      headers: Object.fromEntries(request.headers),
      ...(body !== undefined ? { body } : {}),
    },
    options.waitUntil !== undefined,
  );
  options.waitUntil?.(rest);
  return toResponse(answer);
}

const CURE = 'Call bot.fetch ahead of whatever reads the body, or let that read request.clone().';

/** Bounds of {@link handleFetch}, and where work goes that outlives the answer. */
export interface FetchOptions {
  readonly maxBodyBytes: number;
  readonly bodyTimeoutMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly waitUntil: ((work: Promise<unknown>) => void) | undefined;
}

function toResponse({ status, headers, body }: HandoverAnswer): Response {
  return new Response(body, { status, headers });
}

/** The whole body, or one chunk more than is allowed: the size check behind it then refuses. */
async function bytesOf(
  request: Request,
  { maxBodyBytes, bodyTimeoutMs, clock }: FetchOptions,
): Promise<Uint8Array | 'late'> {
  const reader = request.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let late = false;
  const timer = clock.setTimeout(() => {
    late = true;
    // The read that waits ends with it.
    reader.cancel().catch(() => undefined);
  }, bodyTimeoutMs);
  try {
    while (size <= maxBodyBytes) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      size += value.byteLength;
    }
    // Not awaited: a source may take its time over it, or never be done.
    if (size > maxBodyBytes) reader.cancel().catch(() => undefined);
  } catch {
    // The client hung up, so the answer reaches no one.
    return 'late';
  } finally {
    clock.clearTimeout(timer);
  }
  return late ? 'late' : Buffer.concat(chunks);
}
