import { createHash, timingSafeEqual } from 'node:crypto';

/** Query of a request: what `URLSearchParams` gives, or the object a framework made of it. */
export type Query = URLSearchParams | Readonly<Record<string, unknown>>;

// The answer echoes the challenge, so it may not hold anything that a browser could take for markup.
const CHALLENGE = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * Why a verification request is refused: the bot has no verify token, it is another one, or the request is not one of Meta's
 * (a browser, a health check; a challenge that holds more than letters, digits, `_` and `-`).
 */
export type HandshakeRefusal = 'no_token' | 'wrong_token' | 'not_from_meta';

/**
 * The challenge to answer to Meta's verification request, or why it must be refused (403).
 *
 * @see Messenger Platform docs, Webhooks, "Verification requests"
 */
export function answerHandshake(
  query: Query,
  verifyToken: string | undefined,
): { readonly challenge: string } | { readonly refused: HandshakeRefusal } {
  const token = parameter(query, 'verify_token');
  const challenge = parameter(query, 'challenge');
  const isFromMeta = parameter(query, 'mode') === 'subscribe' && challenge !== undefined && CHALLENGE.test(challenge);
  if (!isFromMeta || token === undefined) return { refused: 'not_from_meta' };
  if (verifyToken === undefined) return { refused: 'no_token' };
  return sameText(token, verifyToken) ? { challenge } : { refused: 'wrong_token' };
}

/** `hub.mode` as it is, as PHP's `hub_mode`, or as the nested `hub: { mode }` that some query parsers make of it. */
function parameter(query: Query, name: string): string | undefined {
  if (query instanceof URLSearchParams) return query.get(`hub.${name}`) ?? undefined;
  const hub = query['hub'];
  const nested = typeof hub === 'object' && hub !== null ? (hub as Record<string, unknown>)[name] : undefined;
  const value = query[`hub.${name}`] ?? query[`hub_${name}`] ?? nested;
  return typeof value === 'string' ? value : undefined;
}

/** Constant-time comparison; hashing first makes both sides of one length. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
