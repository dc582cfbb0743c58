/** Deeper than any Graph call nests, and far too shallow to exhaust the stack of code that walks the value. */
export const MAX_DEPTH = 100;
/** A JSON string, up to its end or the end of the text. It matches from every quote, so the search never backtracks. */
const STRING = /("(?:[^"\\]|\\.)*(?:"|\\?$))/s;
/** The same, with single quotes too. */
const LOOSE_STRING = /("(?:[^"\\]|\\.)*(?:"|\\?$)|'(?:[^'\\]|\\.)*(?:'|\\?$))/s;

/**
 * Parses JSON with exact ids: integers of 16 or more digits become strings. Undefined if it is no JSON, or nested too
 * deep.
 */
export function parseJson(source: string): unknown {
  return isTooDeep(source) ? undefined : parsed(exactIds(source));
}

/**
 * Parses JSON as Graph takes it in forms and queries: also with bare keys, as in `{id:123}`, and with single quotes, as
 * in the curl commands of Meta's Send API page. Undefined if it is neither, or nested too deep.
 */
export function parseLooseJson(source: string): unknown {
  const strict = parseJson(source);
  if (strict !== undefined) return strict;
  const quoted = source
    .split(LOOSE_STRING)
    .map((part, at) => (at % 2 === 1 ? doubleQuoted(part) : part))
    .join('');
  const keyed = outsideStrings(quoted, (part) => part.replace(/([{,]\s*)([A-Za-z_]\w*)(\s*:)/g, '$1"$2"$3'));
  return parseJson(keyed);
}

/** True if brackets and braces nest deeper than `MAX_DEPTH`. */
export function isTooDeep(source: string): boolean {
  let depth = 0;
  let deepest = 0;
  outsideStrings(source, (part) => {
    for (const char of part) {
      if (char === '{' || char === '[') depth += 1;
      else if (char === '}' || char === ']') depth -= 1;
      deepest = Math.max(deepest, depth);
    }
    return part;
  });
  return deepest > MAX_DEPTH;
}

function exactIds(source: string): string {
  return outsideStrings(source, (part) => part.replace(/(?<![\d.eE+-])\d{16,}(?![\d.eE])/g, '"$&"'));
}

function doubleQuoted(text: string): string {
  if (!text.startsWith("'")) return text;
  const content = text.slice(1, text.length > 1 && text.endsWith("'") ? -1 : undefined);
  return `"${content.replace(/\\(.)|"/gs, (found, escaped?: string) => {
    if (escaped === undefined) return '\\"';
    return escaped === "'" ? "'" : found;
  })}"`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function outsideStrings(source: string, edit: (part: string) => string): string {
  return source
    .split(STRING)
    .map((part, at) => (at % 2 === 0 ? edit(part) : part))
    .join('');
}
