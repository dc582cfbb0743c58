import { invalid } from '../graph-fault.ts';
import { type FormValue, readForm } from './form.ts';
import { isTooDeep, MAX_DEPTH, parseJson, parseLooseJson } from './loose-json.ts';

/** Parameters of a call, from the query, a form or a JSON body, before their types are checked. */
export interface RawParameters {
  /** From the query and a form: all values are text, or made of texts by brackets. */
  text: Record<string, FormValue>;
  /** From a JSON body. */
  json: Record<string, unknown>;
}

/** The part of a JSON Schema that this file reads. */
interface Schema {
  type?: string | string[];
  pattern?: string;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema;
}

/** True if a body of this content type is JSON. A body without a usual type is JSON if it looks so. */
export function isJson(body: string, contentType: string): boolean {
  return /json/i.test(contentType) || (!/urlencoded/i.test(contentType) && /^\s*[{[]/.test(body));
}

/**
 * Parses a JSON body.
 *
 * @throws {GraphFault} Code 100: it is nested too deep.
 */
export function readJson(body: string): unknown {
  if (isTooDeep(body)) throw invalid(`The request body must not be nested deeper than ${MAX_DEPTH} levels`);
  return parseJson(body);
}

/**
 * Reads a body by its content type: a JSON object, or a form.
 *
 * @throws {GraphFault} Code 100: the body is neither a form nor a JSON object, or it is nested too deep.
 */
export function readBody(body: string, contentType: string): RawParameters {
  if (body.trim() === '') return { text: {}, json: {} };
  if (isJson(body, contentType)) {
    const parsed = readJson(body);
    if (!isObject(parsed)) throw invalid('The request body must be a JSON object or a form');
    return { text: {}, json: parsed };
  }
  if (/multipart/i.test(contentType)) throw invalid('The request body must be a JSON object or a urlencoded form');
  return { text: readForm(new URLSearchParams(body)), json: {} };
}

/**
 * Merges the parameters: text gets the type of the schema, ids become strings, and null is absent at every depth. Graph
 * accepts object values as JSON text anywhere, see `parseLooseJson`.
 */
export function mergeParameters({ text, json }: RawParameters, schema: unknown): Record<string, unknown> {
  const typed = Object.entries({ ...text, ...json }).map(([name, value]) => {
    const known = propertyOf((schema ?? {}) as Schema, name);
    // In a JSON body only the parameters themselves may be JSON text. Texts within them are meant as they are.
    const isForm = typeof value === 'string' || !Object.hasOwn(json, name);
    return [name, withType(value, known, isForm)] as const;
  });
  // By `fromEntries`: in an assignment, a parameter called __proto__ would become the prototype.
  return withoutNulls(Object.fromEntries(typed)) as Record<string, unknown>;
}

/** The value with the types of the schema: texts of a form are read, ids are strings. */
function withType(given: unknown, schema: Schema | undefined, isForm: boolean): unknown {
  if (!schema) return given;
  const value = isForm && typeof given === 'string' ? fromText(given, schema) : given;
  const isInForm = isForm && value === given;
  if (typeof value === 'number') return isId(schema) ? String(value) : value;
  if (Array.isArray(value)) return value.map((item) => withType(item, itemsOf(schema), isInForm));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withType(inner, propertyOf(schema, name), isInForm)]),
  );
}

function fromText(value: string, schema: Schema): unknown {
  const wants = (type: string): boolean => allows(schema, type);
  if ((wants('object') && /^\s*\{/.test(value)) || (wants('array') && /^\s*\[/.test(value))) {
    return parseLooseJson(value) ?? value;
  }
  if ((wants('integer') || wants('number')) && /^\s*-?\d+(\.\d+)?\s*$/.test(value)) return Number(value);
  // PHP's `http_build_query` writes booleans as 1 and 0.
  if (wants('boolean') && /^(?:true|false|1|0)$/.test(value)) return value === 'true' || value === '1';
  return value;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutNulls(inner)]));
}

function allows({ type, anyOf = [] }: Schema, wanted: string): boolean {
  return type === wanted || (Array.isArray(type) && type.includes(wanted)) || anyOf.some((one) => allows(one, wanted));
}

/** True for decimal ids, which callers also send as numbers. */
function isId({ pattern, anyOf = [] }: Schema): boolean {
  return pattern === '^[0-9]+$' || anyOf.some(isId);
}

function propertyOf({ properties = {}, anyOf = [] }: Schema, name: string): Schema | undefined {
  if (Object.hasOwn(properties, name)) return properties[name];
  return anyOf.map((one) => propertyOf(one, name)).find((found) => found !== undefined);
}

function itemsOf({ items, anyOf = [] }: Schema): Schema | undefined {
  return items ?? anyOf.map(itemsOf).find((found) => found !== undefined);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
