/**
 * What one test file has done so far. The tracked uvu records it for `run-file.mjs`.
 *
 * @typedef {object} SuiteEntry
 * @property {string} name The argument of `suite()`; empty for uvu's default `test`.
 * @property {boolean} isDefault True for uvu's `test`, which exists even if the file does not use it.
 * @property {number} registered All registered tests, including `.skip` and `.only`.
 * @property {string[]} waiting Tests registered since the last `run()`. They run only if it is called again.
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

/** The current test or hook, as text for a message; empty between tests. */
let running = '';

/** @returns {string} The current test or hook, as text for a message. */
export function current() {
  return running;
}

/** @param {string} what The test or hook that starts, or an empty string when it has ended. */
export function setCurrent(what) {
  running = what;
  // Sent at once: a test that blocks the event loop can't be asked later.
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
