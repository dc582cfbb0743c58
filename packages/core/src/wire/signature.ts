import { createHmac, timingSafeEqual } from 'node:crypto';
import { SignatureError } from '../errors.ts';

type Algorithm = 'sha256' | 'sha1';

/** Both signature headers of a delivery, as they came. */
export interface SignatureHeaders {
  /** Value of `X-Hub-Signature-256`: `sha256=`, then 64 hex digits. */
  readonly sha256: string | undefined;
  /** Value of the legacy `X-Hub-Signature`: `sha1=`, then 40 hex digits. */
  readonly sha1: string | undefined;
}

const SHAPES = { sha256: /^sha256=[0-9a-f]{64}$/i, sha1: /^sha1=[0-9a-f]{40}$/i } as const;

/**
 * Makes a check of deliveries. It throws {@link SignatureError} unless the header signs the body with one of the secrets:
 * where it is missing, malformed, or of other bytes. The body is the request's bytes exactly as received; JSON parsed and
 * printed again has other bytes and fails.
 *
 * @param secrets App secrets, not page tokens; several while one is being replaced, or with Instagram Login.
 * @param allowSha1 Accept the legacy header where the SHA-256 one is missing.
 * @see Messenger Platform docs, Webhooks, "Validate payloads"
 */
export function signatureCheck(
  secrets: readonly string[],
  allowSha1: boolean,
): (body: Uint8Array, headers: SignatureHeaders) => void {
  return (body, headers) => {
    const algorithm = headers.sha256 === undefined && allowSha1 ? 'sha1' : 'sha256';
    const claimed = headers[algorithm];
    if (claimed === undefined || !SHAPES[algorithm].test(claimed)) {
      throw new SignatureError('X-Hub-Signature-256 is missing or is not sha256=<64 hex digits>.', 'missing');
    }
    const given = Buffer.from(claimed.slice(algorithm.length + 1), 'hex');
    for (const secret of secrets) if (timingSafeEqual(given, digestOf(algorithm, secret, body))) return;
    throw new SignatureError(
      'The signature is of other bytes: wrong app secret, or the body was changed on its way.',
      'mismatch',
    );
  };
}

function digestOf(algorithm: Algorithm, secret: string, body: Uint8Array): Buffer {
  return createHmac(algorithm, secret).update(body).digest();
}

/** Both signature headers for `body`, as Meta would send them. */
export function signatureHeaders(
  body: Uint8Array,
  secret: string,
): { 'x-hub-signature-256': string; 'x-hub-signature': string } {
  return {
    'x-hub-signature-256': `sha256=${digestOf('sha256', secret, body).toString('hex')}`,
    'x-hub-signature': `sha1=${digestOf('sha1', secret, body).toString('hex')}`,
  };
}
