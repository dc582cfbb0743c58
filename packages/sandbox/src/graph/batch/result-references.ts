/** `{result=name:$.data.*.id}`: values from the answer of an earlier part. */
const REFERENCE = /\{result=([^:{}]+):(\$[^{}]*)\}/g;
/** One step: `.a`, `.*`, `[0]`, `[*]`, `['a']`. */
const STEP = /\.(?:([\w-]+)|\*)|\[(?:(\d+)|\*|'([^']*)'|"([^"]*)")\]/y;

/** Names of the parts that a parameter refers to, at any depth. */
export function referencesIn(value: unknown): string[] {
  if (typeof value === 'string') return [...value.matchAll(REFERENCE)].map(([, name = '']) => name);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(referencesIn) : [];
}

/** A parameter with its references replaced by the values, separated by commas (Graph API docs, Batch Requests). */
export function withResults(value: unknown, resultOf: (name: string) => unknown): unknown {
  if (typeof value === 'string') {
    return value.replace(REFERENCE, (_, name: string, path: string) => valuesAt(resultOf(name), path).join(','));
  }
  if (Array.isArray(value)) return value.map((one) => withResults(one, resultOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withResults(inner, resultOf)]));
}

/**
 * The texts and numbers at a JSONPath of the forms `$.a.b`, `$.a[0].b`, `$['a']` and `$.data.*.id`. None if the path has
 * another form, or leads nowhere.
 */
function valuesAt(root: unknown, path: string): string[] {
  let found: unknown[] = [root];
  let end = 1;
  STEP.lastIndex = end;
  for (let step = STEP.exec(path); step; step = STEP.exec(path)) {
    const [, name, index, single, double] = step;
    const key = name ?? index ?? single ?? double;
    end = STEP.lastIndex;
    found = found.flatMap((value) => childrenOf(value, key));
  }
  if (end < path.length) return [];
  return found.filter((value) => typeof value === 'string' || typeof value === 'number').map(String);
}

/** The child with this key; without a key, all children. */
function childrenOf(value: unknown, key: string | undefined): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (key === undefined) return Object.values(value);
  return Object.hasOwn(value, key) ? [(value as Record<string, unknown>)[key]] : [];
}
