/** What must not be quoted by an error. */
export interface Secrets {
  /** Token, app secret and proof. */
  readonly credentials: readonly string[];
  /** Texts of the call: of a message, of metadata, of a persona. */
  readonly texts: readonly string[];
}

const textKeys = new Set(['message', 'metadata', 'payload', 'name', 'profile_picture_url']);

/** The strings of a request body that may hold what people wrote. */
export function textsOf(body: unknown, within = false): string[] {
  if (typeof body === 'string') return within ? [body] : [];
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([key, value]) => textsOf(value, within || textKeys.has(key)));
}

/**
 * Meta's text, fit for an error: without what it quotes, and undefined where a word of it also stands in a secret or a
 * text of the call. Meta quotes parameters in its messages, whole tokens among them, and cuts long ones short.
 */
export function safeText(text: unknown, { credentials, texts }: Secrets): string | undefined {
  if (typeof text !== 'string' || text.length === 0 || text.length > 2000) return undefined;
  const unquoted = text.replace(/"[^"]*"?/g, '"…"').replace(/\bEAA\w+/g, '…');
  const words = (unquoted.match(/[\p{L}\p{N}_]+/gu) ?? []).map((word) => word.toLowerCase());
  const tells = (sources: readonly string[], telling: (word: string) => boolean) =>
    sources.some((source) => words.some((word) => telling(word) && source.toLowerCase().includes(word)));
  // Two ASCII characters tell nothing; two of Chinese are a word.
  if (tells(texts, (word) => word.length > 2 || /[^ -~]/.test(word))) return undefined;
  if (tells(credentials, (word) => word.length >= 8)) return undefined;
  return unquoted;
}

/** A word of Meta that is safe by its form (a type, a trace id), or undefined. */
export function safeWord(word: unknown, secrets: Secrets): string | undefined {
  return typeof word === 'string' && /^[\w+/=-]{1,100}$/.test(word) && !secrets.credentials.includes(word)
    ? word
    : undefined;
}

/**
 * The cause of a failed connection as it is, or a plain error in its place where it quotes a credential: the address in a
 * message of some fetch implementations holds the proof.
 */
export function safeCause(cause: unknown, { credentials }: Secrets): unknown {
  try {
    const strings = stringsOf(cause, 4);
    if (!credentials.some((secret) => strings.some((text) => text.includes(secret)))) return cause;
  } catch {
    // A getter that throws hides what it holds: leave the error out, too.
  }
  return new Error('the original error quoted a secret and was left out');
}

function stringsOf(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  return Object.getOwnPropertyNames(value).flatMap((key) =>
    stringsOf((value as Record<string, unknown>)[key], depth - 1),
  );
}
