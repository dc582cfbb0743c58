import type { IncomingMessage } from 'node:http';

/** A request body is larger than the sandbox takes. Answered with 413. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';

  constructor(limit: number) {
    super(`the request body is larger than ${limit} bytes`);
  }
}

/** Reads the body as text. @throws {BodyTooLargeError} See `readBytes`. */
export async function readText(request: IncomingMessage, limit: number): Promise<string> {
  return (await readBytes(request, limit)).toString('utf8');
}

/**
 * Reads the body.
 *
 * @throws {BodyTooLargeError} It has more than `limit` bytes; reading stops there.
 */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) break;
    chunks.push(chunk);
  }
  if (size > limit) {
    // Discards the rest, so that the caller gets its answer and may use the connection again. Within the loop the
    // iterator would keep the stream paused, and the next request on this connection would hang.
    request.resume();
    throw new BodyTooLargeError(limit);
  }
  return Buffer.concat(chunks);
}
