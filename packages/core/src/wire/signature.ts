import { createHmac, timingSafeEqual } from 'node:crypto';
import { SignatureError } from '../errors.ts';
import { type Algorithm, hmac } from './hmac.ts';

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
  const signedBy = {
    sha256: secrets.map((secret) => comparison('sha256', 64, secret)),
    sha1: allowSha1 ? secrets.map((secret) => comparison('sha1', 40, secret)) : [],
  };
  return (body, headers) => {
    const algorithm = headers.sha256 === undefined && allowSha1 ? 'sha1' : 'sha256';
    const claimed = headers[algorithm];
    if (claimed !== undefined) for (const signs of signedBy[algorithm]) if (signs(body, claimed)) return;
    if (claimed === undefined || !SHAPES[algorithm].test(claimed)) {
      throw new SignatureError('X-Hub-Signature-256 is missing or is not sha256=<64 hex digits>.', 'missing');
    }
    throw new SignatureError(
      'The signature is of other bytes: wrong app secret, or the body was changed on its way.',
      'mismatch',
    );
  };
}

const CAPITAL = /[A-Z]/;

/** Tells whether a header signs a body: compared as bytes, made once, since nothing waits between their filling and their comparison. */
function comparison(
  algorithm: Algorithm,
  digits: number,
  secret: string,
): (body: Uint8Array, claimed: string) => boolean {
  const digestOf = hmac(algorithm, secret);
  const expected = Buffer.from(`${algorithm}=${'0'.repeat(digits)}`, 'latin1');
  const given = Buffer.alloc(expected.length);
  const start = expected.length - digits;
  return (body, claimed) => {
    if (claimed.length !== expected.length) return false;
    expected.write(digestOf(body), start, 'latin1');
    given.write(CAPITAL.test(claimed) ? claimed.toLowerCase() : claimed, 'latin1');
    return timingSafeEqual(given, expected);
  };
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
