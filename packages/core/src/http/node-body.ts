import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Clock, Logger } from '../ports.ts';

/** What a parser ahead of us may have left on a request; a framework looks in its own places. */
export interface KeptBody {
  /** The bytes, or the text made of them, where the parser kept them. */
  readonly rawBody: unknown;
  /** What it made of them. */
  readonly body: unknown;
}

/** The bytes of a delivery, or why there are none: the status and sentence to answer. */
export type NodeBody =
  | { readonly bytes: Uint8Array }
  | { readonly status: 408 | 413 | 415 | 500; readonly message: string };

/** Bounds of {@link readNodeBody}. */
export interface NodeBodyOptions {
  /** Of the bytes as they are once inflated. */
  readonly maxBodyBytes: number;
  /** From the first look to the last byte, in ms. */
  readonly bodyTimeoutMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

const CURE =
  'Mount the webhook ahead of the parser, or let the parser keep the bytes (express.json and body-parser: verify: (req, res, buf) => { req.rawBody = buf }; koa-body: includeUnparsed: true; koa-bodyparser and @koa/bodyparser keep them by themselves; Next.js, pages/api: export const config = { api: { bodyParser: false } }; Vercel functions: NODEJS_HELPERS=0 in the environment).';

/**
 * Reads the bytes of a delivery as they came: from where a parser kept them, else from the stream if it is unread.
 * JSON printed again is no substitute. Never rejects and never hangs.
 */
export async function readNodeBody(
  request: IncomingMessage,
  kept: KeptBody,
  options: NodeBodyOptions,
): Promise<NodeBody> {
  if (kept.rawBody !== undefined || kept.body !== undefined) {
    const bytes = bytesOf(kept.rawBody) ?? bytesOf(kept.body) ?? bytesOf(unparsedOf(kept.body));
    if (bytes !== undefined) return { bytes };
  }
  // body-parser leaves an empty object also where it did not read, since the type was not its own.
  const unparsed = kept.body === undefined || isEmptyObject(kept.body);
  // The client hung up while an earlier middleware was still working: no parser is at fault.
  if (unparsed && request.destroyed && !request.complete) return BROKEN;
  const unread = !request.readableDidRead && !request.readableEnded && !request.destroyed;
  if (!unread || !unparsed) {
    options.logger.error(
      { cure: CURE },
      'A body parser has read the delivery and kept no bytes, so its signature cannot be checked',
    );
    return { status: 500, message: 'The bytes of the delivery are gone: see the log.' };
  }
  const stream = inflated(request);
  if (stream === undefined) {
    request.resume();
    return { status: 415, message: 'The delivery is encoded in a way that is not understood.' };
  }
  return collect(request, stream, options);
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  return typeof value === 'string' ? Buffer.from(value, 'utf8') : undefined;
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Where older releases of koa-body put the text with `includeUnparsed`; newer ones put it at `rawBody`. */
export const UNPARSED_BODY: unique symbol = Symbol.for('unparsedBody') as never;

/** The text that koa-body kept on the body that it made. */
export function unparsedOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<symbol, unknown>)[UNPARSED_BODY] : undefined;
}

function inflated(request: IncomingMessage): Readable | undefined {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined) return request;
  switch (encoding.toLowerCase()) {
    case 'identity':
      return request;
    case 'gzip':
      return request.pipe(createGunzip());
    case 'deflate':
      return request.pipe(createInflate());
    case 'br':
      return request.pipe(createBrotliDecompress());
    default:
      return undefined;
  }
}

function collect(
  request: IncomingMessage,
  stream: Readable,
  { maxBodyBytes, bodyTimeoutMs, clock }: NodeBodyOptions,
): Promise<NodeBody> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    let isOver = false;
    const timer = clock.setTimeout(() => fail(TOO_SLOW), bodyTimeoutMs);

    function fail(failure: NodeBody): void {
      if (isOver) return;
      isOver = true;
      clock.clearTimeout(timer);
      stream.off('data', onData);
      if (stream !== request) giveUp(request, stream);
      // What still comes is read and dropped, so that the answer can go out on this connection.
      request.resume();
      resolve(failure);
    }
    function onBroken(): void {
      fail(BROKEN);
    }
    function onClose(): void {
      // What came whole may still be on its way through the inflating stream.
      if (!request.complete && !request.readableEnded) fail(BROKEN);
    }
    function onEnd(): void {
      if (isOver) return;
      isOver = true;
      clock.clearTimeout(timer);
      if (stream !== request) giveUp(request, stream);
      const whole = chunks.length === 1 ? chunks[0] : undefined;
      resolve({ bytes: whole ?? Buffer.concat(chunks) });
    }
    function onData(chunk: Uint8Array): void {
      size += chunk.byteLength;
      if (size > maxBodyBytes) fail(TOO_LARGE);
      else chunks.push(chunk);
    }

    stream.on('data', onData);
    stream.on('end', onEnd);
    stream.on('error', onBroken);
    // If the client hangs up half-way, the answer reaches no one, but the caller still has to continue.
    request.on('close', onClose);
    if (stream !== request) request.on('error', onBroken);
  });
}

function giveUp(request: IncomingMessage, stream: Readable): void {
  request.unpipe();
  // Else it would go on to inflate what it has, which may be a thousand times as much.
  stream.destroy();
}

const TOO_SLOW: NodeBody = { status: 408, message: 'The delivery did not arrive in time.' };
const TOO_LARGE: NodeBody = { status: 413, message: 'The delivery is too large.' };
const BROKEN: NodeBody = { status: 408, message: 'The delivery broke off.' };
