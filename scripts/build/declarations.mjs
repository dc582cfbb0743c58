import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';

/**
 * Copies the declarations that a package's entries reach into its `dist`, once for `import` (`.d.ts`) and once for
 * `require` (`.d.cts`): with one file for both, TypeScript takes the types of a CommonJS build for those of ESM.
 *
 * @param {object} options
 * @param {string} options.from Folder of the emitted declarations, laid out as `src`.
 * @param {string} options.to The package's `dist`.
 * @param {string[]} options.esm Entries for `import`, without suffix.
 * @param {string[]} options.cjs Entries for `require`, without suffix.
 * @returns {Promise<number>} How many files were written.
 * @throws {Error} A relative import has no declaration.
 */
export async function copyDeclarations({ from, to, esm, cjs }) {
  const files = await reachable(from, [...esm, ...cjs]);
  const variants = [
    { used: esm.length > 0, suffix: '.d.ts', extension: '.js' },
    { used: cjs.length > 0, suffix: '.d.cts', extension: '.cjs' },
  ].filter(({ used }) => used);

  for (const [name, text] of files) {
    for (const { suffix, extension } of variants) {
      const path = join(to, `${name}${suffix}`);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, rewriteSpecifiers(text, extension));
    }
  }
  return files.size * variants.length;
}

/**
 * Changes the extension of every relative import of a declaration file. It changes only real imports, not imports that
 * a docstring shows.
 *
 * @param {string} text A declaration file.
 * @param {'.js' | '.cjs'} extension
 * @returns {string}
 */
export function rewriteSpecifiers(text, extension) {
  let result = text;
  // From the end, so that earlier positions stay valid.
  for (const { specifier, start } of relativeImports(text).reverse()) {
    const renamed = specifier.replace(/\.(ts|js)$/, extension);
    result = result.slice(0, start) + renamed + result.slice(start + specifier.length);
  }
  return result;
}

/** The entries and everything they import, by name without suffix. */
async function reachable(from, entries) {
  const files = new Map();
  const queue = [...entries];
  for (const name of queue) {
    if (files.has(name)) continue;
    const path = join(from, `${name}.d.ts`);
    const text = await readFile(path, 'utf8').catch((error) => {
      throw new Error(`no declaration ${name}.d.ts was emitted: does src/${name}.ts exist?`, { cause: error });
    });
    files.set(name, text);
    for (const { specifier } of relativeImports(text)) {
      queue.push(posix.join(posix.dirname(name), specifier).replace(/\.(ts|js)$/, ''));
    }
  }
  return files;
}

/** Finds relative imports, in order. TypeScript's own quick scan (preProcessFile) misses `export * as x from`. */
function relativeImports(text) {
  const found = [];
  const visit = (node) => {
    const literal = ts.isImportTypeNode(node) ? node.argument.literal : node.moduleSpecifier;
    if (literal && ts.isStringLiteral(literal) && /^\.\.?\//.test(literal.text)) {
      found.push({ specifier: literal.text, start: literal.end - 1 - literal.text.length });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('file.d.ts', text, ts.ScriptTarget.Latest));
  return found;
}
