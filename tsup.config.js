import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'tsup';
import { dualDependencies, mendDefaultImports, toCommonJs } from './scripts/build/cjs-interop.mjs';
import { publishablePackages } from './scripts/workspace/publishable-packages.mjs';

/** Packages that run wherever Web standards do; an import of a Node module fails their build. */
const WEB_STANDARD = new Set(['@handover/client']);

const packages = await publishablePackages(process.cwd());

export default defineConfig(packages.flatMap((pkg) => [esm(pkg), ...(pkg.cjs.length > 0 ? [cjs(pkg)] : [])]));

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
  const parts = { ...common(pkg), entry: entries(pkg, pkg.cjs) };
  // esbuild splits ESM alone, so entries that share code (a class must be the same one in each) are turned afterwards.
  if (pkg.cjs.length > 1) {
    return {
      ...parts,
      format: 'esm',
      splitting: true,
      outExtension: () => ({ js: '.cjs' }),
      plugins: [{ name: 'to-common-js', renderChunk: rendered(toCommonJs) }],
    };
  }
  const isDual = dualDependencies(resolve(pkg.folder));
  // Within a line and after all that it maps: the source map stays true.
  const mended = (code, { map }) => ({ code: mendDefaultImports(code, isDual), map });
  return {
    ...parts,
    format: 'cjs',
    splitting: false,
    plugins: [{ name: 'mended-defaults', renderChunk: rendered(mended) }],
  };
}

/** Of the outputs only code, not its map. */
function rendered(render) {
  return (code, chunk) => (chunk.path.endsWith('.cjs') ? render(code, chunk) : undefined);
}

function common(pkg) {
  const isWebStandard = WEB_STANDARD.has(pkg.name);
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

function requireHashbang(file) {
  if (!readFileSync(file, 'utf8').startsWith('#!/usr/bin/env node\n')) {
    throw new Error(`${file} is a command (bin in package.json): its first line has to be #!/usr/bin/env node`);
  }
}
