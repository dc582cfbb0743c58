import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runTestFile, suiteFile, UNREACHED } from './run-scripts.mjs';

const traps = suite('silent traps');

/** A suite of two tests with a hook that throws. */
const withHook = (hook) =>
  suiteFile(
    'hooks',
    `hooks.${hook}(() => { throw new Error('the hook is broken'); });
hooks('first', () => {});
hooks('second', () => {});`,
  );
const unrun = (source) => source.replace(/\w+\.run\(\);\n$/, '');

/** With uvu alone, each of these files passes, or runs fewer tests than it has. */
const cases = [
  {
    name: 'a before hook that throws fails every test of its suite',
    source: withHook('before'),
    lastLine: '0 passed, 2 failed',
    says: /the before hook of suite "hooks" threw:\n\s+Error: the hook is broken/,
  },
  {
    name: 'a before.each hook that throws fails the tests that it precedes',
    source: withHook('before.each'),
    lastLine: '0 passed, 2 failed',
    says: /"second"\n\s+the hook is broken/,
  },
  {
    name: 'an after hook that throws fails the file',
    source: withHook('after'),
    lastLine: '0 passed, 1 failed',
    says: /the after hook of suite "hooks" threw:\n\s+Error: the hook is broken/,
  },
  {
    name: 'an after.each hook that throws fails its test and those that it prevented from running',
    source: withHook('after.each'),
    lastLine: '0 passed, 2 failed',
    says: /the after\.each hook of suite "hooks" threw:\n\s+Error: the hook is broken/,
  },
  {
    name: 'a suite whose run() is forgotten is a failure',
    source: unrun(suiteFile('lonely', `lonely${UNREACHED}`)),
    lastLine: '0 passed, 1 failed',
    says: /suite "lonely" has tests registered and its run\(\) is never called.*"would fail if it ran"/,
  },
  {
    name: 'the default suite without run() is a failure',
    source: `import { test } from 'uvu';\nimport * as assert from 'uvu/assert';\ntest${UNREACHED}`,
    lastLine: '0 passed, 1 failed',
    says: /the default suite has tests registered and its run\(\) is never called/,
  },
  {
    name: 'a suite without run() is noticed beside one that runs',
    // It looks as if both suites ran.
    source: suiteFile(
      'good',
      `const forgotten = suite('forgotten'); // forgotten.run()\nforgotten${UNREACHED}\ngood('runs', () => {});`,
    ),
    lastLine: '1 passed, 1 failed',
    says: /suite "forgotten" has tests registered and its run\(\) is never called/,
  },
  {
    name: 'a test registered after run() is a failure',
    source: `${suiteFile('early', "early('runs', () => {});")}early${UNREACHED}`,
    lastLine: '1 passed, 1 failed',
    says: /suite "early" has tests registered after its run\(\).*"would fail if it ran"/,
  },
  {
    name: 'a hook registered after run() is a failure',
    source: `${suiteFile('late', "late('runs', () => {});")}late.after(() => { throw new Error('never called'); });`,
    lastLine: '1 passed, 1 failed',
    says: /suite "late" has hooks registered after its run\(\)/,
  },
  {
    name: 'a run() after the file has already run is a failure',
    source: `${suiteFile('good', "const late = suite('late');\ngood('runs', () => {});")}
setTimeout(() => { late${UNREACHED} late.run(); }, 20);`,
    lastLine: '1 passed, 1 failed',
    says: /run\(\) was called when the tests had already run/,
  },
  {
    name: 'a suite with no test in it is a failure',
    source: `${suiteFile('good', "const hollow = suite('hollow');\ngood('runs', () => {});")}hollow.run();`,
    lastLine: '1 passed, 1 failed',
    says: /suite "hollow" has no test/,
  },
  {
    name: 'a file with no test is a failure',
    source: '// Nothing is tested here.\nexport {};\n',
    lastLine: '0 passed, 1 failed',
    says: /no test in this file/,
  },
  {
    name: 'a suite made with another copy of uvu is a failure',
    source: suiteFile('hidden', "hidden('runs unwatched', () => {});").replace(
      "'uvu'",
      "'../../node_modules/uvu/dist/index.mjs'",
    ),
    lastLine: '1 passed, 1 failed',
    says: /does not load uvu by/,
  },
  {
    name: 'a file that throws while it loads is a failure',
    source: suiteFile('unborn', "throw new Error('this module is broken');"),
    lastLine: '0 passed, 1 failed',
    says: /the file failed to load:\n\s+Error: this module is broken/,
  },
];

for (const { name, source, lastLine, says } of cases) {
  traps(name, async () => {
    const run = await runTestFile(source);
    assert.is(run.code, 1);
    assert.is(run.lastLine, lastLine);
    assert.match(run.stdout, says);
  });
}

const ONLY = suiteFile('focus', `focus${UNREACHED}\nfocus.only('the one in focus', () => {});`);
const SKIP = suiteFile('focus', "focus.skip('put off', () => assert.unreachable());\nfocus('runs', () => {});");

traps('outside CI, .only is reported with the focused test', async () => {
  const run = await runTestFile(ONLY);
  assert.is(run.code, 0);
  assert.is(run.lastLine, '1 passed, 0 failed, 1 skipped');
  assert.match(run.stdout, /note: \.only is left in suite "focus".*"the one in focus"/);
});

traps('.only is a failure in CI', async () => {
  const run = await runTestFile(ONLY, { ci: 'true' });
  assert.is(run.code, 1);
  assert.is(run.lastLine, '1 passed, 1 failed, 1 skipped');
  assert.match(run.stdout, /problem: \.only is left in suite "focus"/);
});

traps('outside CI, .skip is reported', async () => {
  const run = await runTestFile(SKIP);
  assert.is(run.code, 0);
  assert.is(run.lastLine, '1 passed, 0 failed, 1 skipped');
  assert.match(run.stdout, /note: \.skip is left in suite "focus": "put off"/);
});

traps('.skip is a failure in CI', async () => {
  const run = await runTestFile(SKIP, { ci: 'true' });
  assert.is(run.code, 1);
  assert.is(run.lastLine, '1 passed, 1 failed, 1 skipped');
});

traps('a run in which every test is skipped is a failure everywhere', async () => {
  const run = await runTestFile(SKIP.replace("focus('runs', () => {});", ''));
  assert.is(run.code, 1);
  assert.is(run.lastLine, '0 passed, 1 failed, 1 skipped');
  assert.match(run.stderr, /no test ran/);
});

traps.run();
