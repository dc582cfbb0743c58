// Builds the web page of the sandbox, packages/sandbox-page, into packages/sandbox/dist/page: index.html, one script, one style sheet.
//
//   node scripts/build/page.mjs            builds it unless it is newer than all its sources
//   node scripts/build/page.mjs --check    builds it into a scratch folder and fails above the limit of its size
import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = join(root, 'packages/sandbox-page');
const target = join(root, 'packages/sandbox/dist/page');
const OUTPUTS = ['index.html', 'page.js', 'page.css'];

/** The limit for script and style sheet together, compressed, so that the page opens at once. */
const MAX_GZIPPED_BYTES = 70_000;

/**
 * Builds the page.
 *
 * @param {object} [options]
 * @param {string} [options.to] Folder of the output. @default packages/sandbox/dist/page
 * @returns {Promise<number>} Size of script and style sheet in bytes, gzipped.
 */
export async function buildPage({ to = target } = {}) {
  // Loaded here, so that a run with nothing to build does not start a bundler.
  const { build } = await import('tsup');
  // Built elsewhere and then moved, because others may read or build the page at the same time.
  const made = join(root, `.scratch/page-${process.pid}`);
  await rm(made, { recursive: true, force: true });
  await build({
    config: false,
    entry: { page: join(source, 'main.tsx') },
    outDir: made,
    tsconfig: join(source, 'tsconfig.json'),
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    minify: true,
    splitting: false,
    noExternal: [/.*/],
    outExtension: () => ({ js: '.js' }),
    dts: false,
    clean: false,
    silent: true,
    esbuildOptions(options) {
      options.jsx = 'automatic';
      options.jsxImportSource = 'preact';
      options.legalComments = 'none';
    },
  });
  await copyFile(join(source, 'index.html'), join(made, 'index.html'));
  await mkdir(to, { recursive: true });
  // index.html last, so that the files it names are already there.
  for (const name of ['page.js', 'page.css', 'index.html']) await rename(join(made, name), join(to, name));
  await rm(made, { recursive: true });
  return gzippedSize(to);
}

/** Builds the page if a source is newer than the output. @returns {Promise<boolean>} Whether it was built. */
export async function buildPageIfStale() {
  const [sources, outputs] = await Promise.all([newest(source), oldest()]);
  const script = (await stat(fileURLToPath(import.meta.url))).mtimeMs;
  if (outputs > Math.max(sources, script)) return false;
  await buildPage();
  return true;
}

async function gzippedSize(folder) {
  let bytes = 0;
  for (const name of ['page.js', 'page.css'])
    bytes += gzipSync(await readFile(join(folder, name)), { level: 9 }).length;
  return bytes;
}

async function newest(folder) {
  const times = await Promise.all(
    (await readdir(folder, { recursive: true })).map(async (name) => (await stat(join(folder, name))).mtimeMs),
  );
  return Math.max(...times);
}

/** Time of the oldest output; 0 if one is missing. */
async function oldest() {
  const times = OUTPUTS.map((name) =>
    stat(join(target, name)).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ),
  );
  return Math.min(...(await Promise.all(times)));
}

async function main() {
  if (process.argv.includes('--check')) {
    const bytes = await buildPage({ to: join(root, '.scratch/page') });
    console.log(`the page weighs ${bytes} bytes, gzipped; the limit is ${MAX_GZIPPED_BYTES}`);
    if (bytes > MAX_GZIPPED_BYTES) process.exitCode = 1;
    return;
  }
  await buildPageIfStale();
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main().catch((error) => {
    console.error(`the page was not built: ${error.message}`);
    process.exitCode = 1;
  });
}
