// The child process: runs one test file and sends the result to the parent in one message, once the process has nothing
// left to do. A process that ends without that message counts as failed, however it ended.
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { current, hookErrors, label, suites } from './ledger.mjs';
import { replaceUvu } from './resolve-uvu.mjs';

const [file, moduleUrl, lingerMs] = process.argv.slice(2);
// Restore the arguments that the file would see if it ran alone.
process.argv.splice(1, process.argv.length, file);

const inCi = !['', '0', 'false', undefined].includes(process.env.CI);
const totals = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const problems = [];
const notes = [];
let testsDone = false;
let reported = false;

const problem = (title, error) => problems.push(error === undefined ? title : `${title}\n${inspect(error)}`);

process.on('uncaughtException', (error, origin) => {
  const what = origin === 'unhandledRejection' ? 'unhandled rejection' : 'uncaught exception';
  const during = current() || (testsDone ? 'after the tests' : 'outside of a test');
  problem(`${what} (${during}):`, error);
});
process.on('beforeExit', report);
// The parent is gone, so no process would read the result or end this one.
process.on('disconnect', () => process.exit(1));
process.channel?.unref();

// uvu's own switch for runners: suites are queued here instead of started by a timer.
const queue = [null];
globalThis.UVU_DEFER = 1;
globalThis.UVU_QUEUE = [queue];
globalThis.UVU_INDEX = 0;
if (moduleUrl === pathToFileURL(file).href) replaceUvu();

runFile()
  .catch((error) => problem('the file failed to load:', error))
  .finally(() => {
    testsDone = true;
    setTimeout(reportLingering, Number(lingerMs)).unref();
  });

async function runFile() {
  await import(moduleUrl);
  const queued = queue.splice(1);
  const runs = suites.reduce((sum, entry) => sum + entry.runs, 0);
  if (runs !== queued.length)
    problem('the file does not load uvu by `import … from "uvu"`: some of its suites can\'t be checked');

  for (const run of queued) {
    try {
      const [errors, passed, skipped, total] = await run();
      totals.passed += passed;
      totals.failed += total - passed;
      totals.skipped += skipped;
      if (typeof errors === 'string') failures.push(errors.trimEnd());
    } catch {
      // uvu rethrows the error of an after hook and drops the suite's counts. hookErrors has the error.
      totals.failed++;
    }
  }
}

/** Checks what can only be known at the end: a late callback may still register, reject or throw. */
function judge() {
  const seen = new Set();
  for (const { suite, hook, error } of hookErrors) {
    // uvu calls an after.each hook that threw a second time, and reports before.each itself as a failed test.
    const words = `the ${hook} hook of ${label(suite)} threw:`;
    if (hook !== 'before.each' && !seen.has(words)) problem(words, error);
    seen.add(words);
  }

  for (const { name, isDefault, registered, waiting, waitingHooks, runs, focused, skipped } of suites) {
    const when = runs > 0 ? 'after its run()' : 'and its run() is never called';
    if (waiting.length > 0) {
      problem(`${label(name)} has tests registered ${when}, so they did not run: ${quote(waiting)}`);
    } else if (waitingHooks > 0) {
      problem(`${label(name)} has hooks registered ${when}, so they did not run`);
    }
    if (registered === 0 && !isDefault) problem(`${label(name)} has no test`);
    if (focused.length > 0) flag(`.only is left in ${label(name)}, so its other tests did not run: ${quote(focused)}`);
    if (skipped.length > 0) flag(`.skip is left in ${label(name)}: ${quote(skipped)}`);
  }
  if (testsDone && queue.length > 1) {
    problem('run() was called when the tests had already run: await what comes before it at the top level');
  }

  const nothing = totals.passed + totals.failed + totals.skipped === 0;
  if (nothing && problems.length === 0) problem('no test in this file');
}

function flag(text) {
  if (inCi) problem(text);
  else notes.push(text);
}

function quote(names) {
  return names.map((name) => `"${name}"`).join(', ');
}

function report() {
  if (reported) return;
  if (!testsDone) {
    const where = current() || 'a top-level await of the file';
    problem(`${where} never ends: it waits for something that can no longer happen`);
  }
  send(() => process.channel?.unref());
}

function reportLingering() {
  if (reported) return;
  const counts = new Map();
  for (const resource of process.getActiveResourcesInfo()) counts.set(resource, (counts.get(resource) ?? 0) + 1);
  // The channel to the parent and the two output pipes belong to the runner, not to the file.
  counts.delete('PipeWrap');
  const open = [...counts].map(([resource, count]) => `${count} ${resource}`).join(', ') || 'a pipe or a child process';
  problem(`the tests ended, but the process did not within ${lingerMs} ms. Close what is still open: ${open}`);
  send(() => process.exit());
}

function send(sent) {
  reported = true;
  judge();
  process.send?.({ type: 'result', ...totals, failures, problems, notes }, sent);
}
