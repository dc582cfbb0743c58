import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/**
 * Fixes the default imports of a CommonJS build. esbuild sets each to the complete `module.exports`, as Node does when
 * ESM imports CommonJS (the `1` in its call). But a dependency with a separate build for `require` has its default
 * export under `default`. Without the fix, the import would be an object where the ESM build has a function.
 *
 * @param {string} code The output of esbuild.
 * @param {(id: string) => boolean} isDual Whether a dependency has an ESM build and a CommonJS build.
 * @returns {string}
 */
export function mendDefaultImports(code, isDual) {
  return code.replace(/__toESM\(require\("([^"]+)"\), 1\)/g, (call, id) =>
    isDual(id) ? `__toESM(require("${id}"))` : call,
  );
}

/**
 * Turns a chunk of ESM into CommonJS. Only imports and exports change.
 *
 * @param {string} code What esbuild wrote.
 * @param {{ path: string }} chunk `path` ends in `.cjs`.
 * @returns {{ code: string, map: object }} `map` leads to the chunk, by its path.
 */
export function toCommonJs(code, { path }) {
  const { outputText, sourceMapText } = ts.transpileModule(code, {
    fileName: path,
    // By the file's name that is CommonJS, and `import()` stays.
    compilerOptions: {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
      sourceMap: true,
    },
  });
  const map = { ...JSON.parse(sourceMapText ?? '{}'), sources: [path] };
  return { code: outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n'), map };
}

/**
 * @param {string} folder Absolute path of the importing package.
 * @returns {(id: string) => boolean} Whether the dependency offers other files to `import` than to `require`.
 */
export function dualDependencies(folder) {
  const require = createRequire(join(folder, 'package.json'));
  return (id) => {
    if (id.startsWith('node:')) return false;
    const name = id.split('/', id.startsWith('@') ? 2 : 1).join('/');
    return /"import":/.test(JSON.stringify(manifestOf(name, require.resolve(id)).exports ?? {}));
  };
}

/** The package.json of the package `name` above one of its files. A `{ "type": "commonjs" }` in between has no name. */
function manifestOf(name, file) {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      if (manifest.name === name) return manifest;
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  throw new Error(`no package.json of ${name} above ${file}`);
}
