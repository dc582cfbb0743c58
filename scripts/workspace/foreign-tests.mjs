import { readdir, readFile } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';

const IGNORED = new Set(['node_modules', 'dist', 'coverage', 'api', '.git', '.scratch']);
const CODE = /\.[cm]?[jt]sx?$/;
/** `import … from`, `export … from`, `import()`, `require()`, `new URL()`, and an import for its effect. */
const SPECIFIER = /(?:\bfrom|\bimport|\bimport\(|\brequire\(|\bnew URL\()\s*['"](\.[^'"]+)['"]/g;

/**
 * Imports that reach into the `test` folder of another package, example or of `scripts`: what several share belongs into
 * `packages/test-support`.
 *
 * @param {string} root Absolute path of the repository.
 * @returns {Promise<string[]>} `file:line imports target`, by file.
 */
export async function foreignTests(root) {
  const found = [];
  for (const path of await codeIn(root)) {
    const file = relative(root, path).split(sep).join('/');
    const text = await readFile(path, 'utf8');
    for (const { 1: specifier, index } of text.matchAll(SPECIFIER)) {
      const target = posix.join(posix.dirname(file), specifier);
      const owner = /^((?:packages|examples)\/[^/]+|[^/]+)\/test\//.exec(target)?.[1];
      if (owner === undefined || file.startsWith(`${owner}/`)) continue;
      const line = text.slice(0, index).split('\n').length;
      found.push(`${file}:${line} imports ${target}: move what both need into packages/test-support`);
    }
  }
  return found;
}

async function codeIn(folder) {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !IGNORED.has(name));
  const paths = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return codeIn(path);
      return CODE.test(entry.name) ? [path] : [];
    }),
  );
  return paths.flat();
}
