const longest = 2000;

/** Hides what must not be quoted; made by `redaction`. */
export type Redact = (words: string) => string;

/** Words of others, fit for an error: on one line, at most 2000 UTF-16 code units; undefined where nothing is left of them. */
export function quotable(words: unknown, redact: Redact): string | undefined {
  if (typeof words !== 'string') return undefined;
  const shown = `${redact(words.slice(0, longest))}${words.length > longest ? '…' : ''}`;
  const line = shown.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return /[\p{L}\p{N}]/u.test(line) ? line : undefined;
}

/** A word of others that is fit for an error by its form (a type, a trace id, a name), or undefined. */
export function quotableWord(word: unknown, redact: Redact): string | undefined {
  if (typeof word !== 'string' || !/^[\w+/=-]{1,100}$/.test(word)) return undefined;
  return redact(word) === word ? word : undefined;
}
