import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether Meta signed these bytes for the app.
 *
 * @param header Value of `X-Hub-Signature-256`. Source: Messenger Platform docs, Webhooks, "Validate payloads".
 */
export function fitsSignature(
  body: Uint8Array,
  header: string | readonly string[] | undefined,
  secret: string,
): boolean {
  const hex = typeof header === 'string' ? /^sha256=([0-9a-f]{64})$/i.exec(header)?.[1] : undefined;
  if (hex === undefined) return false;
  return timingSafeEqual(Buffer.from(hex, 'hex'), createHmac('sha256', secret).update(body).digest());
}
