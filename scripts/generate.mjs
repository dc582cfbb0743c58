// Writes the files that are generated from openapi/handover.yaml and, for the sandbox, openapi/graph-extra.yaml and
// openapi/whatsapp.yaml:
//
//   packages/client/src/generated/graph.ts      types of the calls
//   packages/core/src/generated/messenger.ts    types of the deliveries, and of a message that is sent
//   packages/sandbox/src/generated/requests.ts  one JSON Schema for the parameters of each call
//
// and from openapi/whatsapp.yaml:
//
//   packages/client/src/generated/whatsapp.ts   types of the calls
//   packages/core/src/generated/whatsapp.ts     types of the deliveries, and of a message that is sent
//
// and copies the redaction of errors and logs to core, which imports nothing from the client:
//
//   packages/core/src/generated/redaction.ts    from packages/client/src/redaction.ts
//
// and the SQL that creates the schema of the PostgreSQL store, for those who migrate without JavaScript:
//
//   packages/postgres/handover.sql              from packages/postgres/src/schema
//
// With --check it writes nothing, names the files that are stale and exits 1.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import openapiTS, { astToString } from 'openapi-typescript';
import { tsImport } from 'tsx/esm/api';
import ts from 'typescript';

const root = new URL('../', import.meta.url);
const methods = ['get', 'post', 'put', 'patch', 'delete'];

const description = await descriptionIn('openapi/handover.yaml');
const whatsapp = await descriptionIn('openapi/whatsapp.yaml');
const everything = withExtra(await readFile(new URL('openapi/graph-extra.yaml', root), 'utf8'));
const outputs = {
  // openapi-fetch maps over the types of bodies and splits `string & {}`, so the calls have plain strings there.
  'packages/client/src/generated/graph.ts': await types(description, 'paths'),
  'packages/core/src/generated/messenger.ts': await types(description, 'webhooks', openEnum, ['OutgoingMessage']),
  'packages/client/src/generated/whatsapp.ts': await types(whatsapp, 'paths'),
  'packages/core/src/generated/whatsapp.ts': await types(whatsapp, 'webhooks', openEnum, ['OutgoingMessage']),
  'packages/sandbox/src/generated/requests.ts': requestSchemas(),
  'packages/core/src/generated/redaction.ts': await copyOf('packages/client/src/redaction.ts'),
  'packages/postgres/handover.sql': await postgresSchema(),
};

if (process.argv.includes('--check')) {
  const stale = [];
  for (const [path, text] of Object.entries(outputs)) {
    const current = await readFile(new URL(path, root), 'utf8').catch(() => undefined);
    if (current !== text) stale.push(path);
  }
  for (const path of stale) console.error(`${path} is stale: run \`node scripts/generate.mjs\` and commit the result.`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  for (const [path, text] of Object.entries(outputs)) {
    const file = fileURLToPath(new URL(path, root));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    console.log(`wrote ${path}`);
  }
}

async function descriptionIn(path) {
  return { path, ...load(await readFile(new URL(path, root), 'utf8')) };
}

function headerOf(sources) {
  return `// Generated from ${sources} by scripts/generate.mjs. Do not edit: change the description and run it again.\n`;
}

/** The description with the paths and components of graph-extra.yaml, which refers to components of handover.yaml. */
function withExtra(text) {
  const extra = load(text.replaceAll('handover.yaml#/', '#/'));
  const components = { ...description.components };
  for (const [kind, members] of Object.entries(extra.components)) {
    components[kind] = { ...members, ...components[kind] };
  }
  const twice = Object.keys(extra.paths).find((path) => path in description.paths);
  if (twice !== undefined) throw new Error(`openapi/graph-extra.yaml describes ${twice} again; handover.yaml has it`);
  return { paths: { ...description.paths, ...extra.paths }, components };
}

/** Copies a module for another package unchanged. It must not import anything. */
async function copyOf(path) {
  const source = await readFile(new URL(path, root), 'utf8');
  if (/^\s*(?:import|export .* from)\b/m.test(source)) throw new Error(`${path} imports a module: it can't be copied`);
  return `// Generated from ${path} by scripts/generate.mjs. Do not edit: change that file and run it again.\n${source}`;
}

async function postgresSchema() {
  const tsconfig = fileURLToPath(new URL('tsconfig.json', root));
  const parentURL = import.meta.url;
  const { schemaSql } = await tsImport('../packages/postgres/src/schema/schema-sql.ts', { parentURL, tsconfig });
  return `-- Creates the tables and functions of @handover/postgres in the schema "handover", or updates them.\n-- Generated from packages/postgres/src/schema by scripts/generate.mjs. migrate(pool) runs the same.\n${schemaSql('handover')};\n`;
}

/** TypeScript of one part of a description, with the components that it or the schemas named `more` reach and no others. */
async function types(source, part, transform, more = []) {
  const { openapi, info, path } = source;
  const start = [source[part], ...more.map((name) => ({ $ref: `#/components/schemas/${name}` }))];
  const ast = await openapiTS(
    { openapi, info, [part]: source[part], components: reachedFrom(source, start) },
    { emptyObjectsUnknown: true, defaultNonNullable: false, silent: true, ...(transform && { transform }) },
  );
  return headerOf(path) + astToString(ast);
}

/** Meta's enums are open: the known values, which the editor still suggests, and any other string. */
function openEnum(schema) {
  const [known, any] = schema.anyOf ?? [];
  if (schema.anyOf?.length !== 2 || !Array.isArray(known.enum) || any.type !== 'string' || 'pattern' in any)
    return undefined;
  const literal = (value) => ts.factory.createLiteralTypeNode(ts.factory.createStringLiteral(value));
  const anyString = ts.factory.createIntersectionTypeNode([
    ts.factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
    ts.factory.createTypeLiteralNode([]),
  ]);
  return ts.factory.createUnionTypeNode([...known.enum.map(literal), ts.factory.createParenthesizedType(anyString)]);
}

function reachedFrom(source, start) {
  const reached = new Set();
  const waiting = [start];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node === null || typeof node !== 'object') continue;
    if (typeof node.$ref === 'string' && !reached.has(node.$ref)) {
      reached.add(node.$ref);
      waiting.push(lookUp(node.$ref, source));
    }
    waiting.push(...Object.values(node));
  }
  const components = {};
  for (const [kind, members] of Object.entries(source.components)) {
    const kept = Object.entries(members).filter(([name]) => reached.has(`#/components/${kind}/${name}`));
    if (kept.length > 0) components[kind] = Object.fromEntries(kept);
  }
  return components;
}

