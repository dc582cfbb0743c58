import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A package that is published. Its package.json is the only list of what to build: every target in `exports` and `bin`
 * that names `./dist/x.js` or `./dist/x.cjs` is built from `src/x.ts`.
 *
 * @typedef {object} PublishablePackage
 * @property {string} name e.g. `@handover/core`
 * @property {string} folder Path from the root, e.g. `packages/core`.
 * @property {string[]} esm Modules to build as ESM, without `src/` and suffix, e.g. `index`, `cli`.
 * @property {string[]} cjs Modules to build as CommonJS.
 * @property {string[]} bins The commands among `esm`.
 * @property {Record<string, string>} commands Command names with the files they start, as in `bin`.
 * @property {string[]} subpaths Importable sub-paths, e.g. `.`, without JSON files such as `./package.json`.
 */

/**
 * Lists all public packages under `packages/`, by name.
 *
 * @param {string} root Absolute path of the repository.
 * @returns {Promise<PublishablePackage[]>}
 * @throws {Error} There is none, or a package has no `./dist/*.js` in its exports.
 */
export async function publishablePackages(root) {
  const folders = (await readdir(join(root, 'packages'))).sort();
  const found = [];
  for (const name of folders) {
    const folder = `packages/${name}`;
    const manifest = await readManifest(join(root, folder, 'package.json'));
    if (manifest && !manifest.private) found.push(describePackage(folder, manifest));
  }
  if (found.length === 0) throw new Error('packages/ holds no package to publish');
  return found;
}

/**
 * @param {string} folder Path from the root.
 * @param {Record<string, any>} manifest The parsed package.json.
 * @returns {PublishablePackage}
 */
export function describePackage(folder, manifest) {
  const commands = typeof manifest.bin === 'string' ? { [manifest.name]: manifest.bin } : (manifest.bin ?? {});
  const exported = targets(manifest.exports);
  const bins = modules(Object.values(commands), '.js');
  const esm = modules([...exported, ...Object.values(commands)], '.js');
  if (esm.length === 0) throw new Error(`${folder}/package.json: exports name no ./dist/*.js`);
  return {
    name: manifest.name,
    folder,
    esm,
    cjs: modules(exported, '.cjs'),
    bins,
    commands,
    subpaths: Object.keys(manifest.exports).filter((path) => !path.endsWith('.json')),
  };
}

async function readManifest(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    // A stray folder, such as the build output of a package from another branch.
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new Error(`${path}: ${error.message}`, { cause: error });
  }
}

/** Every file that an `exports` tree names, under any condition. */
function targets(tree) {
  if (typeof tree === 'string') return [tree];
  return Object.values(tree ?? {}).flatMap(targets);
}

function modules(files, suffix) {
  const prefix = './dist/';
  const names = files
    .filter((file) => file.startsWith(prefix) && file.endsWith(suffix))
    .map((file) => file.slice(prefix.length, -suffix.length));
  return [...new Set(names)];
}
