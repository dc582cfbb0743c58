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
 * A text of others, fit for an error: without what it quotes, and undefined where a word of it also stands in a secret or a
 * text of the call. Meta quotes parameters in its messages, whole tokens among them, and cuts long ones short.
 */
export function safeText(text: unknown, secrets: Secrets): string | undefined {
  if (typeof text !== 'string' || text.length === 0 || text.length > 2000) return undefined;
  const unquoted = text.replace(/"[^"]*"?/g, '"…"').replace(/\bEAA\w+/g, '…');
  const once = unescaped(unquoted);
  // Twice, since a body that is quoted inside of a body is escaped again.
  return [unquoted, once, unescaped(once)].some((form) => tells(form, secrets)) ? undefined : unquoted;
}

/** A word of others that is safe by its form (a type, a trace id, a name), or undefined. */
export function safeWord(word: unknown, secrets: Secrets): string | undefined {
  if (typeof word !== 'string' || !/^[\w+/=-]{1,100}$/.test(word)) return undefined;
  return tells(word, secrets) ? undefined : word;
}

function tells(text: string, { credentials, texts }: Secrets): boolean {
  const words = (text.match(/[\p{L}\p{N}_]+/gu) ?? []).map((word) => word.toLowerCase());
  const stands = (sources: readonly string[], telling: (word: string) => boolean) =>
    sources.some((source) => {
      const low = source.toLowerCase();
      return words.some((word) => telling(word) && low.includes(word));
    });
  // Two ASCII characters tell nothing; two of Chinese are a word.
  if (stands(texts, (word) => word.length > 2 || /[^ -~]/.test(word))) return true;
  // A text may stand inside of a longer word, glued to what comes before it.
  if (texts.some((source) => source.length > 3 && text.toLowerCase().includes(source.toLowerCase()))) return true;
  return credentials.some((secret) => text.includes(secret)) || stands(credentials, (word) => word.length >= 8);
}

const jsonEscapes: Readonly<Record<string, string>> = { b: ' ', f: ' ', n: ' ', r: ' ', t: ' ' };

/** The text without the escapes of addresses, JSON and HTML, behind which words would not be found. */
function unescaped(text: string): string {
  return text
    .replace(/(?:%[0-9a-f]{2})+/gi, decodedBytes)
    .replace(/\\+u\{([0-9a-f]{1,6})\}/gi, (_escape, hex: string) => characterOf(Number.parseInt(hex, 16)))
    .replace(/\\+u([0-9a-f]{4})/gi, (_escape, hex: string) => characterOf(Number.parseInt(hex, 16)))
    .replace(/\\+x([0-9a-f]{2})/gi, (_escape, hex: string) => characterOf(Number.parseInt(hex, 16)))
    .replace(/&#x([0-9a-f]{1,6});/gi, (_escape, hex: string) => characterOf(Number.parseInt(hex, 16)))
    .replace(/&#([0-9]{1,7});/g, (_escape, digits: string) => characterOf(Number(digits)))
    .replace(/\\+(.)/gs, (_escape, character: string) => jsonEscapes[character] ?? character);
}

function decodedBytes(escapes: string): string {
  const bytes = (escapes.match(/[0-9a-f]{2}/gi) ?? []).map((hex) => Number.parseInt(hex, 16));
  return new TextDecoder().decode(new Uint8Array(bytes));
}

function characterOf(codePoint: number): string {
  return codePoint <= 0x10_ff_ff ? String.fromCodePoint(codePoint) : ' ';
}
