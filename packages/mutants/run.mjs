// Puts one mistake at a time into the code and runs the tests that must notice: see packages/mutants/README.md. The
// last line is `N killed, M survived`; the exit code is 1 if any survived.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { provideNeedsOf } from '../../scripts/needs/needs-of.mjs';
import { forkFile, killAll } from '../../scripts/uvu/fork-file.mjs';
import { root } from '../../scripts/workspace/run-tool.mjs';
import { mutate } from './mutate.mjs';
import { rooms } from './rooms.mjs';
import { workingCopy } from './working-copy.mjs';

const HELP = `Usage: pnpm mutants [options]

  --only NAME      only rooms whose name begins with NAME, and mutants whose sentence contains NAME; may be given more
                   than once
  --list           prints the mutants and runs no tests
  --help           this text
`;

/** How long the process of a test file may live on after its last test. */
const LINGER_MS = 5_000;
/** The limit of a test file without a mutant: enough for a slow machine. */
const PROOF_WITHIN_MS = 300_000;
/** The least limit with a mutant; otherwise four times the time without. After it, the mutant counts as killed. */
const MUTANT_WITHIN_MS = 90_000;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

async function main() {
  const chosen = choose(values.only);
  if (values.list) {
    for (const { room, file, breaks } of chosen) console.log(`${room}: ${breaks}\n  ${file}`);
    console.log(`${chosen.length} mutants`);
    return;
  }
  // Check all mutants before the first test: one that no longer fits ends the run at once.
  const mutants = [];
  for (const mutant of chosen) mutants.push({ ...mutant, mutated: await mutate(root, mutant) });

  const files = [...new Set(mutants.flatMap(({ tests }) => tests))].sort();
  provideNeedsOf(files.map((file) => join(root, file)));
  const length = Math.min(availableParallelism(), mutants.length);
  const copies = await Promise.all(Array.from({ length }, () => workingCopy(root)));
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      killAll();
      for (const copy of copies) copy.removeNow();
      process.exit(signal === 'SIGINT' ? 130 : 143);
    });
  }
  try {
    const durations = await proveTests(copies, files);
    if (durations === undefined) process.exitCode = 1;
    else
      await runMutants(copies, mutants, (file) => Math.max(MUTANT_WITHIN_MS, 4 * Math.ceil(durations.get(file) ?? 0)));
  } finally {
    await Promise.all(copies.map((copy) => copy.remove()));
  }
}

/**
 * Measures how long each test file takes, in ms, on the unchanged code and in the copies where the mutants run. Returns
 * `undefined` if one fails there.
 */
async function proveTests(copies, files) {
  const failed = [];
  const durations = new Map();
  await eachOn(copies, files, async (copy, file) => {
    const result = await run(copy, file, PROOF_WITHIN_MS);
    durations.set(file, result.durationMs);
    if (result.failed > 0 || result.passed === 0) failed.push({ file, result });
  });
  for (const { file, result } of failed)
    console.log([`FAIL ${file}`, ...result.problems, ...result.failures].join('\n'));
  const verdict = failed.length === 0 ? 'all pass' : `${failed.length} fail, so no mutant was run`;
  console.log(`Without a mutant, ${files.length} test files: ${verdict}`);
  return failed.length === 0 ? durations : undefined;
}

async function runMutants(copies, mutants, timeoutMsOf) {
  let survived = 0;
  await eachOn(copies, mutants, async (copy, mutant) => {
    const { room, breaks, file, find, replace, tests } = mutant;
    const killer = await copy.holding(file, mutant.mutated, () => killerOf(copy, mutant, timeoutMsOf));
    if (killer !== undefined) return console.log(`killed   ${room}: ${breaks} (by ${killer})`);
    survived++;
    const lines = [`SURVIVED ${room}: ${breaks}`, file, `- ${find}`, `+ ${replace}`, `ran: ${tests.join(', ')}`];
    console.log(lines.join('\n    '));
  });
  console.log(`${mutants.length - survived} killed, ${survived} survived`);
  if (survived > 0) process.exitCode = 1;
}

/** Returns which of its tests noticed the mutant first, and how; `undefined` if none did. */
async function killerOf(copy, { tests }, timeoutMsOf) {
  for (const file of tests) {
    const { passed, failed, problems } = await run(copy, file, timeoutMsOf(file));
    if (failed === 0) continue;
    const how = passed > 0 ? `${failed} of ${passed + failed}` : (problems[0]?.split('\n', 1)[0] ?? 'all of it');
    return `${file}: ${how}`;
  }
  return undefined;
}

function run(copy, file, timeoutMs) {
  return forkFile(join(copy.folder, file), { cwd: copy.folder, timeoutMs, lingerMs: LINGER_MS });
}

/** Works through the items, one at a time in each copy. */
async function eachOn(copies, items, work) {
  // The workers share this iterator, so each item is taken once.
  const queue = items.values();
  await Promise.all(
    copies.map(async (copy) => {
      for (const item of queue) await work(copy, item);
    }),
  );
}

function choose(names) {
  const all = Object.entries(rooms).flatMap(([room, list]) => list.map((mutant) => ({ room, ...mutant })));
  if (names.length === 0) return all;
  for (const name of names) {
    if (!all.some((mutant) => fits(mutant, name))) {
      throw new Error(`--only ${name} matches no mutant. The rooms: ${Object.keys(rooms).join(', ')}`);
    }
  }
  return all.filter((mutant) => names.some((name) => fits(mutant, name)));
}

function fits({ room, breaks }, name) {
  return room.startsWith(name) || breaks.includes(name);
}
