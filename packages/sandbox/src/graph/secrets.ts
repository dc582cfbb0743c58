/** Parameters that control the call itself, or hold a secret. */
const ENVELOPE = /^(method|appsecret_.*|.*_token|.*_secret|code|batch)$/i;
/** Keys of an answer whose text is a secret. */
const TOKEN = /(^|_)(token|secret)$/i;

/** The parameters for the timeline: without secrets, and without those that control the call itself. */
export function withoutSecrets(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !ENVELOPE.test(name)));
}

/** An answer for the timeline: tokens in it are replaced, at every depth. */
export function withoutTokens(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(withoutTokens);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([key, value]) => [
      key,
      typeof value === 'string' && TOKEN.test(key) ? '(left out)' : withoutTokens(value),
    ]),
  );
}
