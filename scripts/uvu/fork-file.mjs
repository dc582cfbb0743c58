import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundleFile } from './bundle-file.mjs';

const runFile = fileURLToPath(new URL('./run-file.mjs', import.meta.url));
const trackedUvu = fileURLToPath(new URL('./tracked-uvu.mjs', import.meta.url));
const tsx = import.meta.resolve('tsx');
/** c8 finds its way from a source to its tests, but not through bundles that leave out what a test does not use. */
const isMeasured = process.env.NODE_V8_COVERAGE !== undefined;

/** How many characters of a file's own output to keep, so that an endless print loop can't fill the memory. */
const MAX_OUTPUT_CHARS = 200_000;
/** How long to wait for the output of an ended child. A process it left behind may hold the pipe open for ever. */
const OUTPUT_GRACE_MS = 5_000;

const bundles = mkdtempSync(join(tmpdir(), 'handover-tests-'));
process.once('exit', () => rmSync(bundles, { recursive: true, force: true }));
let bundled = 0;

/** The running children, so that an interrupted run leaves none behind. */
const running = new Set();

/**
 * @typedef {object} FileResult
 * @property {number} passed
 * @property {number} failed At least 1 if there is a problem.
 * @property {number} skipped
 * @property {string[]} failures The failed assertions as uvu prints them, one text per suite.
 * @property {string[]} problems Other problems: a trap, a hang, an exit.
 * @property {string[]} notes What is tolerated locally but not in CI.
 * @property {string} output The file's own stdout and stderr, in order of arrival.
 * @property {number} durationMs
 */

/**
 * Runs one test file in its own process, as one bundle. Always resolves.
 *
 * @param {string} file Absolute path.
 * @param {object} options
 * @param {string} options.cwd Working directory of the file, with the tsconfig.json whose `paths` lead to our packages.
 * @param {number} options.timeoutMs After this time, the process and its children are killed.
 * @param {number} options.lingerMs How long the process may live on after its last test.
 * @returns {Promise<FileResult>}
 */
export async function forkFile(file, options) {
  const startedAt = performance.now();
  const module = isMeasured ? file : join(bundles, `${bundled++}.mjs`);
  try {
    if (module !== file) await bundleFile(file, module, { cwd: options.cwd, instead: { uvu: trackedUvu } });
  } catch (error) {
    return verdict({ extra: [`the file failed to load:\n${error.message}`], output: '', durationMs: 0 });
  }
  return forkModule(file, { module, startedAt, ...options });
}

function forkModule(file, { module, startedAt, cwd, timeoutMs, lingerMs }) {
  const child = fork(runFile, [file, pathToFileURL(module).href, String(lingerMs)], {
    cwd,
    execArgv: module === file ? ['--import', tsx] : ['--enable-source-maps'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A separate process group, so that a kill also reaches the file's children.
    detached: process.platform !== 'win32',
  });
  running.add(child);

  let result;
  let doing = '';
  let timedOut = false;
  let output = '';
  const keep = (chunk) => {
    if (output.length < MAX_OUTPUT_CHARS) output += chunk;
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  child.on('message', (message) => {
    if (message.type === 'running') doing = message.what;
    if (message.type === 'result') result = message;
  });

  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      timedOut = true;
      kill(child);
    }, timeoutMs);

    const finish = (extra) => {
      clearTimeout(timer);
      running.delete(child);
      resolve(verdict({ result, extra, output, durationMs: performance.now() - startedAt }));
    };

    let ended;
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      ended = explain({ result, timedOut, timeoutMs, doing, code, signal });
      setTimeout(() => {
        if (!running.has(child)) return;
        kill(child);
        child.stdout.destroy();
        child.stderr.destroy();
        ended.push('a process that the file started was still running after it: end it in the test');
        finish(ended);
      }, OUTPUT_GRACE_MS).unref();
    });
    child.on('close', () => {
      if (ended && running.has(child)) finish(ended);
    });
    child.on('error', (error) => {
      if (!ended && child.pid === undefined) finish([`the file's process could not be started: ${error.message}`]);
    });
  });
}

/** Kills every running file and its children. */
export function killAll() {
  for (const child of running) kill(child);
}

function kill(child) {
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: it ended on its own a moment ago.
    if (error.code !== 'ESRCH') throw error;
  }
}

function explain({ result, timedOut, timeoutMs, doing, code, signal }) {
  const during = doing ? ` in ${doing}` : '';
  if (timedOut)
    return [`killed after ${timeoutMs} ms${during}: a hang or an endless loop (set a longer limit with --timeout-ms)`];
  if (signal) return [`the process was ended by ${signal}${during}`];
  if (!result) return [`the process ended with exit code ${code}${during} before its tests were done (process.exit?)`];
  if (code !== 0) return [`the tests ended, then the process set exit code ${code}`];
  return [];
}

function verdict({ result, extra, output, durationMs }) {
  const { passed = 0, failed = 0, skipped = 0, failures = [], problems = [], notes = [] } = result ?? {};
  const all = [...problems, ...extra];
  return {
    passed,
    failed: failed === 0 && all.length > 0 ? 1 : failed,
    skipped,
    failures,
    problems: all,
    notes,
    output: output.length < MAX_OUTPUT_CHARS ? output : `${output.slice(0, MAX_OUTPUT_CHARS)}\n[the rest is cut off]\n`,
    durationMs,
  };
}
