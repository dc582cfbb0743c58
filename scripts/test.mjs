// Runs the tests, each file in its own process, and catches the cases in which uvu alone would pass without having
// tested: see CONTRIBUTING.md. The last line of the output is `N passed, N failed[, N skipped]`.
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { provideNeedsOf } from './needs/needs-of.mjs';
import { findTestFiles, resolveTestFiles } from './uvu/find-test-files.mjs';
import { forkFile, killAll } from './uvu/fork-file.mjs';

const HELP = `Usage: node scripts/test.mjs [file or folder …] [options]

Without a file or folder all tests of the repository run.

  --timeout-ms N   kills a file after this many milliseconds (default 240000)
  --linger-ms N    how long a file's process may keep running after its last test (default 15000)
  --help           this text

With CI set in the environment, .only and .skip are failures; without, they are reported.
`;

const root = fileURLToPath(new URL('..', import.meta.url));
const totals = { passed: 0, failed: 0, skipped: 0 };

try {
  await main();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  totals.failed++;
}
process.stdout.write(`${count(totals)}\n`);
process.exitCode = totals.failed > 0 ? 1 : 0;

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'timeout-ms': { type: 'string', default: '240000' },
      'linger-ms': { type: 'string', default: '15000' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    process.exit();
  }
  const options = {
    cwd: root,
    timeoutMs: milliseconds('--timeout-ms', values['timeout-ms']),
    lingerMs: milliseconds('--linger-ms', values['linger-ms']),
  };

  const files = positionals.length > 0 ? await resolveTestFiles(positionals, process.cwd()) : await findTestFiles(root);
  if (files.length === 0) throw new Error('no test file found');
  provideNeedsOf(files);

  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      killAll();
      process.exit(signal === 'SIGINT' ? 130 : 143);
    });
  }

  const queue = files.values();
  const failed = [];
  const worker = async () => {
    for (const file of queue) {
      const name = relative(root, file);
      const result = await forkFile(file, options);
      print(name, result);
      totals.passed += result.passed;
      totals.failed += result.failed;
      totals.skipped += result.skipped;
      if (result.failed > 0) failed.push(name);
    }
  };
  // The workers share this iterator, so each file is taken once. One more than there are cores: files also wait for timers,
  // servers and processes.
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));

  if (totals.passed + totals.failed === 0) throw new Error('no test ran: all of them are skipped');
  if (failed.length > 0 && files.length > 1) {
    process.stdout.write(`\nFailed:\n${failed.map((name) => `  ${name}\n`).join('')}`);
  }
}

function print(name, result) {
  const ok = result.failed === 0;
  const seconds = (result.durationMs / 1000).toFixed(1);
  const lines = [`${ok ? 'ok  ' : 'FAIL'} ${name}: ${count(result)} (${seconds} s)`];
  for (const note of result.notes) lines.push(`  note: ${note}`);
  if (!ok) {
    for (const problem of result.problems) lines.push(indent(`problem: ${problem}`));
    lines.push(...result.failures.map(indent));
    if (result.output.trim()) lines.push('  what the file printed:', indent(indent(result.output.trim())), '');
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

function count({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function indent(text) {
  return text.replace(/^(?=.)/gm, '  ');
}

function milliseconds(option, value) {
  if (!/^[1-9]\d*$/.test(value)) throw new Error(`${option} takes a number of milliseconds above 0, got "${value}"`);
  return Number(value);
}
