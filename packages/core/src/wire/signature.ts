import { createHmac, timingSafeEqual } from 'node:crypto';
import { SignatureError } from '../errors.ts';

/** Both signature headers of a delivery, as they came. */
export interface SignatureHeaders {
  /** Value of `X-Hub-Signature-256`: `sha256=`, then 64 hex digits. */
  readonly sha256: string | undefined;
  /** Value of the legacy `X-Hub-Signature`: `sha1=`, then 40 hex digits. */
  readonly sha1: string | undefined;
}

const SHAPES = { sha256: /^sha256=[0-9a-f]{64}$/i, sha1: /^sha1=[0-9a-f]{40}$/i } as const;

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
  const claimed = headers[algorithm];
  if (claimed !== undefined) for (const secret of secrets) if (signs(algorithm, secret, body, claimed)) return;
  if (claimed === undefined || !SHAPES[algorithm].test(claimed)) {
    throw new SignatureError('X-Hub-Signature-256 is missing or is not sha256=<64 hex digits>.');
  }
  throw new SignatureError('The signature is of other bytes: wrong app secret, or the body was changed on its way.');
}

/** The bytes of a header that is expected and of the one that came, made once: nothing waits between their filling and their comparison. */
interface Comparison {
  readonly expected: Buffer;
  readonly given: Buffer;
  /** Where the digits begin. */
  readonly start: number;
}

function comparison(algorithm: 'sha256' | 'sha1', digits: number): Comparison {
  const expected = Buffer.from(`${algorithm}=${'0'.repeat(digits)}`, 'latin1');
  return { expected, given: Buffer.alloc(expected.length), start: expected.length - digits };
}

const COMPARISONS = { sha256: comparison('sha256', 64), sha1: comparison('sha1', 40) } as const;
const CAPITAL = /[A-Z]/;

/** Compared as text in bytes: a digest that is asked for as hex costs less than one in a buffer of its own. */
function signs(algorithm: 'sha256' | 'sha1', secret: string, body: Uint8Array, claimed: string): boolean {
  const { expected, given, start } = COMPARISONS[algorithm];
  if (claimed.length !== expected.length) return false;
  expected.write(createHmac(algorithm, secret).update(body).digest('hex'), start, 'latin1');
  given.write(CAPITAL.test(claimed) ? claimed.toLowerCase() : claimed, 'latin1');
  return timingSafeEqual(given, expected);
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
