import type { Verdict } from '../verdicts.ts';
import type { Figures } from './soak-bot.ts';

/** Figures of a third of the soak. The counts are of this third alone, the errors of the run so far. */
export interface Third extends Figures {
  readonly name: 'first' | 'second' | 'last';
  readonly deedsPerSecond: number;
  readonly eventsPerSecond: number;
  /** From a delivery to the bot's 200, including its handlers and their calls. */
  readonly latencyP50Ms: number;
  readonly latencyP99Ms: number;
  /** Deliveries that got an answer other than 200. */
  readonly refused: number;
  /** Share of one core. */
  readonly cpuShare: number;
  /** Load of the machine over its last minute: shows whether other programs used it. */
  readonly loadAverage: number;
}

const MOST_RSS = 1.1;
const MOST_SLOWER = 1.2;

/** Formats a table with a column for each third. */
export function table(thirds: readonly Third[]): string {
  const rows: readonly (readonly [name: string, value: (third: Third) => string])[] = [
    ['actions a second', ({ deedsPerSecond }) => deedsPerSecond.toFixed(1)],
    ['events a second', ({ eventsPerSecond }) => eventsPerSecond.toFixed(1)],
    ['latency p50, ms', ({ latencyP50Ms }) => latencyP50Ms.toFixed(2)],
    ['latency p99, ms', ({ latencyP99Ms }) => latencyP99Ms.toFixed(2)],
    ['event loop p99, ms', ({ eventLoopP99Ms }) => eventLoopP99Ms.toFixed(2)],
    ['CPU, share of a core', ({ cpuShare }) => cpuShare.toFixed(2)],
    ['RSS collected, MB', ({ rssBytes }) => (rssBytes / 1e6).toFixed(1)],
    ['handed over', ({ handedOver }) => String(handedOver)],
    ['taken back', ({ takenBack }) => String(takenBack)],
    ['load of the machine', ({ loadAverage }) => loadAverage.toFixed(1)],
    ['not answered with 200', ({ refused }) => String(refused)],
  ];
  const lines = [
    ['', ...thirds.map(({ name }) => `${name} third`)],
    ...rows.map(([name, of]) => [name, ...thirds.map(of)]),
  ];
  return lines
    .map(([name = '', ...cells]) => name.padEnd(24) + cells.map((cell) => cell.padStart(14)).join(''))
    .join('\n');
}

/** Checks the figures of the thirds. */
export function verdictsOf(thirds: readonly Third[], { personaShare }: { personaShare: number }): readonly Verdict[] {
  const [first] = thirds;
  const last = thirds.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('a soak has thirds');
  const sum = (of: (third: Third) => number): number => thirds.reduce((total, third) => total + of(third), 0);
  const errors = Object.entries(last.errors).map(([name, count]) => `${name} ${count}`);
  const trouble = sum(({ refused, failed, gaveUp, takebackFailed }) => refused + failed + gaveUp + takebackFailed);
  const handovers = [sum(({ handedOver }) => handedOver), sum(({ takenBack }) => takenBack)] as const;
  return [
    atMost('RSS at the end, relative to that after the first third', last.rssBytes / first.rssBytes, MOST_RSS),
    atMost('p99 latency of the last third, relative to the first', last.latencyP99Ms / first.latencyP99Ms, MOST_SLOWER),
    atMost(
      'p99 event loop delay of the last third, relative to the first',
      last.eventLoopP99Ms / first.eventLoopP99Ms,
      MOST_SLOWER,
    ),
    {
      what: 'threads were handed over and taken back, with a persona',
      holds: handovers.every((count) => count > 0) && personaShare > 0.99,
      found: [`${handovers[0]} over, ${handovers[1]} back, ${(personaShare * 100).toFixed(1)} % of the messages`],
    },
    {
      what: 'nothing failed',
      holds: trouble === 0,
      found: [`${trouble} failures; errors: ${errors.join(', ') || 'none'}`],
    },
  ];
}

function atMost(what: string, ratio: number, most: number): Verdict {
  return { what, holds: ratio <= most, found: [`${ratio.toFixed(2)} (at most ${most})`] };
}
