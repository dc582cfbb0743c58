import type { Verdict } from '../verdicts.ts';
import type { Figures } from './soak-bot.ts';

/** What was measured in a third of the soak; the counts are its own, the errors all so far. */
export interface Third extends Figures {
  readonly name: 'first' | 'second' | 'last';
  readonly deedsPerSecond: number;
  readonly eventsPerSecond: number;
  /** Of a delivery, to the bot's 200, its handlers and their calls included. */
  readonly latencyP50Ms: number;
  readonly latencyP99Ms: number;
  /** Deliveries that were not answered with 200. */
  readonly refused: number;
  /** Of one core. */
  readonly cpuShare: number;
  /** Of the whole machine, over its last minute: tells whether others used it, too. */
  readonly loadAverage: number;
}

const MOST_RSS = 1.1;
const MOST_SLOWER = 1.2;

/** A column for each third. */
export function table(thirds: readonly Third[]): string {
  const rows: readonly (readonly [name: string, value: (third: Third) => string])[] = [
    ['deeds a second', ({ deedsPerSecond }) => deedsPerSecond.toFixed(1)],
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

/** What has to hold of the thirds. */
export function verdictsOf(thirds: readonly Third[], { personaShare }: { personaShare: number }): readonly Verdict[] {
  const [first] = thirds;
  const last = thirds.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('a soak has thirds');
  const sum = (of: (third: Third) => number): number => thirds.reduce((total, third) => total + of(third), 0);
  const errors = Object.entries(last.errors).map(([name, count]) => `${name} ${count}`);
  const trouble = sum(({ refused, failed, gaveUp, takebackFailed }) => refused + failed + gaveUp + takebackFailed);
  const handovers = [sum(({ handedOver }) => handedOver), sum(({ takenBack }) => takenBack)] as const;
  return [
    atMost('RSS at the end to that after a third', last.rssBytes / first.rssBytes, MOST_RSS),
    atMost('p99 latency of the last third to that of the first', last.latencyP99Ms / first.latencyP99Ms, MOST_SLOWER),
    atMost(
      'p99 event loop delay of the last third to that of the first',
      last.eventLoopP99Ms / first.eventLoopP99Ms,
      MOST_SLOWER,
    ),
    {
      what: 'threads were handed over and taken back, under a persona',
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
