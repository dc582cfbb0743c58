// Ten simulated days of trouble for each place, and processes that are killed: see packages/chaos/README.md.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { killed } from './killed.ts';
import type { KilledPlace } from './killed-place.ts';
import type { PlaceName } from './places.ts';
import { slow } from './slow.ts';
import { tenDays } from './ten-days.ts';
import { killedVerdicts, printed, slowVerdicts, tenDaysVerdicts, type Verdict } from './verdicts.ts';

/** In fewer days not every fault has its turn. */
const ENOUGH_DAYS = 10;
/** Of the four of a run with slow handlers. */
const PROCESSES_STOPPED = 2;

const HELP = `Usage: pnpm chaos [options]

  --seed N       seed of the random choices (default: from the time); each run prints its seed
  --only NAME    one run: ${Object.keys(runs()).join(', ')}
  --days N       simulated days (default 10)
  --kills N      processes killed on each place (default 40)
  --help         this text
`;

/** Runs by name. Each has a process of its own, so that its memory is its own. */
function runs(): Readonly<
  Record<string, (seed: number, amount: { days: number; kills: number }) => Promise<Verdict[]>>
> {
  const days =
    (place: PlaceName, routing: 'on' | 'off' | 'primary') =>
    async (seed: number, amount: { days: number }): Promise<Verdict[]> => {
      const load = { people: 60, scenesPerDay: 8, deedsPerScene: 50 };
      const report = await tenDays({ place, routing, seed, days: amount.days, ...load, onDay: console.log });
      const { reported, troubles, met, looks, balance } = report;
      console.log(
        `troubles: ${counted(troubles)}\nfaults: ${counted(met)}\ntold: ${counted(reported)}\nlooks at owners: ${counted({ ...looks })}`,
      );
      console.log(`handled twice after a lost done-mark: ${balance.twiceUnmarked}`);
      return tenDaysVerdicts(report, { long: amount.days >= ENOUGH_DAYS });
    };
  const kill =
    (place: KilledPlace['kind']) =>
    async (seed: number, { kills }: { kills: number }): Promise<Verdict[]> => {
      const report = await killed({ place, seed, people: 30, kills, onKill: console.log });
      const { delivered, once, twiceUnmarked } = report.balance;
      console.log(
        `${delivered} events, ${once} handled once, ${twiceUnmarked} again because a kill or an outage prevented the done-mark`,
      );
      return killedVerdicts(report);
    };
  const slowly =
    (place: KilledPlace['kind'], stops: number) =>
    async (seed: number): Promise<Verdict[]> => {
      const report = await slow({ place, seed, people: 500, stops, onKill: console.log });
      console.log(
        `${report.said} messages said, ${report.twice.length} parts twice, ${report.unrecorded} not recorded`,
      );
      return slowVerdicts(report, { isStopped: stops > 0 });
    };
  return {
    'memory-on': days('memory', 'on'),
    'memory-primary': days('memory', 'primary'),
    'sqlite-off': days('sqlite', 'off'),
    'redis-on': days('redis', 'on'),
    'postgres-on': days('postgres', 'on'),
    'killed-sqlite': kill('sqlite'),
    'killed-redis': kill('redis'),
    'killed-postgres': kill('postgres'),
    'slow-sqlite': slowly('sqlite', 0),
    'slow-redis': slowly('redis', 0),
    'slow-postgres': slowly('postgres', 0),
    'stopped-sqlite': slowly('sqlite', PROCESSES_STOPPED),
    'stopped-redis': slowly('redis', PROCESSES_STOPPED),
    'stopped-postgres': slowly('postgres', PROCESSES_STOPPED),
  };
}

await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      only: { type: 'string' },
      days: { type: 'string', default: '10' },
      kills: { type: 'string', default: '40' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const seed = wholeNumber('--seed', values.seed ?? String(Date.now() % 1_000_000));
  const amount = { days: wholeNumber('--days', values.days), kills: wholeNumber('--kills', values.kills) };
  if (values.only !== undefined) {
    const run = runs()[values.only];
    if (run === undefined) throw new Error(`--only takes one of ${Object.keys(runs()).join(', ')}`);
    console.log(`${values.only}, seed ${seed}`);
    const verdicts = await run(seed, amount);
    console.log(printed(verdicts));
    process.exitCode = verdicts.every(({ holds }) => holds) ? 0 : 1;
    return;
  }
  const failed: string[] = [];
  for (const name of Object.keys(runs())) {
    const args = ['--only', name, '--seed', String(seed), '--days', values.days, '--kills', values.kills];
    if ((await exitOf(fork(fileURLToPath(import.meta.url), args, { execArgv: process.execArgv }))) !== 0)
      failed.push(name);
    console.log('');
  }
  console.log(failed.length === 0 ? `chaos: ok (seed ${seed})` : `chaos: failed: ${failed.join(', ')} (seed ${seed})`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function counted(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`${option} takes a whole number above 0, got "${text}"`);
  return Number(text);
}
