import { invalid } from './graph-fault.ts';

/** Parameters of a call, from the query, a form or a JSON body, before their types are checked. */
export interface RawParameters {
  /** From the query and a form: all values are text. */
  text: Record<string, string>;
  /** From a JSON body. */
  json: Record<string, unknown>;
}

/** The part of a JSON Schema that this file reads. */
interface Schema {
  type?: string | string[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
}

/** Deeper than any Graph call nests, and far too shallow to exhaust the stack of code that walks the value. */
const MAX_DEPTH = 100;
/** A JSON string, up to its end or the end of the text. It matches from every quote, so the search never backtracks. */
const JSON_STRING = /("(?:[^"\\]|\\.)*(?:"|\\?$))/s;
const ID_NAMES = ['target_app_id', 'persona_id', 'user_id'];
const ID_KEYS: Record<string, string> = { recipient: 'id', thread_control: 'app_id' };

/**
 * Reads a body by its content type.
 *
 * @throws {GraphFault} Code 100: the body is neither a form nor a JSON object, or it is nested too deep.
 */
export function readBody(body: string, contentType: string): RawParameters {
  const bare: RawParameters = { text: {}, json: {} };
  if (body.trim() === '') return bare;
  if (/json/i.test(contentType) || (!/urlencoded/i.test(contentType) && body.trimStart().startsWith('{'))) {
    if (isTooDeep(body)) throw invalid(`The request body must not be nested deeper than ${MAX_DEPTH} levels`);
    const parsed = parseJson(body, false);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
      throw invalid('The request body must be a JSON object or a form');
    }
    return { text: {}, json: parsed as Record<string, unknown> };
  }
  if (/multipart/i.test(contentType)) throw invalid('The request body must be a JSON object or a urlencoded form');
  return { text: Object.fromEntries(new URLSearchParams(body)), json: {} };
}

/**
 * Merges the parameters: text gets the type of the schema, ids become strings. Graph accepts object values as JSON
 * text anywhere, even with bare keys as in Meta's own sample `recipient={id:123}`.
 */
export function mergeParameters({ text, json }: RawParameters, schema: unknown): Record<string, unknown> {
  const known = (schema as Schema | undefined)?.properties ?? {};
  const typed = Object.entries({ ...text, ...json }).map(([name, value]) => {
    const schema = Object.hasOwn(known, name) ? known[name] : undefined;
    return [name, typeof value === 'string' ? fromText(value, schema) : value] as const;
  });
  // By `fromEntries`: in an assignment, a parameter called __proto__ would become the prototype.
  const params: Record<string, unknown> = Object.fromEntries(typed);
  for (const name of ID_NAMES) if (typeof params[name] === 'number') params[name] = String(params[name]);
  for (const [name, key] of Object.entries(ID_KEYS)) {
    const value = params[name];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    const object = value as Record<string, unknown>;
    if (typeof object[key] === 'number') params[name] = { ...object, [key]: String(object[key]) };
  }
  return params;
}

function fromText(value: string, schema: Schema | undefined): unknown {
  if (!schema) return value;
  const wants = (type: string): boolean => allows(schema, type);
  if ((wants('object') && /^\s*\{/.test(value)) || (wants('array') && /^\s*\[/.test(value))) {
    return parseJson(value, true) ?? value;
  }
  if ((wants('integer') || wants('number')) && /^\s*-?\d+(\.\d+)?\s*$/.test(value)) return Number(value);
  if (wants('boolean') && /^(true|false)$/.test(value)) return value === 'true';
  return value;
}

function allows({ type, anyOf = [] }: Schema, wanted: string): boolean {
  return type === wanted || (Array.isArray(type) && type.includes(wanted)) || anyOf.some((one) => allows(one, wanted));
}

/** Parses JSON with exact ids: turns integers of 16 or more digits into strings. Undefined if invalid or too deep. */
function parseJson(source: string, bareKeys: boolean): unknown {
  if (isTooDeep(source)) return undefined;
  const exact = outsideStrings(source, (part) => part.replace(/(?<![\d.eE+-])\d{16,}(?![\d.eE])/g, '"$&"'));
  const quoted = bareKeys
    ? outsideStrings(exact, (part) => part.replace(/([{,]\s*)([A-Za-z_]\w*)(\s*:)/g, '$1"$2"$3'))
    : exact;
  for (const text of new Set([exact, quoted])) {
    try {
      return JSON.parse(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

function outsideStrings(source: string, edit: (part: string) => string): string {
  return source
    .split(JSON_STRING)
    .map((part, at) => (at % 2 === 0 ? edit(part) : part))
    .join('');
}

function isTooDeep(source: string): boolean {
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
