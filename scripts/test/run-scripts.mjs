import { spawn } from 'node:child_process';
import { root } from '../workspace/run-tool.mjs';

/**
 * Runs node as a person would in the root of the repository, and waits for its end.
 *
 * @param {string[]} args Arguments of node; paths are relative to the root of the repository.
 * @param {object} [options]
 * @param {string} [options.ci] Value of the environment variable CI; without it the variable is not set.
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string, lastLine: string }>}
 */
export function runNode(args, { ci } = {}) {
  const { CI: _outer, ...env } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: ci === undefined ? env : { ...env, CI: ci },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr, lastLine: stdout.trimEnd().split('\n').at(-1) ?? '' });
    });
  });
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
