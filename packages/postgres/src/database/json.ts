const MARK = '\u0001';
/** What PostgreSQL can't hold in a text: NUL, and halves of surrogate pairs; and the mark that escapes them. */
const AWKWARD = new RegExp(`[\0${MARK}\\p{Surrogate}]`, 'gu');
/** The same in JSON, where all of them are escaped. */
const MAY_BE_AWKWARD = /\\u(?:000[01]|d[89a-f])/;
const ESCAPED = new RegExp(`${MARK}([0-9a-f]{4})`, 'g');

/** Encodes a value as JSON that PostgreSQL accepts, whatever characters its texts hold. */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value);
  return MAY_BE_AWKWARD.test(json) ? JSON.stringify(mapTexts(value, escapeText)) : json;
}

/** Decodes what {@link toJson} encoded and PostgreSQL returned. */
export function fromJson(json: string): unknown {
  const value: unknown = JSON.parse(json);
  return json.includes('\\u0001') ? mapTexts(value, unescapeText) : value;
}

function escapeText(text: string): string {
  return text.replace(AWKWARD, (char) => MARK + char.charCodeAt(0).toString(16).padStart(4, '0'));
}

function unescapeText(text: string): string {
  return text.replace(ESCAPED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Replaces all texts of a value, names of fields included. */
function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, map));
  if (typeof value !== 'object' || value === null) return value;
  // fromEntries, not assignment: a step may be named `__proto__`.
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [map(name), mapTexts(each, map)]));
}
