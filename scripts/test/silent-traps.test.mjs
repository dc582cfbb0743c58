import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runFixture } from './run-scripts.mjs';

const traps = suite('silent traps');

/** Each of these files ends green, or runs fewer tests than it holds, when uvu alone runs it. */
const cases = [
  {
    name: 'a before hook that throws fails every test of its suite',
    fixture: 'hook-throws-before.mjs',
    lastLine: '0 passed, 2 failed',
    says: /the before hook of suite "hooks" threw:\n\s+Error: the hook is broken/,
  },
  {
    name: 'a before.each hook that throws fails the tests it stands before',
    fixture: 'hook-throws-before-each.mjs',
    lastLine: '0 passed, 2 failed',
    says: /"second"\n\s+the hook is broken/,
  },
  {
    name: 'an after hook that throws fails the file',
    fixture: 'hook-throws-after.mjs',
    lastLine: '0 passed, 1 failed',
    says: /the after hook of suite "hooks" threw:\n\s+Error: the hook is broken/,
  },
  {
    name: 'an after.each hook that throws fails its test and those it kept from running',
    fixture: 'hook-throws-after-each.mjs',
    lastLine: '0 passed, 2 failed',
    says: /the after\.each hook of suite "hooks" threw:\n\s+Error: the hook is broken/,
  },
  {
    name: 'a suite whose run() is forgotten is a failure',
    fixture: 'run-forgotten.mjs',
    lastLine: '0 passed, 1 failed',
    says: /suite "lonely" has tests registered and its run\(\) is never called.*"would fail if it ran"/,
  },
  {
    name: 'the default suite without run() is a failure',
    fixture: 'run-forgotten-default.mjs',
    lastLine: '0 passed, 1 failed',
    says: /the default suite has tests registered and its run\(\) is never called/,
  },
  {
    name: 'a suite without run() is seen beside one that does run',
    fixture: 'run-forgotten-beside-another.mjs',
    lastLine: '1 passed, 1 failed',
    says: /suite "forgotten" has tests registered and its run\(\) is never called/,
  },
  {
    name: 'a test registered after run() is a failure',
    fixture: 'run-too-early.mjs',
    lastLine: '1 passed, 1 failed',
    says: /suite "early" has tests registered after its run\(\).*"would fail if it ran"/,
  },
  {
    name: 'a hook registered after run() is a failure',
    fixture: 'hook-after-run.mjs',
    lastLine: '1 passed, 1 failed',
    says: /suite "late" has hooks registered after its run\(\)/,
  },
  {
    name: 'a run() that comes when the file has already run is a failure',
    fixture: 'run-too-late.mjs',
    lastLine: '1 passed, 1 failed',
    says: /run\(\) was called when the tests had already run/,
  },
  {
    name: 'a suite with no test in it is a failure',
    fixture: 'suite-without-tests.mjs',
    lastLine: '1 passed, 1 failed',
    says: /suite "hollow" has no test/,
  },
  {
    name: 'a file with no test is a failure',
    fixture: 'empty.mjs',
    lastLine: '0 passed, 1 failed',
    says: /no test in this file/,
  },
  {
    name: 'a suite made past the watched uvu is a failure',
    fixture: 'other-uvu.mjs',
    lastLine: '1 passed, 1 failed',
    says: /loads uvu in another way/,
  },
  {
    name: 'a file that throws while it loads is a failure',
    fixture: 'fails-to-load.mjs',
    lastLine: '0 passed, 1 failed',
    says: /the file failed to load:\n\s+Error: this module is broken/,
  },
];

for (const { name, fixture, lastLine, says } of cases) {
  traps(name, async () => {
    const run = await runFixture(fixture);
    assert.is(run.code, 1);
    assert.is(run.lastLine, lastLine);
    assert.match(run.stdout, says);
  });
}

traps('.only is reported with the test in focus on a desk', async () => {
  const run = await runFixture('only.mjs');
  assert.is(run.code, 0);
  assert.is(run.lastLine, '1 passed, 0 failed, 1 skipped');
  assert.match(run.stdout, /note: \.only is left in suite "focus".*"the one in focus"/);
});

traps('.only is a failure in CI', async () => {
  const run = await runFixture('only.mjs', { ci: 'true' });
  assert.is(run.code, 1);
  assert.is(run.lastLine, '1 passed, 1 failed, 1 skipped');
  assert.match(run.stdout, /problem: \.only is left in suite "focus"/);
});

traps('.skip is reported on a desk', async () => {
  const run = await runFixture('skip.mjs');
  assert.is(run.code, 0);
  assert.is(run.lastLine, '1 passed, 0 failed, 1 skipped');
  assert.match(run.stdout, /note: \.skip is left in suite "focus": "put off"/);
});

traps('.skip is a failure in CI', async () => {
  const run = await runFixture('skip.mjs', { ci: 'true' });
  assert.is(run.code, 1);
  assert.is(run.lastLine, '1 passed, 1 failed, 1 skipped');
});

traps('a run in which every test is skipped is a failure everywhere', async () => {
  const run = await runFixture('all-skipped.mjs');
  assert.is(run.code, 1);
  assert.is(run.lastLine, '0 passed, 1 failed, 1 skipped');
  assert.match(run.stderr, /no test ran/);
});

traps.run();
