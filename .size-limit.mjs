// The size limit of each entry of each package: bundled with its own dependencies, minified and gzipped, without peer
// dependencies, which users install anyway. `node node_modules/size-limit/bin.js` prints the sizes, and `check`
// enforces the limits.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { publishablePackages } from './scripts/workspace/publishable-packages.mjs';

/**
 * Each limit is a little above the current size. An entry without a limit fails, and so does one that has grown. Raise
 * its limit in the commit that adds the size, and give the reason there.
 */
const limits = {
  // 2.6 of it openapi-fetch, 2 for WhatsApp, 2 what may be quoted in errors, 0.8 the way over node:http,
  // 0.3 its diagnostics channel; workers load it at each cold start
  'client/index': '22.4 kB',
  'core/adapter': '2.3 kB',
  // 9 of it for warnings, bot.check(), redaction and doubtful modes; 12 for what slow handlers need
  // and 6 for WhatsApp: its reader, a person's several ids, hand-overs to the phone; 1.3 for diagnostics channels, 0.4 storeAdmin, 0.1 for events that end while they are asked for
  'core/index': '59.7 kB',
  'core/store': '1.1 kB',
  'express/augment': '0.1 kB',
  'express/index': '0.6 kB',
  'koa/index': '0.7 kB',
  'otel/index': '4.8 kB',
  'persona/index': '4.8 kB',
  'postgres/index': '16.3 kB', // 9 of it is the SQL that migrate runs
  'redis/index': '19.2 kB',
  // with its command line, koa, @koa/router, ajv, cross-spawn and @fastify/busboy; 77 of it is node-forge, which only the
  // option https loads
  'sandbox/index': '309 kB',
  'sqlite/index': '10.8 kB',
  'takeback/index': '6.8 kB', // 1 of it is for warnings with hints, and incoming events
  'testkit/index': '21.8 kB',
};

const checks = [];
for (const { folder, esm, bins } of await publishablePackages(fileURLToPath(new URL('.', import.meta.url)))) {
  const manifest = await readFile(new URL(`${folder}/package.json`, import.meta.url), 'utf8');
  const { peerDependencies = {} } = JSON.parse(manifest);
  for (const entry of esm.filter((name) => !bins.includes(name))) {
    const name = `${folder.replace(/^packages\//, '')}/${entry}`;
    if (!limits[name]) throw new Error(`${folder} has an entry ${entry} without a limit in .size-limit.mjs`);
    checks.push({
      name,
      path: `${folder}/src/${entry}.ts`,
      limit: limits[name],
      gzip: true,
      ignore: Object.keys(peerDependencies),
      // As in the package builds; a format other than `esm` would remove all exports.
      modifyEsbuildConfig: (config) => ({ ...config, platform: 'node', format: 'esm', target: 'node20' }),
    });
  }
}

export default checks;
