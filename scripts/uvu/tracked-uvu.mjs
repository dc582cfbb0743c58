// What a test file gets for `import … from 'uvu'` in our runner: uvu itself, with a record of every suite. uvu keeps no
// list of suites, so a suite without run() is invisible from outside. This module records it when it is made.
import { exec, suite as uvuSuite, test as uvuTest } from 'uvu';
import { hookErrors, label, setCurrent, suites } from './ledger.mjs';

export { exec };

/**
 * @param {string} [name]
 * @param {object} [state]
 */
export function suite(name = '', state = {}) {
  return track(uvuSuite(name, state), name);
}

export const test = track(uvuTest, '', true);

function track(inner, name, isDefault = false) {
  /** @type {import('./ledger.mjs').SuiteEntry} */
  const entry = { name, isDefault, registered: 0, waiting: [], waitingHooks: 0, runs: 0, focused: [], skipped: [] };
  suites.push(entry);

  const register = (testName, marked) => {
    entry.registered++;
    entry.waiting.push(testName);
    marked?.push(testName);
  };

  const watchTest = (testName, handler) =>
    typeof handler !== 'function'
      ? handler // uvu reports it as a failure of that test
      : async (state) => {
          setCurrent(label(name, testName));
          try {
            await handler(state);
          } finally {
            setCurrent('');
          }
        };

  const watchHooks = (add, hook) => (handler) => {
    entry.waitingHooks++;
    add(async (state) => {
      setCurrent(`the ${hook} hook of ${label(name)}`);
      try {
        await handler(state);
      } catch (error) {
        hookErrors.push({ suite: name, hook, error });
        throw error;
      } finally {
        setCurrent('');
      }
    });
  };

  const tracked = (testName, handler) => {
    register(testName);
    inner(testName, watchTest(testName, handler));
  };
  tracked.only = (testName, handler) => {
    register(testName, entry.focused);
    inner.only(testName, watchTest(testName, handler));
  };
  tracked.skip = (testName, handler) => {
    register(testName, entry.skipped);
    inner.skip(testName, handler);
  };
  tracked.before = watchHooks(inner.before, 'before');
  tracked.before.each = watchHooks(inner.before.each, 'before.each');
  tracked.after = watchHooks(inner.after, 'after');
  tracked.after.each = watchHooks(inner.after.each, 'after.each');
  tracked.run = () => {
    entry.waiting = [];
    entry.waitingHooks = 0;
    entry.runs++;
    inner.run();
  };
  return tracked;
}
