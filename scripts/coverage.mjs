// Runs the tests of each package under c8, which fails below the minimum and names the lines that no test runs. Only a
// package's own tests count for it: `node scripts/coverage.mjs [package …]`, by default all packages listed here.
import { spawnSync } from 'node:child_process';
import { root } from './workspace/run-tool.mjs';

/**
 * The minimum of a package's branches, in percent. c8 also counts each function as a branch: without them it would be
 * 95.
 */
const LEAST = 96;

const TESTS = {
  core: ['packages/core'],
  client: ['packages/client'],
  koa: ['packages/koa'],
  // Without matrix.test.ts: it also loads the sources as CommonJS, and c8 would confuse the positions of the two forms.
  express: ['packages/express/test/handover.test.ts', 'packages/express/test/foreign-objects.test.ts'],
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(TESTS);
const unknown = names.filter((name) => !(name in TESTS));
if (unknown.length > 0) {
  console.error(`${unknown.join(', ')}: no minimum for this package. Available: ${Object.keys(TESTS).join(', ')}`);
  process.exit(1);
}
const short = names.filter((name) => !holds(name));
console.log(short.length === 0 ? 'coverage: ok' : `coverage: tests fail, or too few branches: ${short.join(', ')}`);
process.exitCode = short.length === 0 ? 0 : 1;

function holds(name) {
  const folder = `packages/${name}/src`;
  const out = `coverage/${name}`;
  const report = ['--reporter', 'text', '--skip-full', '--reports-dir', out, '--temp-directory', `${out}/raw`];
  const what = ['--all', '--src', folder, '--include', `${folder}/**`];
  const floor = ['--check-coverage', '--branches', String(LEAST), '--lines', '0'];
  const run = [process.execPath, 'scripts/test.mjs', ...TESTS[name]];
  const args = ['node_modules/c8/bin/c8.js', ...report, ...what, ...floor, ...run];
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;
}
