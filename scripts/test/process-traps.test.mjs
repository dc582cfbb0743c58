import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runFixture } from './run-scripts.mjs';

const traps = suite('process traps');

const cases = [
  {
    name: 'a test that waits for what can never come is named at once, without the time-out',
    fixture: 'never-resolves.mjs',
    lastLine: '0 passed, 1 failed',
    says: /"waits for nothing" of suite "waits" never ends/,
  },
  {
    name: 'a top-level await that never ends is a failure',
    fixture: 'never-loads.mjs',
    lastLine: '0 passed, 1 failed',
    says: /a top-level await of the file never ends/,
  },
  {
    name: 'process.exit(0) in the middle of a test is a failure',
    fixture: 'exits-in-a-test.mjs',
    lastLine: '0 passed, 1 failed',
    says: /ended with exit code 0 in "leaves early" of suite "exits" before its tests were done/,
  },
  {
    name: 'process.exit(0) after the tests is a failure, since it hides what is left open',
    fixture: 'exits-after-the-tests.mjs',
    lastLine: '0 passed, 1 failed',
    says: /ended with exit code 0 before its tests were done/,
  },
  {
    name: 'an exit code that the file sets is a failure',
    fixture: 'sets-exit-code.mjs',
    lastLine: '1 passed, 1 failed',
    says: /set exit code 3/,
  },
  {
    name: 'a process ended by a signal is a failure',
    fixture: 'killed.mjs',
    lastLine: '0 passed, 1 failed',
    says: /ended by SIGKILL in "is ended by a signal" of suite "ends"/,
  },
  {
    name: 'a rejection that nobody handles is a failure and names the test it fell into',
    fixture: 'rejects-unhandled.mjs',
    lastLine: '1 passed, 1 failed',
    says: /nobody handled it \("forgets to await" of suite "floats"\):\n\s+Error: nobody awaited this/,
  },
  {
    name: 'a rejection after the tests is a failure',
    fixture: 'rejects-after-the-tests.mjs',
    lastLine: '1 passed, 1 failed',
    says: /nobody handled it \(after the tests\):\n\s+Error: too late to be awaited/,
  },
  {
    name: 'an exception that nobody can catch is a failure',
    fixture: 'throws-uncaught.mjs',
    lastLine: '1 passed, 1 failed',
    says: /uncaught exception \("throws where nobody can catch" of suite "floats"\):\n\s+Error: thrown from a timer/,
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

traps.run();
