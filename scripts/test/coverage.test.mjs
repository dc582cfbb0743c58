// May take up to 180 s: each case starts processes of its own, with tsx in them.
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { branchesOf } from '../branches/branches-of.mjs';
import { runTool } from '../workspace/run-tool.mjs';
import { runNode } from './run-scripts.mjs';

const tsx = import.meta.resolve('tsx');
const tsxForCommonJs = fileURLToPath(import.meta.resolve('tsx/cjs'));

const SIGN = `/** Where a number lies. */
export function sign(value: number): 'below' | 'above' {
  if (value < 0) {
    return 'below';
  }
  return 'above';
}

export function never(value: boolean): number {
  return value ? 1 : 2;
}
`;

/** Counts the branches of a package that `sources` make up, after a process for each of `programs` has run. */
async function branchesAfter(sources, programs) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'handover-coverage-')));
  try {
    const folder = 'packages/a';
    const files = { 'package.json': '{ "type": "module" }', ...sources, ...programs };
    for (const [name, text] of Object.entries(files)) {
      const path = join(root, folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    const rawFolder = join(root, 'raw');
    for (const name of Object.keys(programs)) {
      const path = join(root, folder, name);
      const args = name.endsWith('.cts')
        ? ['--require', tsxForCommonJs, '--eval', `require(${JSON.stringify(path)})`]
        : ['--import', tsx, path];
      const { ok, output } = await runTool(process.execPath, args, { env: { NODE_V8_COVERAGE: rawFolder } });
      assert.ok(ok, output);
    }
    return await branchesOf({ root, folder, rawFolder, workFolder: join(root, 'own') });
  } finally {
    await rm(root, { recursive: true });
  }
}

const branches = suite('branchesOf');

branches('names the branch that no process ran, by its line in the TypeScript source', async () => {
  const program = "import { sign } from './src/sign.ts'; sign(1);\n";
  const result = await branchesAfter({ 'src/sign.ts': SIGN }, { 'one.mts': program });
  assert.is(result.total - result.covered, 1);
  const [{ file, line, text }] = result.uncovered;
  assert.is(file, 'packages/a/src/sign.ts');
  assert.is(line, 3);
  assert.match(text, "return 'below';");
});

branches('adds up what several processes ran', async () => {
  const programs = {
    'one.mts': "import { sign } from './src/sign.ts'; sign(1);\n",
    'two.mts': "import { never, sign } from './src/sign.ts'; sign(-1); never(true); never(false);\n",
  };
  const result = await branchesAfter({ 'src/sign.ts': SIGN }, programs);
  assert.equal(result.uncovered, []);
  assert.is(result.covered, result.total);
});

branches('is not led astray by a process that loads the same source as CommonJS', async () => {
  const one = { 'one.mts': "import { sign } from './src/sign.ts'; sign(1);\n" };
  const other = { 'other.cts': "import one = require('./src/sign.ts'); one.sign(1);\n" };
  const alone = await branchesAfter({ 'src/sign.ts': SIGN }, one);
  assert.equal(await branchesAfter({ 'src/sign.ts': SIGN }, { ...one, ...other }), alone);
});

branches('names a file with code that nothing loads, and passes over one that holds types alone', async () => {
  const sources = {
    'src/sign.ts': SIGN,
    'src/deep/forgotten.ts': 'export const forgotten: boolean = Math.random() < 2;\n',
    'src/types.ts': "import type { sign } from './sign.ts';\nexport type Sign = typeof sign;\n",
  };
  const { unloaded } = await branchesAfter(sources, { 'one.mts': "import './src/sign.ts';\n" });
  assert.equal(unloaded, ['packages/a/src/deep/forgotten.ts']);
});

branches('fails where nothing of the package ran', async () => {
  let message = '';
  try {
    await branchesAfter({ 'src/sign.ts': SIGN }, { 'one.mts': 'export {};\n' });
  } catch (error) {
    message = error.message;
  }
  assert.is(message, 'no test of packages/a loads any file of its src');
});

branches.run();

const command = suite('coverage.mjs');

command('names an option or a package that makes no sense, and runs no test', async () => {
  const limit = await runNode(['scripts/coverage.mjs', '--least', 'all']);
  assert.is(limit.code, 1);
  assert.is(limit.stderr.trim(), '--least takes a number from 0 to 100, got "all"');
  assert.is(limit.stdout, '');

  const name = await runNode(['scripts/coverage.mjs', 'kao']);
  assert.is(name.code, 1);
  assert.match(name.stderr, 'packages/kao/src: no such folder');
  assert.is(name.stdout, '');
});

command.run();
