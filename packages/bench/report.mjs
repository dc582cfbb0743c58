import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { isPinned } from './contender.mjs';
import { lessIsBetter } from './statistics.mjs';

const units = { cpu: 'x by CPU', rate: 'x by rate', growth: 'x CPU', 'extra ms': 'ms more', share: 'x extra ms' };

/** The machine and versions of the measurement. Figures mean nothing without them. */
export function surroundings(rounds) {
  const strangers = Object.keys(manifestOf('').dependencies).filter((name) => !name.startsWith('@handover/'));
  const processors = cpus();
  return {
    node: process.version,
    machine: `${processors[0]?.model ?? 'unknown'}, ${processors.length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    cores: isPinned
      ? 'the server on one core, the load on another'
      : 'servers and load not pinned: no taskset, or one core',
    rounds,
    versions: Object.fromEntries(strangers.map((name) => [name, manifestOf(`node_modules/${name}/`).version])),
  };
}

/** Formats the comparisons as a text table. */
export function table(results) {
  const head = ['comparison', 'ours', 'theirs', 'by rate', 'judged by', 'median [quartiles]', 'target', 'verdict'];
  const rows = results.map((result) => [
    result.name,
    sideOf(result, 0),
    sideOf(result, 1),
    result.rate === undefined ? '' : result.rate.median.toFixed(2),
    units[result.by],
    spreadOf(result.figure),
    result.target === undefined ? '' : `${lessIsBetter.has(result.by) ? '<=' : '>='} ${result.target}`,
    result.verdict,
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function sideOf({ ours, theirs, perSecond, cpuMicros, ms }, side) {
  const name = side === 0 ? ours : theirs;
  if (ms !== undefined) return `${name} ${ms[side].toFixed(1)} ms`;
  return `${name}: ${Math.round(perSecond[side])}/s, ${microsOf(cpuMicros[side])} us`;
}

function microsOf(micros) {
  return micros < 10 ? micros.toFixed(2) : micros.toFixed(0);
}

function spreadOf({ low, median, high }) {
  const digits = median >= 20 ? 1 : 2;
  return `${median.toFixed(digits)} [${low.toFixed(digits)}-${high.toFixed(digits)}]`;
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(new URL(`${folder}package.json`, import.meta.url), 'utf8'));
}
