// Runs the properties and the models a thousand times as often as `pnpm test` does. The last line is that of
// scripts/test.mjs, `N passed, N failed`.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findTestFiles, resolveTestFiles } from './uvu/find-test-files.mjs';

const HELP = `Usage: node scripts/test-deep.mjs [file or folder …] [options]

Runs every test file that takes its number of runs from packages/test-support/property-runs.ts.

  --times N        multiplies the runs of each property (default 1000)
  --seed N         the seed of every property (default: a new one each, printed on failure)
  --timeout-ms N   a file is killed after this many milliseconds (default 6 hours)
  --help           this text

A property that fails prints its seed, its path and, for a sequence of commands, a replayPath. To see it again:

  PROPERTY_SEED=… PROPERTY_PATH=… PROPERTY_REPLAY=… node --import tsx FILE
`;

/** Matches test files that run their properties as often as the environment says. */
const RUNS_PROPERTIES = /\/property-runs'/;
const SIX_HOURS_MS = 21_600_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    times: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    'timeout-ms': { type: 'string', default: String(SIX_HOURS_MS) },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else await run();

async function run() {
  const found = positionals.length > 0 ? await resolveTestFiles(positionals, process.cwd()) : await findTestFiles(root);
  const files = found.filter((file) => RUNS_PROPERTIES.test(readFileSync(file, 'utf8')));
  if (files.length === 0) {
    process.stderr.write('no file here reads its number of runs from packages/test-support/property-runs.ts\n');
    process.exitCode = 1;
    return;
  }
  process.env.PROPERTY_TIMES = values.times;
  if (values.seed !== undefined) process.env.PROPERTY_SEED = values.seed;
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...files, '--timeout-ms', values['timeout-ms']);
  await import('./test.mjs');
}
