import { readFile } from 'node:fs/promises';
import { posix, relative, sep } from 'node:path';
import { filesIn } from '../uvu/find-test-files.mjs';

const CODE = /\.[cm]?[jt]sx?$/;
/** Matches `import … from`, `export … from`, `import()`, `require()`, `new URL()`, and side-effect imports. */
const SPECIFIER = /(?:\bfrom|\bimport|\bimport\(|\brequire\(|\bnew URL\()\s*['"](\.[^'"]+)['"]/g;

/**
 * Finds imports that reach into the `test` folder of another package, example or `scripts`. Shared code belongs in
 * `packages/test-support`.
 *
 * @param {string} root Absolute path of the repository.
 * @returns {Promise<string[]>} `file:line imports target`, by file.
 */
export async function foreignTests(root) {
  const found = [];
  for (const path of await filesIn(root, CODE)) {
    const file = relative(root, path).split(sep).join('/');
    const text = await readFile(path, 'utf8');
    for (const { 1: specifier, index } of text.matchAll(SPECIFIER)) {
      const target = posix.join(posix.dirname(file), specifier);
      const owner = /^((?:packages|examples)\/[^/]+|[^/]+)\/test\//.exec(target)?.[1];
      if (owner === undefined || file.startsWith(`${owner}/`)) continue;
      const line = text.slice(0, index).split('\n').length;
      found.push(`${file}:${line} imports ${target}: move shared code into packages/test-support`);
    }
  }
  return found;
}
