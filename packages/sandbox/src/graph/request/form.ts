import { invalid } from '../graph-fault.ts';

/** A value of a form: text, or what bracketed names made of several texts. */
export type FormValue = string | FormValue[] | { [name: string]: FormValue };

type Tree = Map<string, string | Tree>;

/** Deeper than any parameter of Graph nests. */
const MAX_DEPTH = 20;
/** More parameters than any call of Graph takes, a complete template in brackets included. */
const MAX_PARAMETERS = 5000;
const BRACKETED = /^([^[\]]+)((?:\[[^[\]]*\])+)$/;

/**
 * Reads the pairs of a form or a query. Brackets nest, as PHP and Ruby write them: `message[text]=hi`, `ids[0]=1`,
 * `ids[]=1`. Names that are all numbers make a list, in their order.
 *
 * @throws {GraphFault} Code 100: too many parameters, or nested too deep.
 */
export function readForm(pairs: Iterable<readonly [string, string]>): Record<string, FormValue> {
  const root: Tree = new Map();
  let count = 0;
  for (const [name, value] of pairs) {
    count += 1;
    if (count > MAX_PARAMETERS) throw invalid(`Too many parameters. Maximum: ${MAX_PARAMETERS}.`);
    const [, first = name, rest = ''] = BRACKETED.exec(name) ?? [];
    const inner = rest === '' ? [] : rest.slice(1, -1).split('][');
    if (inner.length > MAX_DEPTH) throw invalid(`Param ${first} must not be nested deeper than ${MAX_DEPTH} levels`);
    put(root, [first, ...inner], value);
  }
  return recordOf(root);
}

function put(root: Tree, path: readonly string[], value: string): void {
  let tree = root;
  for (const [at, part] of path.entries()) {
    const name = part === '' ? String(tree.size) : part;
    if (at === path.length - 1) {
      tree.set(name, value);
      return;
    }
    const known = tree.get(name);
    const next: Tree = known instanceof Map ? known : new Map();
    tree.set(name, next);
    tree = next;
  }
}

function contentOf(node: string | Tree): FormValue {
  if (typeof node === 'string') return node;
  const names = [...node.keys()];
  if (!names.every((name) => /^\d+$/.test(name))) return recordOf(node);
  return names.sort((one, other) => Number(one) - Number(other)).map((name) => contentOf(node.get(name) ?? ''));
}

/** By `fromEntries`: in an assignment, a parameter called __proto__ would become the prototype. */
function recordOf(tree: Tree): Record<string, FormValue> {
  return Object.fromEntries([...tree].map(([name, value]) => [name, contentOf(value)]));
}
