const longest = 2000;

/** Hides what must not be quoted; made by `redaction`. */
export type Redact = (words: string) => string;

/** Foreign words made safe for an error: on one line, at most 2000 UTF-16 code units; undefined if nothing is left. */
export function quotable(words: unknown, redact: Redact): string | undefined {
  if (typeof words !== 'string') return undefined;
  const shown = `${redact(words.slice(0, longest))}${words.length > longest ? '…' : ''}`;
  const line = shown.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return /[\p{L}\p{N}]/u.test(line) ? line : undefined;
}

/** A foreign word, such as a type, a trace id or a name, if its form is safe for an error; otherwise undefined. */
export function quotableWord(word: unknown, redact: Redact): string | undefined {
  if (typeof word !== 'string' || !/^[\w+/=-]{1,100}$/.test(word)) return undefined;
  return redact(word) === word ? word : undefined;
}
