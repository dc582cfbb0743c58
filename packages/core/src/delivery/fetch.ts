import type { HandoverAnswer, HandoverRequest } from '../plugin.ts';
import type { WebhookResult } from './webhook.ts';

/**
 * Answers a Web `Request`. Reading stops once the body is larger than `maxBodyBytes`.
 *
 * @param handle Without `waitUntil` nothing can go on behind the answer, so it must not come early.
 */
export async function handleFetch(
  request: Request,
  handle: (request: HandoverRequest, mayAnswerEarly: boolean) => Promise<WebhookResult>,
  options: { readonly maxBodyBytes: number; readonly waitUntil: ((work: Promise<unknown>) => void) | undefined },
): Promise<Response> {
  const body = request.method === 'POST' ? await bytesOf(request, options.maxBodyBytes) : undefined;
  const { answer, rest } = await handle(
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

function toResponse({ status, headers, body }: HandoverAnswer): Response {
  return new Response(body, { status, headers });
}

/** The whole body, or one byte more than is allowed: the size check behind it then refuses. */
async function bytesOf(request: Request, maxBodyBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  while (reader !== undefined && size <= maxBodyBytes) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    size += value.byteLength;
  }
  if (size > maxBodyBytes) await reader?.cancel();
  return Buffer.concat(chunks);
}
