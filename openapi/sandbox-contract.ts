// Test support: holds answers of the sandbox's control API against openapi/sandbox.yaml. Published nowhere.
import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { load } from 'js-yaml';

type Schema = Readonly<Record<string, unknown>>;

interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

/** One described call. */
export interface DescribedOperation {
  /** In capitals. */
  readonly method: string;
  /** As it stands in the description, with names in braces. */
  readonly path: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, Response>>;
}

/** A call and its answer, as they went over the wire. */
export interface Exchange {
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  /** The parsed JSON body; absent where there was none. */
  readonly body?: unknown;
  readonly status: number;
  readonly contentType: string;
  /** The answer: parsed where it is JSON, else text. */
  readonly answer: unknown;
}

/** What the control API is held against. */
export interface SandboxContract {
  readonly operations: readonly DescribedOperation[];
  /** The described call behind a method and a path; undefined: it is not described. */
  find(method: string, path: string): DescribedOperation | undefined;
  /** Problems of an exchange as sentences; an empty list means that all is well. */
  problems(exchange: Exchange): string[];
}

/** Reads the description. Objects hold what is described and nothing more, unless they say so. */
export function createSandboxContract(): SandboxContract {
  const { components, paths } = load(readFileSync(new URL('sandbox.yaml', import.meta.url), 'utf8')) as {
    readonly components: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
    readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  };
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    logger: false,
    code: { optimize: false },
    inlineRefs: false,
  });
  const schemas = components['schemas'] ?? {};
  ajv.addSchema({
    $id: 'https://handover.invalid/sandbox',
    $defs: Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, sealed(schema, schemas)])),
  });
  const compiled = new Map<Schema, ValidateFunction>();
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => method !== 'parameters')
      .map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path }) as DescribedOperation),
  );

  function check(schema: Schema, value: unknown, what: string): string[] {
    let validate = compiled.get(schema);
    if (!validate) {
      validate = ajv.compile(sealed(schema, schemas));
      compiled.set(schema, validate);
    }
    return validate(value) ? [] : (validate.errors ?? []).map((error) => `${what}: ${sentence(error)}`);
  }

  function find(method: string, path: string): DescribedOperation | undefined {
    const candidates = operations.filter((one) => one.method === method && patternOf(one.path).test(path));
    // `/people/{who}` would fit where a fixed name stands, too.
    return candidates.sort((one, other) => one.path.split('{').length - other.path.split('{').length)[0];
  }

  return {
    operations,
    find,
    problems({ method, path, body, status, contentType, answer }) {
      const operation = find(method, path);
      if (!operation) return [`${method} ${path} is not described`];
      const given = operation.responses[status] ?? operation.responses[`${Math.trunc(status / 100)}XX`];
      const response =
        given?.$ref === undefined ? given : components['responses']?.[given.$ref.split('/').at(-1) ?? ''];
      const type = contentType.split(';')[0] ?? '';
      const schema = (response as Response | undefined)?.content?.[type]?.schema;
      if (!schema) return [`${method} ${path}: status ${status} with ${type} is not described`];
      const request = operation.requestBody?.content['application/json']?.schema;
      if (body !== undefined && !request) return [`${method} ${path}: a body where none is described`];
      return [
        ...(body !== undefined && request && status < 400 ? check(request, body, 'the request') : []),
        ...check(schema, answer, 'the answer'),
      ];
    },
  };
}

/** The schema with every object closed. In an `allOf` the parts stay open, and the whole is closed. */
function sealed(node: unknown, schemas: Readonly<Record<string, Schema>>, isPart = false): Schema {
  if (Array.isArray(node)) return node.map((one) => sealed(one, schemas)) as unknown as Schema;
  if (typeof node !== 'object' || node === null) return node as never;
  const { $ref, allOf, ...rest } = node as { $ref?: string; allOf?: unknown[] } & Record<string, unknown>;
  const name = $ref?.split('/').at(-1) ?? '';
  if ($ref !== undefined) {
    return isPart ? sealed(schemas[name], schemas, true) : { $ref: `https://handover.invalid/sandbox#/$defs/${name}` };
  }
  const inner = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === 'properties'
        ? Object.fromEntries(Object.entries(value as object).map(([one, schema]) => [one, sealed(schema, schemas)]))
        : sealed(value, schemas),
    ]),
  );
  if (allOf) return { ...inner, allOf: allOf.map((part) => sealed(part, schemas, true)), unevaluatedProperties: false };
  const isOpen = isPart || !('properties' in rest) || 'additionalProperties' in rest;
  return isOpen ? inner : { ...inner, additionalProperties: false };
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`);
}

function sentence({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath || 'the value'} ${message ?? 'is wrong'} ${JSON.stringify(params)}`;
}
