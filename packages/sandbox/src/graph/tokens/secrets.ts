/** Parameters that control the call itself, or hold a secret. */
const ENVELOPE = /^(method|appsecret_.*|.*token|.*secret|code|batch)$/i;
/** Keys of an answer whose text is a secret. */
const TOKEN = /(^|_)(token|secret)$/i;
/** What the timeline shows in the place of a token. */
const LEFT_OUT = '(left out)';

/** The parameters for the timeline: without secrets, and without those that control the call itself. */
export function withoutSecrets(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !ENVELOPE.test(name)));
}

/**
 * An answer for the timeline: tokens in it are replaced, at every depth.
 *
 * @param known Page tokens that it may have under any key: `fields=access_token.as(name)` chooses the key.
 */
export function withoutTokens(answer: unknown, known: ReadonlySet<string>): unknown {
  if (Array.isArray(answer)) return answer.map((one) => withoutTokens(one, known));
  if (typeof answer === 'string' && known.has(answer)) return LEFT_OUT;
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([key, value]) => [
      key,
      typeof value === 'string' && TOKEN.test(key) ? LEFT_OUT : withoutTokens(value, known),
    ]),
  );
}
