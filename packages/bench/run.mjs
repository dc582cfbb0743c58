// Measures every contender side by side and checks the targets: see packages/bench/README.md. The exit code is always
// 0: misses are reported, but machines differ too much to fail on them.
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { publishablePackages } from '../../scripts/workspace/publishable-packages.mjs';
import { root } from '../../scripts/workspace/run-tool.mjs';
import { endContenders, pinLoad } from './contender.mjs';
import { surroundings, table } from './report.mjs';
import { compare } from './statistics.mjs';
import { client, ownership } from './suites/client.mjs';
import { imports } from './suites/imports.mjs';
import { pipeline } from './suites/pipeline.mjs';
import { threads } from './suites/threads.mjs';
import { batches, webhooks } from './suites/webhooks.mjs';

const HELP = `Usage: pnpm bench [options]

  --quick        fewer and smaller rounds, under three minutes: a quick look
  --rounds N     alternating rounds (default 15, with --quick 5)
  --only NAME    only comparisons whose name, or whose suite's name, begins with NAME; may be given more than once
  --json FILE    writes all samples
  --help         this text

It measures the built packages: run the build first.
`;

/** In the order of the report. */
const suites = [webhooks, batches, pipeline, client, ownership, imports, threads];
/** Rounds before the first that counts: they let the compiler warm up and the stores fill. */
const warmUps = 4;
const measured = ['client', 'core', 'koa', 'express'];

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function main() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const rounds = roundsOf(values.rounds ?? (values.quick ? '5' : '15'));
  const chosen = choose(values.only);
  await requireBuild();
  pinLoad();
  const scale = values.quick ? 0.5 : 1;
  const found = { ...surroundings(rounds), isQuick: values.quick, results: [], facts: [], samples: {} };
  const { node, machine, cores, versions } = found;
  console.log(`Node ${node} on ${machine}\n${cores}; ${rounds} alternating rounds${values.quick ? ' (quick)' : ''}`);
  console.log(
    Object.entries(versions)
      .map((entry) => entry.join(' '))
      .join(', '),
  );

  for (const { suite, comparisons } of chosen) {
    const { samples, facts } = await measure(suite, comparisons, { rounds, scale, isQuick: values.quick });
    const results = comparisons.map((comparison) => compare(comparison, samples));
    found.results.push(...results);
    found.facts.push(...facts);
    found.samples[suite.name] = Object.fromEntries(samples);
    console.log(`\n${table(results)}`);
    for (const { text, verdict } of facts) console.log(`${text}${verdict === undefined ? '' : `: ${verdict}`}`);
  }

  const misses = found.results.filter(({ verdict }) => verdict === 'MISS').map(({ name }) => name);
  misses.push(...found.facts.filter(({ verdict }) => verdict === 'MISS').map(({ text }) => text));
  console.log(
    misses.length === 0 ? '\nNo target is missed.' : `\nMissed:\n${misses.map((name) => `  ${name}`).join('\n')}`,
  );
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(found, null, 2)}\n`);
}

/**
 * Measures one suite: all its contenders are started, and each gets one batch per round, from first to last and back.
 */
async function measure(suite, comparisons, { rounds, scale, isQuick }) {
  const names = [...new Set(comparisons.flatMap(({ ours, theirs, base = ours }) => [ours, theirs, base]))];
  const samples = new Map(names.map((name) => [name, []]));
  try {
    const started = await suite.start(new Set(names), { isQuick });
    for (let round = -warmUps; round < rounds; round += 1) {
      const batch = started.batch(round < 0 ? 1 : scale);
      for (const name of round % 2 === 0 ? names : [...names].reverse()) {
        const sample = await started.run(name, batch);
        if (round >= 0) samples.get(name).push(sample);
      }
      progress(`${suite.name}: round ${Math.max(0, round + 1)} of ${rounds}`);
    }
    progress('');
    return { samples, facts: (await started.facts?.()) ?? [] };
  } finally {
    endContenders();
  }
}

function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

function choose(only) {
  const isChosen = (name) => only.some((start) => name.startsWith(start));
  const chosen = suites
    .map((suite) => ({
      suite,
      comparisons: suite.comparisons.filter(({ name }) => only.length === 0 || isChosen(name) || isChosen(suite.name)),
    }))
    .filter(({ comparisons }) => comparisons.length > 0);
  if (chosen.length > 0) return chosen;
  const names = suites.flatMap(({ name, comparisons }) => [
    name,
    ...comparisons.map((comparison) => `  ${comparison.name}`),
  ]);
  throw new Error(`--only ${only.join(' ')}: no comparison or suite has such a name. Available:\n${names.join('\n')}`);
}

function roundsOf(text) {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Error(`--rounds takes a number from 1 to 9999, got "${text}"`);
}

/** The bench measures the build that users get, so it refuses a build that is older than the sources. */
async function requireBuild() {
  const packages = await publishablePackages(root);
  for (const { name, folder } of packages.filter(({ name }) => measured.includes(name.replace('@handover/', '')))) {
    const built = await newest(join(root, folder, 'dist'));
    if (built === 0) throw new Error(`${name} is not built. Run the build first`);
    if (built < (await newest(join(root, folder, 'src')))) {
      throw new Error(`${name} has sources newer than its build. Run the build first`);
    }
  }
}

async function newest(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const times = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).mtimeMs));
  return Math.max(0, ...times);
}