/** One object schema per call, since Graph accepts a parameter from the query, a form or JSON. */
function requestSchemas() {
  const schemas = {};
  for (const source of [everything, whatsapp]) {
    for (const [path, item] of Object.entries(source.paths)) {
      for (const method of methods.filter((name) => name in item)) {
        schemas[`${method.toUpperCase()} ${path}`] = requestSchema(source, item, item[method]);
      }
    }
  }
  return `${headerOf('openapi/handover.yaml, openapi/graph-extra.yaml and openapi/whatsapp.yaml')}
/**
 * Parameters of every call, by method and path: one JSON Schema (2020-12) of an object that holds what the query and the
 * body of the call may hold together.
 */
export const requests: Readonly<Record<string, Readonly<Record<string, unknown>>>> = ${JSON.stringify(schemas, null, 2)};
`;
}

function requestSchema(source, item, operation) {
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((node) =>
    resolved(source, node),
  );
  const query = parameters.filter((parameter) => parameter.in === 'query');
  const {
    properties = {},
    required = [],
    ...rules
  } = bare(source, operation.requestBody?.content['application/json'].schema ?? {});
  for (const { name, schema } of query) properties[name] = bare(source, schema);
  for (const { name, required: needed } of query) if (needed) required.push(name);
  return { ...rules, type: 'object', ...(required.length > 0 && { required }), properties, additionalProperties: true };
}

/** The schema with every reference resolved, and without the texts for readers. */
function bare(source, schema, within = []) {
  if (Array.isArray(schema)) return schema.map((entry) => bare(source, entry, within));
  if (schema === null || typeof schema !== 'object') return schema;
  if (within.includes(schema.$ref)) throw new Error(`${schema.$ref} contains itself, so the request can't be expanded`);
  const { $ref, ...rest } = schema;
  const target = $ref === undefined ? {} : bare(source, lookUp($ref, source), [...within, $ref]);
  const kept = Object.entries(rest).filter(([key, value]) => !(key === 'description' && typeof value === 'string'));
  return { ...target, ...Object.fromEntries(kept.map(([key, value]) => [key, bare(source, value, within)])) };
}

function resolved(source, node) {
  return node.$ref === undefined ? node : lookUp(node.$ref, source);
}

function lookUp(ref, source) {
  const found = ref
    .slice(2)
    .split('/')
    .reduce((node, key) => node?.[key], source);
  if (found === undefined) throw new Error(`openapi/ refers to ${ref}, which does not exist`);
  return found;
}
