import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'tsup';
import { dualDependencies, mendDefaultImports } from './scripts/build/cjs-interop.mjs';
import { publishablePackages } from './scripts/workspace/publishable-packages.mjs';

/**
 * Packages for every runtime with Web standards. An import of a Node module fails their build, except in `src/node.ts`.
 */
const WEB_STANDARD = new Set(['@handover/client']);

const packages = await publishablePackages(process.cwd());

export default defineConfig(
  packages.flatMap(parts).flatMap((pkg) => [esm(pkg), ...(pkg.cjs.length > 0 ? [cjs(pkg)] : [])]),
);

/** The Node version of a Web-standard package is built separately, by Node's rules. */
function parts(pkg) {
  if (!WEB_STANDARD.has(pkg.name)) return [{ ...pkg, isWebStandard: false }];
  return [true, false].map((isWebStandard) => {
    const isOfPart = (name) => (name !== 'node') === isWebStandard;
    return { ...pkg, isWebStandard, esm: pkg.esm.filter(isOfPart), cjs: pkg.cjs.filter(isOfPart) };
  });
}

function esm(pkg) {
  return {
    ...common(pkg),
    entry: entries(pkg, pkg.esm),
    format: 'esm',
    // Splitting only lets a package's entries share code. A single entry stays one file.
    splitting: pkg.esm.length > 1,
  };
}

function cjs(pkg) {
  return {
    ...common(pkg),
    entry: entries(pkg, pkg.cjs),
    format: 'cjs',
    splitting: false,
    plugins: [mendedDefaults(pkg)],
  };
}

function common(pkg) {
  const { isWebStandard } = pkg;
  for (const bin of pkg.bins) requireHashbang(`${pkg.folder}/src/${bin}.ts`);
  return {
    outDir: `${pkg.folder}/dist`,
    // Without `paths`: a package imports another one by its name, and must not bundle its sources.
    tsconfig: 'tsconfig.base.json',
    // Every bare import stays an import. For Web standards, esbuild gets `node:` imports, can't resolve them, and
    // fails.
    external: [isWebStandard ? /^(?!node:)[^./]/ : /^[^./]/],
    platform: isWebStandard ? 'neutral' : 'node',
    target: isWebStandard ? 'es2022' : 'node20',
    removeNodeProtocol: false,
    shims: !isWebStandard,
    outExtension: ({ format }) => ({ js: format === 'cjs' ? '.cjs' : '.js' }),
    sourcemap: true,
    dts: false,
    clean: false,
    silent: true,
  };
}

function entries(pkg, names) {
  return Object.fromEntries(names.map((name) => [name, `${pkg.folder}/src/${name}.ts`]));
}

function mendedDefaults(pkg) {
  const isDual = dualDependencies(resolve(pkg.folder));
  return {
    name: 'mended-defaults',
    renderChunk(code, { path, map }) {
      // On an existing line and after all mapped code, so that the source map stays correct.
      return path.endsWith('.cjs') ? { code: mendDefaultImports(code, isDual), map } : undefined;
    },
  };
}

function requireHashbang(file) {
  if (!readFileSync(file, 'utf8').startsWith('#!/usr/bin/env node\n')) {
    throw new Error(`${file} is a command (bin in package.json): its first line has to be #!/usr/bin/env node`);
  }
}
