// What each entry of each package may weigh: bundled with its own dependencies, minified and gzipped, and without the peers
// that are there anyway. `node node_modules/size-limit/bin.js` tells what they weigh, and `check` holds them to it.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { publishablePackages } from './scripts/workspace/publishable-packages.mjs';

/**
 * A little above what they weigh. One that is not named here fails, and so does one that has grown: raise its limit in the
 * commit that adds the weight, and say there what it is for.
 */
const limits = {
  // 2.6 of it openapi-fetch, 2 what may be quoted in errors; this build goes to workers, which load it at each cold start
  'client/index': '18.9 kB',
  'client/node': '20 kB',
  'core/adapter': '2.3 kB',
  'core/index': '37.2 kB', // 9 of it came with warnings, bot.check(), redaction and doubtful modes
  'core/store': '1 kB',
  'express/augment': '0.1 kB',
  'express/index': '0.6 kB',
  'koa/index': '0.7 kB',
  'persona/index': '4.8 kB',
  'redis/index': '10.9 kB',
  'sandbox/index': '170 kB', // with koa, @koa/router and ajv
  'sqlite/index': '10.8 kB',
  'takeback/index': '6.6 kB', // 1 of it the warnings with their cures, and what it hears
  'testkit/index': '11.7 kB',
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
      // As the packages are built; a format other than `esm` would shake all exports off.
      modifyEsbuildConfig: (config) => ({ ...config, platform: 'node', format: 'esm', target: 'node20' }),
    });
  }
}

export default checks;
