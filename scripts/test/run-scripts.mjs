import { join, relative } from 'node:path';
import { withFolder } from '@handover/test-support/with-folder';
import * as tool from '../workspace/run-tool.mjs';

/**
 * Runs node in the root of the repository, as a developer would, and waits for its end.
 *
 * @param {string[]} args Arguments of node; paths are relative to the root of the repository.
 * @param {object} [options]
 * @param {string} [options.ci] Value of the environment variable CI. @default empty, as on a developer's machine
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string, lastLine: string }>}
 */
export async function runNode([script, ...args], { ci = '' } = {}) {
  const run = await tool.runNode(script, args, { env: { CI: ci } });
  return { ...run, lastLine: run.stdout.trimEnd().split('\n').at(-1) ?? '' };
}

/**
 * Writes test files into a folder that exists while `work` runs.
 *
 * @param {Record<string, string>} files Text by file name.
 * @param {(paths: string[]) => Promise<unknown>} work Receives their paths, from the root of the repository.
 */
export function withFiles(files, work) {
  const pathsIn = (folder) => Object.keys(files).map((name) => relative(tool.root, join(folder, name)));
  // Inside the repository, because they import uvu.
  return withFolder(files, (folder) => work(pathsIn(folder)), join(tool.root, '.scratch'));
}

/**
 * Runs our test runner on one test file.
 *
 * @param {string} source
 * @param {object} [options]
 * @param {string} [options.ci] See `runNode`.
 * @param {string[]} [options.args] More arguments of the runner.
 * @param {string} [options.name] Name of the file. @default 'file.mjs'
 */
export function runTestFile(source, { ci, args = [], name = 'file.mjs' } = {}) {
  return withFiles({ [name]: source }, (paths) => runNode(['scripts/test.mjs', ...paths, ...args], { ci }));
}

/** A test file with one suite; `body` comes before its `run()`. */
export function suiteFile(name, body) {
  const imports = "import { suite } from 'uvu';\nimport * as assert from 'uvu/assert';";
  return `${imports}\n\nconst ${name} = suite('${name}');\n${body}\n${name}.run();\n`;
}

/** A test that must not count as passed. */
export const UNREACHED = "('would fail if it ran', () => assert.unreachable());";
