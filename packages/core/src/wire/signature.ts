import { createHmac, timingSafeEqual } from 'node:crypto';
import { SignatureError } from '../errors.ts';

/** Both signature headers of a delivery, as they came. */
export interface SignatureHeaders {
  /** Value of `X-Hub-Signature-256`: `sha256=`, then 64 hex digits. */
  readonly sha256: string | undefined;
  /** Value of the legacy `X-Hub-Signature`: `sha1=`, then 40 hex digits. */
  readonly sha1: string | undefined;
}

const PREFIX = { sha256: 'sha256=', sha1: 'sha1=' } as const;
const BYTES = { sha256: 32, sha1: 20 } as const;

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
  const algorithm = headers.sha256 === undefined && allowSha1 ? 'sha1' : 'sha256';
  const claimed = digestIn(headers[algorithm], algorithm);
  if (claimed === undefined) {
    throw new SignatureError('X-Hub-Signature-256 is missing or is not sha256=<64 hex digits>.');
  }
  for (const secret of secrets) {
    if (timingSafeEqual(createHmac(algorithm, secret).update(body).digest(), claimed)) return;
  }
  throw new SignatureError('The signature is of other bytes: wrong app secret, or the body was changed on its way.');
}

/** The digest that a header holds, or `undefined` where it is malformed. */
function digestIn(header: string | undefined, algorithm: 'sha256' | 'sha1'): Buffer | undefined {
  const prefix = PREFIX[algorithm];
  const bytes = BYTES[algorithm];
  if (header === undefined || header.length !== prefix.length + 2 * bytes) return undefined;
  if (!header.startsWith(prefix) && !header.toLowerCase().startsWith(prefix)) return undefined;
  // Decoding ends at the first character that is no hex digit.
  const digest = Buffer.from(header.slice(prefix.length), 'hex');
  return digest.length === bytes ? digest : undefined;
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
