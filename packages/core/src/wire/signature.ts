import { createHmac, timingSafeEqual } from 'node:crypto';
import { SignatureError } from '../errors.ts';

/** Both signature headers of a delivery, as they came. */
export interface SignatureHeaders {
  /** Value of `X-Hub-Signature-256`: `sha256=`, then 64 hex digits. */
  readonly sha256: string | undefined;
  /** Value of the legacy `X-Hub-Signature`: `sha1=`, then 40 hex digits. */
  readonly sha1: string | undefined;
}

const SHA256 = /^sha256=([0-9a-f]{64})$/i;
const SHA1 = /^sha1=([0-9a-f]{40})$/i;

/**
 * Throws unless `body` was signed with one of the app secrets.
 *
 * @param body The request's bytes exactly as received: JSON parsed and printed again has other bytes and fails here.
 * @param secrets App secrets, not page tokens; several while one is being replaced, or with Instagram Login.
 * @param allowSha1 Accept the legacy header where the SHA-256 one is missing.
 * @throws {SignatureError} The header is missing, malformed, or signs other bytes.
 * @see Messenger Platform docs, Webhooks, "Validate payloads"
 */
export function verifySignature(
  body: Uint8Array,
  headers: SignatureHeaders,
  secrets: readonly string[],
  allowSha1: boolean,
): void {
  const sha256 = SHA256.exec(headers.sha256 ?? '')?.[1];
  const sha1 = headers.sha256 === undefined && allowSha1 ? SHA1.exec(headers.sha1 ?? '')?.[1] : undefined;
  const claimed = sha256 ?? sha1;
  if (claimed === undefined) {
    throw new SignatureError('X-Hub-Signature-256 is missing or is not sha256=<64 hex digits>.');
  }
  const algorithm = sha256 === undefined ? 'sha1' : 'sha256';
  if (!secrets.some((secret) => signs(algorithm, secret, body, claimed))) {
    throw new SignatureError('The signature is of other bytes: wrong app secret, or the body was changed on its way.');
  }
}

function signs(algorithm: 'sha256' | 'sha1', secret: string, body: Uint8Array, hex: string): boolean {
  return timingSafeEqual(createHmac(algorithm, secret).update(body).digest(), Buffer.from(hex, 'hex'));
}

/** Both signature headers for `body`, as Meta would send them. */
export function signatureHeaders(
  body: Uint8Array,
  secret: string,
): { 'x-hub-signature-256': string; 'x-hub-signature': string } {
  return {
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    'x-hub-signature': `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`,
  };
}
