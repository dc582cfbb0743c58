/**
 * What one test file has done so far, kept for `run-file.mjs` by the stand-in for uvu.
 *
 * @typedef {object} SuiteEntry
 * @property {string} name As given to `suite()`; empty for uvu's default `test`.
 * @property {boolean} isDefault True for uvu's `test`, which exists whether the file uses it or not.
 * @property {number} registered Tests registered in all, those marked `.skip` and `.only` included.
 * @property {string[]} waiting Tests registered since the last `run()`: they run only if it is called again.
 * @property {number} waitingHooks Hooks registered since the last `run()`.
 * @property {number} runs How often `run()` was called.
 * @property {string[]} focused Tests marked `.only`.
 * @property {string[]} skipped Tests marked `.skip`.
 */

/** @type {SuiteEntry[]} */
export const suites = [];

/**
 * Hooks that threw. uvu drops these errors, so they are kept here.
 *
 * @type {{ suite: string, hook: string, error: unknown }[]}
 */
export const hookErrors = [];

/** The test or hook that runs at the moment, as words for a message; empty between tests. */
let running = '';

/** @returns {string} The test or hook that runs at the moment, as words for a message. */
export function current() {
  return running;
}

/** @param {string} what The test or hook that starts, or an empty string when it has ended. */
export function setCurrent(what) {
  running = what;
  // Told at once: a test that never gives the processor back can't be asked later.
  process.send?.({ type: 'running', what });
}

/**
 * @param {string} suite
 * @param {string} [test]
 * @returns {string} e.g. `"answers once" of suite "webhook"`
 */
export function label(suite, test) {
  const owner = suite ? `suite "${suite}"` : 'the default suite';
  return test === undefined ? owner : `"${test}" of ${owner}`;
}
