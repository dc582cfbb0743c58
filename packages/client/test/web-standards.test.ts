import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const standards = suite('the sources');
const folder = new URL('../src/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

standards('import nothing but each other and openapi-fetch', () => {
  assert.ok(files.length > 10);
  for (const name of files) {
    const source = readFileSync(new URL(name, folder), 'utf8');
    for (const [, specifier = ''] of source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
      assert.ok(specifier.startsWith('./') || specifier === 'openapi-fetch', `${name} imports ${specifier}`);
    }
  }
});

standards('use no global that only Node has', () => {
  for (const name of files) {
    const source = readFileSync(new URL(name, folder), 'utf8');
    assert.not.match(source, /\b(?:Buffer|process|require|__dirname|setImmediate|global)\b\s*[.([]/, name);
  }
});

standards.run();
