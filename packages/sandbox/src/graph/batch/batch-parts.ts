import { textOf } from '../../text-of.ts';
import { GraphFault, invalid } from '../graph-fault.ts';
import { type FormValue, readForm } from '../request/form.ts';
import { splitVersion } from '../request/graph-path.ts';
import type { GraphRequest } from '../request/graph-request.ts';
import { parseLooseJson } from '../request/loose-json.ts';
import { textsOf } from '../request/texts.ts';
import { referencesIn, withResults } from './result-references.ts';

/** One part of a batch, checked. */
export interface Part {
  method: string;
  /** Path without query, with a version if the part has its own. */
  path: string;
  query: Record<string, FormValue>;
  form: Record<string, FormValue>;
  /** A body that was given as JSON instead of a form. */
  json: Record<string, unknown>;
  name?: string;
  /** Names of the parts whose answers it needs. */
  needs: ReadonlySet<string>;
  /** Its successful answer is left out: as it says, or because another part needs it. */
  omitsSuccess: boolean;
  includesHeaders: boolean;
  /** Names of the files that belong to it. */
  files: readonly string[];
}

/** Graph API docs, Batch Requests. */
const MAX_PARTS = 50;

/**
 * Reads the parameter `batch`: a list, or its JSON text.
 *
 * @throws {GraphFault} Code 100: it is no list, or a part is malformed. The type `GraphBatchException` was recorded for
 *   too many parts (facepy) and for an unknown dependency (koala), without a code: -3 is a guess.
 */
export function readParts(batch: unknown): Part[] {
  const list = typeof batch === 'string' ? parseLooseJson(batch) : batch;
  if (!Array.isArray(list)) throw invalid('Param batch must be an array');
  if (list.length === 0) throw batchFault('Empty batch message');
  if (list.length > MAX_PARTS) {
    throw batchFault(`Too many requests in batch message. Maximum batch size is ${MAX_PARTS}`);
  }
  const parts = list.map(readPart);
  const needed = new Set(parts.flatMap(({ needs }) => [...needs]));
  const known = new Set<string>();
  for (const [at, part] of parts.entries()) {
    const unknown = [...part.needs].find((name) => !known.has(name));
    if (unknown !== undefined) {
      throw batchFault(
        `Request ${at} cannot depend on an unresolved request with name ${unknown}. Requests can only depend on preceding requests`,
      );
    }
    if (part.name !== undefined) known.add(part.name);
  }
  return parts.map(({ omits, ...part }) => ({
    ...part,
    omitsSuccess: omits ?? (part.name !== undefined && needed.has(part.name)),
  }));
}

/** The part as a call of its own. It acts by its own token, else by that of the batch. */
export function partRequest(part: Part, batch: GraphRequest, resultOf: (name: string) => unknown): GraphRequest {
  const filled = <T>(value: T): T => withResults(value, resultOf) as T;
  const { versionPath, path } = splitVersion(filled(part.path));
  const text = { ...filled(part.query), ...filled(part.form) };
  const hasToken = 'access_token' in text || 'access_token' in part.json;
  return {
    method: part.method,
    path,
    versionPath: versionPath || batch.versionPath,
    raw: { text: { ...(hasToken ? {} : credentials(batch)), ...text }, json: filled(part.json) },
    bearer: hasToken ? undefined : batch.bearer,
    // Endpoints read a file from the field `filedata`, whatever its name in the batch.
    files: batch.files
      .filter(({ field }) => part.files.includes(field))
      .map((file) => ({ ...file, field: 'filedata' })),
  };
}

/** The token of the batch with its proof. */
function credentials({ raw: { text, json } }: GraphRequest): Record<string, FormValue> {
  const names = ['access_token', 'appsecret_proof', 'appsecret_time'];
  const given: Record<string, unknown> = { ...text, ...json };
  return Object.fromEntries(
    names.filter((name) => given[name] !== undefined).map((name) => [name, textOf(given[name])]),
  );
}

function readPart(given: unknown, at: number): Omit<Part, 'omitsSuccess'> & { omits: boolean | undefined } {
  if (typeof given !== 'object' || given === null) throw invalid(`Param batch[${at}] must be an object`);
  const part = given as Record<string, unknown>;
  const { name, relative_url: url, body, attached_files: files } = part;
  if (typeof url !== 'string') throw invalid(`The parameter batch[${at}][relative_url] is required`);
  if (typeof part['method'] !== 'string' || part['method'] === '')
    throw invalid(`The parameter batch[${at}][method] is required`);
  // Some libraries give the complete address.
  const relative = url.replace(/^https?:\/\/[^/]+/, '');
  const question = relative.indexOf('?');
  const path = question === -1 ? relative : relative.slice(0, question);
  const json = jsonBody(body);
  const own = part['access_token'];
  const query = readForm(new URLSearchParams(question === -1 ? '' : relative.slice(question)));
  const form = json || typeof body !== 'string' ? {} : readForm(new URLSearchParams(body));
  const references = referencesIn([path, query, form, json]);
  return {
    method: part['method'].toUpperCase(),
    path: `/${path.replace(/^\/+/, '')}`,
    query: typeof own === 'string' ? { ...query, access_token: own } : query,
    form,
    json: json ?? {},
    ...(typeof name === 'string' && name !== '' ? { name } : {}),
    needs: new Set([...textsOf(part['depends_on'] ?? ''), ...references].filter((one) => one !== '')),
    omits: booleanOf(part['omit_response_on_success']),
    includesHeaders: booleanOf(part['include_headers']) ?? true,
    files: typeof files === 'string' ? files.split(',').map((one) => one.trim()) : [],
  };
}

/** The body of a part is a form. An object, or the text of one, is taken too, as some libraries send it. */
function jsonBody(body: unknown): Record<string, unknown> | undefined {
  const value = typeof body === 'string' && /^\s*\{/.test(body) ? parseLooseJson(body) : body;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}

function booleanOf(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

function batchFault(message: string): GraphFault {
  return new GraphFault({ code: -3, type: 'GraphBatchException', message });
}
