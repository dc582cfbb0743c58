// Runs the tests of each package under c8 and tells how many of the branches of its TypeScript sources they run. A
// package's own tests alone count for it. Ends with 1 where a package is below the limit or a test fails.
import { spawn } from 'node:child_process';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { branchesOf } from './branches/branches-of.mjs';
import { root } from './workspace/run-tool.mjs';

const HELP = `Usage: node scripts/coverage.mjs [package …] [options]

Without a package: core, client, koa and express.

  --least N     the least share of its branches, in percent, that a package's tests have to run (default 95)
  --list        name every branch that no test runs
  --help        this text

c8 takes each function, and each module, for a branch. Those are left out of the share that is judged, which is lower for it.
`;

const PACKAGES = ['core', 'client', 'koa', 'express'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    least: { type: 'string', default: '95' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else {
  try {
    process.exitCode = await main(percent(values.least), positionals.length > 0 ? positionals : PACKAGES);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

async function main(least, names) {
  for (const name of names) {
    await access(join(root, 'packages', name, 'src')).catch((error) => {
      throw new Error(`packages/${name}/src: no such folder; a package is named by its folder, such as core`, {
        cause: error,
      });
    });
  }

  const results = [];
  for (const name of names) results.push({ name, ...(await coverageOf(name)) });

  const problems = [];
  for (const { name, branches, passed } of results) {
    if (!passed) problems.push(`${name}: its tests fail`);
    if (share(branches) < least) problems.push(`${name}: ${shown(share(branches))} of its branches, not ${least} %`);
    for (const file of branches.unloaded) problems.push(`${file}: no test loads it`);
  }

  if (values.list || problems.length > 0) for (const { branches } of results) printUncovered(branches);
  printTable(results);
  for (const problem of problems) process.stdout.write(`FAIL ${problem}\n`);
  return problems.length > 0 ? 1 : 0;
}

async function coverageOf(name) {
  const folder = `packages/${name}`;
  const rawFolder = join(root, 'coverage', name, 'raw');
  await rm(rawFolder, { recursive: true, force: true });
  const passed = await runTests(folder, rawFolder);
  const workFolder = join(root, 'coverage', name, 'own');
  return { passed, branches: await branchesOf({ root, folder, rawFolder, workFolder }) };
}

/** The runner gives every file a process, and each of them, and what they start, writes what it ran when it ends. */
function runTests(folder, rawFolder) {
  const child = spawn(process.execPath, ['scripts/test.mjs', folder], {
    cwd: root,
    env: { ...process.env, NODE_V8_COVERAGE: rawFolder },
    stdio: 'inherit',
  });
  const end = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, end);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM']) process.off(name, end);
      if (code === 130 || code === 143 || signal) reject(new Error('interrupted'));
      else resolve(code === 0);
    });
  });
}

function printUncovered({ uncovered }) {
  for (const { file, line, text } of uncovered) process.stdout.write(`${file}:${line}  ${text}\n`);
}

function printTable(results) {
  const rows = results.map(({ name, branches }) => [
    name,
    shown(share(branches)),
    `${branches.covered} of ${branches.total}`,
    shown((100 * branches.c8Covered) / branches.c8Total),
  ]);
  const head = ['package', 'branches', 'run', 'with functions (c8)'];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ');
  process.stdout.write(`\n${[head, ...rows].map((row) => line(row).trimEnd()).join('\n')}\n`);
}

function share({ covered, total }) {
  return total === 0 ? 100 : (100 * covered) / total;
}

/** Rounded down: 94.996 is not 95. */
function shown(value) {
  return `${(Math.floor(value * 100) / 100).toFixed(2)} %`;
}

function percent(value) {
  const number = Number(value);
  if (!(value !== '' && number >= 0 && number <= 100))
    throw new Error(`--least takes a number from 0 to 100, got "${value}"`);
  return number;
}
