import type { Call } from '../endpoint.ts';
import { noSuchField } from '../graph-fault.ts';
import { type Field, parseFields } from './fields.ts';
import { listPage } from './listing.ts';
import { spend } from './read-budget.ts';

/** What a field's reader gets beside the node. */
export interface Reading {
  call: Call;
  /** The name as it was asked for, with its modifiers and braces. */
  field: Field;
  /** Id of the node, for the links of its edges. */
  nodeId: string;
}

/** Reads one field or edge of a node. Undefined: the node has no value for it, and the answer leaves it out. */
export type Reader<T> = (node: T, reading: Reading) => unknown;

/** What `fields` may name on one type of node. */
export interface Shape<T> {
  /** Name of the type in errors: `Page`. */
  type: string;
  /** Names that the answer has without `fields`. `id` is always in it, if the type has one. */
  usual: readonly string[];
  /** Readers by name. For an edge, use `edge`. */
  fields: Readonly<Record<string, Reader<T>>>;
  /** Names that Graph knows and the sandbox has no value for: they are left out of the answer, as Graph leaves out empty ones. */
  empty?: readonly string[];
}

/**
 * The fields of a node that the call's `fields` name, or its usual ones.
 *
 * @throws {GraphFault} Code 100: there is no such field on this type. Code 2500: a syntax error in `fields`. Code 1: they
 *   ask for too much.
 */
export function readNode<T>(call: Call, shape: Shape<T>, node: T): Record<string, unknown> {
  return readFields(call, shape, node, fieldsOf(call));
}

/**
 * One page of an edge's list, each item with the fields that the call's `fields` name.
 *
 * @throws {GraphFault} As `readNode`, and code 100 for a wrong cursor.
 */
export function readEdge<T>(call: Call, shape: Shape<T>, items: readonly T[], edgeName: string): object {
  const { params, node } = call;
  const fields = fieldsOf(call);
  // A wrong name is refused even if the list is empty.
  for (const { name } of fields ?? []) requireField(shape, name);
  return listPage(call, `${node.id}/${edgeName}`, params, items, (item) => readFields(call, shape, item, fields));
}

/** A reader for an edge: `conversations{id}` reads the items' fields, `.limit(n)` and the cursors choose the page. */
export function edge<T, Item>(shape: Shape<Item>, items: (node: T, reading: Reading) => readonly Item[]): Reader<T> {
  return (node, reading) => {
    const { call, field, nodeId } = reading;
    for (const { name } of field.nested ?? []) requireField(shape, name);
    const { limit, after, before } = field.modifiers;
    const page = {
      ...(limit === undefined || !/^\d+$/.test(limit) ? {} : { limit: Number(limit) }),
      ...(after === undefined ? {} : { after }),
      ...(before === undefined ? {} : { before }),
      ...(field.nestedText === undefined ? {} : { fields: field.nestedText }),
    };
    return listPage(call, `${nodeId}/${field.name}`, page, items(node, reading), (item) =>
      readFields(call, shape, item, field.nested),
    );
  };
}

/** A reader for another node as the value of a field: braces choose its fields, without them it is its id. */
export function single<T, Item>(shape: () => Shape<Item>, item: (node: T) => Item | undefined): Reader<T> {
  return (node, { call, field }) => {
    const found = item(node);
    return found === undefined ? undefined : readFields(call, shape(), found, field.nested ?? []);
  };
}

/** A shape whose nodes are plain records: each name reads the key of that name. */
export function recordShape(
  type: string,
  names: readonly string[],
  usual: readonly string[] = names,
): Shape<Readonly<Record<string, unknown>>> {
  return { type, usual, fields: Object.fromEntries(names.map((name) => [name, (node) => node[name]])) };
}

/** The names in the call's `fields`; undefined: it has none. A list of names is taken like a text with commas. */
function fieldsOf({ params: { fields } }: Call): readonly Field[] | undefined {
  const text = Array.isArray(fields) ? fields.join(',') : fields;
  return typeof text === 'string' && text.trim() !== '' ? parseFields(text) : undefined;
}

function readFields<T>(
  call: Call,
  shape: Shape<T>,
  node: T,
  fields: readonly Field[] | undefined,
): Record<string, unknown> {
  const wanted = fields ?? shape.usual.map((name): Field => ({ name, modifiers: {} }));
  spend(call.budget, wanted.length);
  const idField: Field = { name: 'id', modifiers: {} };
  const id = Object.hasOwn(shape.fields, 'id') ? shape.fields['id']?.(node, { call, field: idField, nodeId: '' }) : '';
  const entries: [string, unknown][] = [];
  for (const field of wanted) {
    const value = requireField(shape, field.name)?.(node, { call, field, nodeId: String(id) });
    if (value !== undefined) entries.push([field.modifiers['as'] ?? field.name, narrow(value, field)]);
  }
  if (id !== '') entries.push(['id', id]);
  return Object.fromEntries(entries);
}

/** The reader of a field; undefined for a field that is always empty. */
function requireField<T>(shape: Shape<T>, name: string): Reader<T> | undefined {
  if (Object.hasOwn(shape.fields, name)) return shape.fields[name];
  if (shape.empty?.includes(name)) return undefined;
  throw noSuchField(name, shape.type);
}

/** An object or a list as a field's value, with only the keys that its braces name. An edge has chosen them already. */
function narrow(value: unknown, { nested }: Field): unknown {
  if (nested === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => narrow(one, { name: '', modifiers: {}, nested }));
  const record = value as Record<string, unknown>;
  if (Array.isArray(record['data'])) return value;
  // A node that is wrapped, as `picture{url}` shows it.
  if (typeof record['data'] === 'object') return { data: narrow(record['data'], { name: '', modifiers: {}, nested }) };
  const kept = nested.filter(({ name }) => Object.hasOwn(record, name));
  // A node always has its id.
  const id = Object.hasOwn(record, 'id') ? [['id', record['id']] as const] : [];
  return Object.fromEntries([...kept.map((field) => [field.name, narrow(record[field.name], field)] as const), ...id]);
}
