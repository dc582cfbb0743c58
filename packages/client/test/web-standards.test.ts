import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const standards = suite('the sources, which need only Web standards');
const sources = reachedFrom(new URL('../src/index.ts', import.meta.url));

standards('import nothing but each other and openapi-fetch', () => {
  assert.ok(sources.size > 10);
  for (const [name, source] of sources) {
    for (const specifier of importsOf(source)) {
      // An import may go one folder up, but never out of src.
      assert.ok(/^\.\.?\/[a-z]/.test(specifier) || specifier === 'openapi-fetch', `${name} imports ${specifier}`);
    }
  }
});

standards("use no global of Node's, except in the file that looks for Node", () => {
  for (const [name, source] of sources) {
    if (name.endsWith('/light-http.ts')) continue;
    const code = source.replace(/\/\*\*.*?\*\//gs, '');
    assert.not.match(code, /\b(?:Buffer|process|require|__dirname|setImmediate|global)\b\s*[.([]/, name);
  }
});

/** What is imported at run time, without types. */
function importsOf(source: string): string[] {
  const code = source.replace(/\/\*\*.*?\*\//gs, '').replace(/^import type .*$/gm, '');
  return [...code.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier = '']) => specifier);
}

/** The texts of a source and of all its imports, by address. */
function reachedFrom(start: URL): Map<string, string> {
  const found = new Map<string, string>();
  const queue = [start];
  for (const url of queue) {
    if (found.has(url.href)) continue;
    const source = readFileSync(url, 'utf8');
    found.set(url.href, source);
    queue.push(...importsOf(source).flatMap((name) => (name.startsWith('.') ? [new URL(name, url)] : [])));
  }
  return found;
}

standards.run();
