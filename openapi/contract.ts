// Test support: holds traffic against openapi/handover.yaml, and on request against openapi/graph-extra.yaml too, or against
// openapi/whatsapp.yaml, with a JSON Schema validator. Published nowhere.
import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { load } from 'js-yaml';

type Schema = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Content & { readonly $ref?: string }>>;
}

interface PathItem {
  readonly parameters?: readonly Parameter[];
  readonly [method: string]: unknown;
}

/** The description as it stands in the file. */
export interface Description {
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly webhooks: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A call as it went over the wire. */
export interface ContractRequest {
  readonly method: string;
  /** Address or path with query; everything up to a version segment such as `/v25.0` is left out of account. */
  readonly url: string;
  /** The parsed JSON body; absent where there was none. */
  readonly body?: unknown;
}

/** An answer to a call. */
export interface ContractResponse extends ContractRequest {
  readonly status: number;
}

/** What traffic is held against. Every function gives the problems as sentences; an empty list means that all is well. */
export interface Contract {
  readonly description: Description;
  /** Problems of a call: an unknown path, method or parameter, a parameter that is missing or of a wrong shape. */
  validateRequest(request: ContractRequest): string[];
  /** Problems of the body of an answer to that call. */
  validateResponse(response: ContractResponse): string[];
  /** Problems of a delivery: of its envelope, and of each item by the schema of its kind. */
  validateDelivery(body: unknown): string[];
}

// Every call of Graph takes these, and the description leaves them out.
const generalParameters = ['access_token', 'debug', 'format', 'locale', 'method', 'pretty', 'suppress_http_code'];

const webhookKeys = [
  'pass_thread_control',
  'take_thread_control',
  'request_thread_control',
  'app_roles',
  'message',
  'message_edit',
  'postback',
  'reaction',
  'referral',
  'optin',
  'delivery',
  'read',
] as const;

/**
 * Reads the description and gives what validates traffic by it. Schemas are compiled when they are first needed.
 *
 * @param options.extra Adds the calls of graph-extra.yaml, which the sandbox answers and our client does not make.
 */
export function createContract({ extra = false }: { extra?: boolean } = {}): Contract {
  const base = read('handover.yaml');
  const description = extra ? merged(base, read('graph-extra.yaml')) : base;
  const check = createChecker(description);
  const kinds = [...webhookKeys, ...Object.keys(description.webhooks)];

  function itemProblems(
    lane: 'messaging' | 'standby',
    item: unknown,
    entry: object,
    envelope: object,
    at: string,
  ): string[] {
    const kind = kinds.find((key) => isObject(item) && key in item);
    if (kind === undefined) return [`${at} carries no key of a described kind`];
    const name = lane === 'standby' ? 'standby' : kind === 'message' ? messageKind(item) : kind;
    const { messaging: _messaging, standby: _standby, changes: _changes, ...rest } = entry as Record<string, unknown>;
    return webhookProblems(name, { ...envelope, entry: [{ ...rest, [lane]: [item] }] }).map(
      (problem) => `${at} (${name}): ${problem}`,
    );
  }

  const webhookProblems = webhookCheck(description, check);

  return {
    description,

    ...callChecks(description, check),

    validateDelivery(body) {
      const problems = check({ $ref: '#/components/schemas/Envelope' }, body);
      if (problems.length > 0) return problems;
      const { entry: entries, ...envelope } = body as { entry: Record<string, unknown>[] };
      if (entries.length === 0) problems.push('/entry is empty');
      for (const [index, entry] of entries.entries()) {
        const at = `/entry/${index}`;
        const { messaging, standby, changes } = entry as Record<string, unknown[] | undefined>;
        const own = ownKinds(entry);
        if (messaging === undefined && standby === undefined && changes === undefined && own.length === 0)
          problems.push(`${at} holds no items`);
        for (const name of own) problems.push(...webhookProblems(name, { ...envelope, entry: [entry] }));
        for (const [lane, items] of Object.entries({ messaging, standby })) {
          for (const [place, item] of (items ?? []).entries()) {
            problems.push(
              ...itemProblems(lane as 'messaging' | 'standby', item, entry, envelope, `${at}/${lane}/${place}`),
            );
          }
        }
        if (changes !== undefined) problems.push(...webhookProblems('changes', { ...envelope, entry: [entry] }));
      }
      return problems;
    },
  };
}

/** Reads openapi/whatsapp.yaml and gives what validates traffic with WhatsApp by it. */
export function createWhatsappContract(): Contract {
  const description = read('whatsapp.yaml');
  const check = createChecker(description);
  const webhookProblems = webhookCheck(description, check);

  return {
    description,
    ...callChecks(description, check),

    validateDelivery(body) {
      const problems = check({ $ref: '#/components/schemas/Envelope' }, body);
      if (problems.length > 0) return problems;
      const { entry: entries, ...envelope } = body as { entry: { changes: { field: string }[] }[] };
      for (const [index, { changes, ...rest }] of entries.entries()) {
        for (const [place, change] of changes.entries()) {
          const name = change.field in description.webhooks ? change.field : 'other';
          const alone = { ...envelope, entry: [{ ...rest, changes: [change] }] };
          const found = webhookProblems(name, alone);
          problems.push(...found.map((problem) => `/entry/${index}/changes/${place} (${name}): ${problem}`));
        }
      }
      return problems;
    },
  };
}

type Check = (schema: Schema, value: unknown) => string[];

/** Validates a delivery by the schema of one of the described webhooks. */
function webhookCheck(description: Description, check: Check): (name: string, body: unknown) => string[] {
  return (name, body) => {
    const schema = description.webhooks[name]?.['post']?.requestBody?.content?.['application/json']?.schema;
    return schema === undefined ? [`${name} is no described kind`] : check(schema, body);
  };
}

/** What validates calls and their answers. */
function callChecks(description: Description, check: Check): Pick<Contract, 'validateRequest' | 'validateResponse'> {
  function find(
    method: string,
    url: string,
  ): { operation?: Operation; parameters: Parameter[]; query: URLSearchParams; problem?: string } {
    const { pathname, searchParams } = new URL(url, 'http://contract.invalid');
    const path = decodeURIComponent(pathname.replace(/^.*?\/v\d+\.\d+(?=\/)/, ''));
    const nothing = { parameters: [], query: searchParams };
    const fitting = Object.entries(description.paths).filter(([template, item]) =>
      pathPattern(description, template, item).test(path),
    );
    // A path without a parameter goes before a template that it also fits.
    const ordered = [...fitting].sort(([one], [other]) => Number(one.includes('{')) - Number(other.includes('{')));
    const [template, item] = ordered.find(([, { [method.toLowerCase()]: found }]) => found) ?? ordered[0] ?? [];
    if (template === undefined || item === undefined) return { ...nothing, problem: `${path} is no described path` };
    const operation = item[method.toLowerCase()] as Operation | undefined;
    if (operation === undefined) return { ...nothing, problem: `${method} is not described for ${template}` };
    const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(
      (parameter) => resolve(description, parameter) as Parameter,
    );
    return { operation, parameters, query: searchParams };
  }

  return {
    validateRequest({ method, url, body }) {
      const { operation, parameters, query, problem } = find(method, url);
      if (operation === undefined) return [problem ?? 'unknown call'];
      const queryNames = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
      const problems = unknownNames([...query.keys()], queryNames, 'query');
      for (const { name, in: place, required, schema } of parameters.filter((parameter) => parameter.in === 'query')) {
        const value = query.get(name);
        if (value === null && required === true) problems.push(`the ${place} lacks ${name}`);
        const typed = schema['type'] === 'integer' ? Number(value) : value;
        if (value !== null) problems.push(...check(schema, typed).map((text) => `${name} in the ${place}: ${text}`));
      }
      const schema = operation.requestBody?.content?.['application/json']?.schema;
      if (schema === undefined) return body === undefined ? problems : [...problems, 'a body where none is described'];
      if (body === undefined) return [...problems, 'the body is missing'];
      const { properties = {} } = resolve(description, schema) as { properties?: object };
      const bodyNames = isObject(body) ? unknownNames(Object.keys(body), Object.keys(properties), 'body') : [];
      return [...problems, ...bodyNames, ...check(schema, body)];
    },

    validateResponse({ method, url, status, body }) {
      const { operation, problem } = find(method, url);
      if (operation === undefined) return [problem ?? 'unknown call'];
      const { responses } = operation;
      const described = responses[status] ?? responses[`${Math.trunc(status / 100)}XX`] ?? responses['default'];
      const content = described === undefined ? undefined : (resolve(description, described) as Content).content;
      const schema = content?.['application/json']?.schema;
      return schema === undefined ? [`status ${status} is not described`] : check(schema, body);
    },
  };
}

/** What an entry holds beside its three lists. */
function ownKinds(entry: Record<string, unknown>): string[] {
  const kinds = ['calls', 'call_permission_reply'].filter((key) => key in entry);
  if ('field' in entry) kinds.push('entry_change');
  if (entryLists.some((key) => key in entry)) kinds.push('entry_lists');
  return kinds;
}

const entryLists = ['messaging_handovers', 'messaging_optins', 'messaging_optin', 'messaging_postbacks'];

/** Graph ignores a name that it does not know, so that a misspelt one looks like a success. */
function unknownNames(names: readonly string[], known: readonly string[], place: string): string[] {
  return [...new Set(names)]
    .filter((name) => !known.includes(name) && !generalParameters.includes(name))
    .map((name) => `${name} in the ${place} is not described`);
}

function createChecker(description: Description): (schema: Schema, value: unknown) => string[] {
  const ajv = new Ajv2020({
    allErrors: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
    // Each test file compiles the schemas for itself, which takes longer than their checks.
    code: { optimize: false },
    inlineRefs: false,
  });
  const local = (node: unknown): Schema =>
    JSON.parse(JSON.stringify(node).replaceAll('#/components/schemas/', 'https://handover.invalid/schemas#/$defs/'));
  ajv.addSchema({ $id: 'https://handover.invalid/schemas', $defs: local(description.components['schemas']) });
  const compiled = new Map<Schema, ValidateFunction>();

  return (schema, value) => {
    const validate = compiled.get(schema) ?? ajv.compile(local(schema));
    compiled.set(schema, validate);
    if (validate(value)) return [];
    return [...new Set((validate.errors ?? []).map(sentence))];
  };
}

function sentence({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath || 'the value'} ${message ?? 'is wrong'} ${JSON.stringify(params)}`;
}

function read(name: string): Description {
  // Both files become one description, so a reference from one to the other needs no file name.
  return load(readFileSync(new URL(name, import.meta.url), 'utf8').replaceAll('handover.yaml#/', '#/')) as Description;
}

function merged(base: Description, extra: Description): Description {
  const kinds = Object.keys({ ...base.components, ...extra.components });
  return {
    paths: { ...base.paths, ...extra.paths },
    webhooks: base.webhooks,
    components: Object.fromEntries(
      kinds.map((kind) => [kind, { ...extra.components[kind], ...base.components[kind] }] as const),
    ),
  };
}

/** The paths that a template stands for, by the patterns of its parameters. */
function pathPattern(description: Description, template: string, { parameters = [] }: PathItem): RegExp {
  const known = parameters.map((parameter) => resolve(description, parameter) as Parameter);
  const source = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const schema = known.find((parameter) => parameter.in === 'path' && parameter.name === name)?.schema ?? {};
    const { pattern = '[^/]+' } = resolve(description, schema) as { pattern?: string };
    return `(?:${pattern.replace(/^\^|\$$/g, '')})`;
  });
  return new RegExp(`^${source}$`);
}

function resolve(description: Description, node: { readonly $ref?: string }): unknown {
  const [, , kind = '', name = ''] = node.$ref?.split('/') ?? [];
  return node.$ref === undefined ? node : description.components[kind]?.[name];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function messageKind(item: unknown): 'message' | 'message_deleted' | 'echo' {
  const message = isObject(item) && isObject(item['message']) ? item['message'] : {};
  if (message['is_deleted'] === true || message['is_deleted'] === 'true') return 'message_deleted';
  return message['is_echo'] === true ? 'echo' : 'message';
}
