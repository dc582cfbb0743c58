import { createHash, timingSafeEqual } from 'node:crypto';

/** Query of a request: what `URLSearchParams` gives, or the object a framework made of it. */
export type Query = URLSearchParams | Readonly<Record<string, unknown>>;

// Echoed back to whoever asks: nothing that a browser could take for markup.
const CHALLENGE = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * The challenge to answer to Meta's verification request, or `undefined` where it must be refused (403): no verify token
 * is set, the token or the mode differs, or the challenge holds more than letters, digits, `_` and `-`.
 *
 * @see Messenger Platform docs, Webhooks, "Verification requests"
 */
export function answerHandshake(query: Query, verifyToken: string | undefined): string | undefined {
  const token = parameter(query, 'verify_token');
  const challenge = parameter(query, 'challenge');
  if (verifyToken === undefined || token === undefined || challenge === undefined) return undefined;
  if (parameter(query, 'mode') !== 'subscribe' || !sameText(token, verifyToken)) return undefined;
  return CHALLENGE.test(challenge) ? challenge : undefined;
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
