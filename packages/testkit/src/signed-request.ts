import { createHmac } from 'node:crypto';
import type { HandoverRequest } from '@handover/core';

/** A webhook request with its bytes and both signatures, ready for `bot.handle` or for a socket. */
export interface SignedRequest extends HandoverRequest {
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * JSON as Meta writes it: ASCII, every other UTF-16 unit as a lower-case `\u` escape, `/` as `\/`. If you parse it and
 * print it again, the bytes differ. That is why a signature check over a parsed body fails.
 */
export function escapedJson(body: unknown): Uint8Array {
  const escaped = JSON.stringify(body)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return Buffer.from(escaped, 'latin1');
}

/**
 * Makes a delivery as Meta sends it.
 *
 * @param body A webhook body, or its bytes.
 * @param appSecret Signs the bytes. Source: Messenger Platform docs, Webhooks, "Validate payloads".
 */
export function signedRequest(body: unknown, appSecret: string): SignedRequest {
  const bytes = body instanceof Uint8Array ? body : escapedJson(body);
  const sign = (algorithm: string): string => createHmac(algorithm, appSecret).update(bytes).digest('hex');
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': String(bytes.byteLength),
      'x-hub-signature': `sha1=${sign('sha1')}`,
      'x-hub-signature-256': `sha256=${sign('sha256')}`,
    },
    body: bytes,
  };
}
