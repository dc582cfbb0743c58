import * as tool from '../workspace/run-tool.mjs';

/**
 * Runs node as a person would in the root of the repository, and waits for its end.
 *
 * @param {string[]} args Arguments of node; paths are relative to the root of the repository.
 * @param {object} [options]
 * @param {string} [options.ci] Value of the environment variable CI. @default empty, as on a desk
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string, lastLine: string }>}
 */
export async function runNode([script, ...args], { ci = '' } = {}) {
  const run = await tool.runNode(script, args, { env: { CI: ci } });
  return { ...run, lastLine: run.stdout.trimEnd().split('\n').at(-1) ?? '' };
}

/**
 * Runs our test runner on one file of `fixtures`.
 *
 * @param {string} fixture File name.
 * @param {object} [options]
 * @param {string} [options.ci] As for `runNode`.
 * @param {string[]} [options.args] More arguments of the runner.
 */
export function runFixture(fixture, { ci, args = [] } = {}) {
  return runNode(['scripts/test.mjs', `scripts/test/fixtures/${fixture}`, ...args], { ci });
}
