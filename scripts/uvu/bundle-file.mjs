import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Leaves packages where they are, and lets each of our modules see its own address. */
const modulesInPlace = {
  name: 'modules in place',
  setup(bundle) {
    bundle.onResolve({ filter: /^[^./]/ }, async ({ path, kind, pluginData, ...from }) => {
      if (kind === 'entry-point' || pluginData === modulesInPlace || path.startsWith('node:')) return;
      const found = await bundle.resolve(path, { ...from, kind, pluginData: modulesInPlace });
      // A package that is missing is missing only for the code that loads it.
      if (found.errors.length > 0) return { path, external: true };
      return /[\\/]node_modules[\\/]/.test(found.path) ? inPlace(found.path) : found;
    });
    bundle.onLoad({ filter: /\.m?ts$|\.mjs$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!text.includes('import.meta.url')) return;
      const contents = text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
      return { contents, loader: path.endsWith('ts') ? 'ts' : 'js' };
    });
  },
};

/**
 * Bundles a program of ours, in TypeScript or JavaScript, into one module for Node. It starts several times as fast as
 * its sources with tsx, which compiles and loads each module by itself. Packages are loaded from where they are, by
 * absolute path, so the bundle runs on this machine only.
 *
 * @param {string} file Absolute path.
 * @param {string} outfile Absolute path of the bundle; its name ends with `.mjs`.
 * @param {object} options
 * @param {string} options.cwd Folder of the tsconfig.json whose `paths` lead to our packages.
 * @param {Record<string, string>} [options.instead] Absolute paths that are loaded in place of packages, by the
 *   packages' names.
 * @throws {Error} A module has a syntax error, or imports a file that does not exist.
 */
export async function bundleFile(file, outfile, { cwd, instead = {} }) {
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // What Node takes, without the variants that packages have for bundlers.
    conditions: [],
    mainFields: ['main'],
    tsconfig: join(cwd, 'tsconfig.json'),
    // Errors are known by their names.
    keepNames: true,
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'silent',
    plugins: [replacing(instead), modulesInPlace],
  });
}

function inPlace(path) {
  return { path: pathToFileURL(path).href, external: true };
}

function replacing(instead) {
  return {
    name: 'replaced packages',
    setup(bundle) {
      bundle.onResolve({ filter: /^[^./]/ }, ({ path }) =>
        Object.hasOwn(instead, path) ? inPlace(instead[path]) : undefined,
      );
    },
  };
}
