import { withFolder } from '@handover/test-support/with-folder';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findTestFiles } from '../uvu/find-test-files.mjs';
import { root } from '../workspace/run-tool.mjs';
import { runNode, runTestFile, suiteFile, withFiles } from './run-scripts.mjs';

const runner = suite('test runner');

const PASSES = suiteFile(
  'sums',
  `const sum = (a: number, b: number): number => a + b;
sums('one and one are two', () => assert.is(sum(1, 1), 2));
sums('an awaited answer counts', async () => assert.is(await Promise.resolve(sum(2, 2)), 4));`,
);
const FAILS = suiteFile(
  'sums',
  `sums('one and one are two', () => assert.is(1 + 1, 2));
sums('one and one are three', () => {
  console.log('the file says hello');
  assert.is(1 + 1, 3, 'arithmetic');
});`,
);

runner('a file that passes takes one line, and the totals are the last line', async () => {
  const run = await runTestFile(PASSES, { name: 'passes.ts' });
  assert.is(run.code, 0);
  assert.is(run.stderr, '');
  assert.match(
    run.stdout,
    /^ok {3}\.scratch\/[\w-]+\/passes\.ts: 2 passed, 0 failed \(\d+\.\d s\)\n2 passed, 0 failed\n$/,
  );
});

runner("uvu's default suite also runs", async () => {
  const run = await runTestFile("import { test } from 'uvu';\ntest('runs', () => {});\ntest.run();\n");
  assert.is(run.code, 0);
  assert.is(run.lastLine, '1 passed, 0 failed');
});

runner('a failed assertion is shown with its test, its location, both values and the output of the file', async () => {
  const run = await runTestFile(FAILS);
  assert.is(run.code, 1);
  assert.is(run.lastLine, '1 passed, 1 failed');
  assert.match(run.stdout, /"one and one are three"\n\s+arithmetic/);
  assert.match(run.stdout, /3 {4}\(Expected\)\n.*2 {4}\(Actual\)/);
  assert.match(run.stdout, /file\.mjs:8:10/);
  assert.match(run.stdout, /the file says hello/);
});

runner('several files add up, and the failed ones are listed before the last line', async () => {
  const files = { 'passes.ts': PASSES, 'fails.mjs': FAILS };
  const run = await withFiles(files, (paths) => runNode(['scripts/test.mjs', ...paths]));
  assert.is(run.code, 1);
  assert.match(run.stdout, /\nFailed:\n {2}\.scratch\/[\w-]+\/fails\.mjs\n3 passed, 1 failed\n$/);
});

runner('a single file runs without the runner', async () => {
  const run = await withFiles({ 'passes.ts': PASSES }, (paths) => runNode(['--import', 'tsx', ...paths]));
  assert.is(run.code, 0);
  assert.match(run.stdout, /Total: {5}2\n\s+Passed: {4}2/);
});

runner('a path that does not exist is named, and nothing runs', async () => {
  const run = await runNode(['scripts/test.mjs', 'scripts/test/absent.mjs']);
  assert.is(run.code, 1);
  assert.is(run.lastLine, '0 passed, 1 failed');
  assert.match(run.stderr, /test\/absent\.mjs: no such file or folder/);
});

runner('a folder without a test is a failure', async () => {
  const run = await withFolder({}, (folder) => runNode(['scripts/test.mjs', folder]));
  assert.is(run.code, 1);
  assert.match(run.stderr, /no \*\.test\.ts or \*\.test\.mjs in this folder/);
});

runner('an option that is not a number of milliseconds is refused by name', async () => {
  const run = await runTestFile('', { args: ['--timeout-ms', 'soon'] });
  assert.is(run.code, 1);
  assert.match(run.stderr, /--timeout-ms takes a number of milliseconds above 0, got "soon"/);
});

runner('--help explains the options and exits with 0', async () => {
  const run = await runNode(['scripts/test.mjs', '--help']);
  assert.is(run.code, 0);
  assert.match(run.stdout, /--timeout-ms N/);
});

runner('the default run finds this file and leaves its test files alone', async () => {
  await withFiles({ 'file.test.mjs': '' }, async () => {
    const files = await findTestFiles(root);
    assert.ok(files.some((file) => file.endsWith('scripts/test/test-runner.test.mjs')));
    assert.not.ok(files.some((file) => file.endsWith('/file.test.mjs')));
  });
});

runner.run();
