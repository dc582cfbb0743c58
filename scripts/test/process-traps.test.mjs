import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runTestFile, suiteFile, UNREACHED } from './run-scripts.mjs';

const traps = suite('process traps');

const cases = [
  {
    name: 'a test that can never end is named at once, without the time-out',
    source: suiteFile('waits', "waits('waits for nothing', () => new Promise(() => {}));"),
    lastLine: '0 passed, 1 failed',
    says: /"waits for nothing" of suite "waits" never ends/,
  },
  {
    name: 'a top-level await that never ends is a failure',
    source: `${suiteFile('waits', `waits${UNREACHED}`)}await new Promise(() => {});`,
    lastLine: '0 passed, 1 failed',
    says: /a top-level await of the file never ends/,
  },
  {
    name: 'process.exit(0) in the middle of a test is a failure',
    source: suiteFile('exits', `exits('leaves early', () => process.exit(0));\nexits${UNREACHED}`),
    lastLine: '0 passed, 1 failed',
    says: /ended with exit code 0 in "leaves early" of suite "exits" before its tests were done/,
  },
  {
    name: 'process.exit(0) after the tests is a failure, since it hides what is left open',
    source: suiteFile('exits', "exits('runs', () => void setTimeout(() => process.exit(0), 20));"),
    lastLine: '0 passed, 1 failed',
    says: /ended with exit code 0 before its tests were done/,
  },
  {
    name: 'an exit code that the file sets is a failure',
    source: suiteFile('exits', "exits('runs', () => { process.exitCode = 3; });"),
    lastLine: '1 passed, 1 failed',
    says: /set exit code 3/,
  },
  {
    name: 'a process ended by a signal is a failure',
    source: suiteFile('ends', "ends('is ended by a signal', () => process.kill(process.pid, 'SIGKILL'));"),
    lastLine: '0 passed, 1 failed',
    says: /ended by SIGKILL in "is ended by a signal" of suite "ends"/,
  },
  {
    name: 'an unhandled rejection is a failure and names the test in which it happened',
    source: suiteFile(
      'floats',
      `floats('forgets to await', async () => {
  Promise.reject(new Error('this was not awaited'));
  await new Promise((resolve) => setImmediate(resolve));
});`,
    ),
    lastLine: '1 passed, 1 failed',
    says: /unhandled rejection \("forgets to await" of suite "floats"\):\n\s+Error: this was not awaited/,
  },
  {
    name: 'a rejection after the tests is a failure',
    source: suiteFile(
      'floats',
      `floats('leaves a promise behind', () => {
  new Promise((_resolve, reject) => setTimeout(() => reject(new Error('too late to be awaited')), 20));
});`,
    ),
    lastLine: '1 passed, 1 failed',
    says: /unhandled rejection \(after the tests\):\n\s+Error: too late to be awaited/,
  },
  {
    name: 'an exception that no code can catch is a failure',
    source: suiteFile(
      'floats',
      `floats('throws where no code can catch', async () => {
  setTimeout(() => { throw new Error('thrown from a timer'); }, 0);
  await new Promise((resolve) => setTimeout(resolve, 20));
});`,
    ),
    lastLine: '1 passed, 1 failed',
    says: /uncaught exception \("throws where no code can catch" of suite "floats"\):\n\s+Error: thrown from a timer/,
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

traps.run();
