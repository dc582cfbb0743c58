import type { KilledReport } from './killed.ts';
import type { Balance } from './ledger.ts';
import type { TenDaysReport } from './ten-days.ts';

/** One thing that has to hold. */
export interface Verdict {
  readonly what: string;
  readonly holds: boolean;
  /** What was found, a line each. */
  readonly found: readonly string[];
}

/** Memory may grow by so much after the first day. */
const MOST_GROWTH = 1.1;
const MOST_LINES = 20;

/** What has to hold of every run, killed processes or not. */
function balanceVerdicts({ delivered, lost, twice, spent }: Balance): Verdict[] {
  return [
    verdict('something was delivered', delivered > 0 ? [] : ['nothing was']),
    verdict('no event is lost', lost),
    verdict('no event is handled twice but those whose done-mark could not be written', twice),
    verdict('no delivery was refused until Meta gave it up', spent),
  ];
}

/** What has to hold of simulated days. */
export function tenDaysVerdicts(report: TenDaysReport, { memory }: { readonly memory: boolean }): Verdict[] {
  const { balance, stuck, unhandled, surprises, rssBytes } = report;
  const [first = 0] = rssBytes;
  const last = rssBytes.at(-1) ?? 0;
  const growth = last / first;
  const grown = growth > MOST_GROWTH ? [`${growth.toFixed(2)} times: ${rssBytes.map(megabytes).join(', ')} MB`] : [];
  return [
    ...balanceVerdicts(balance),
    verdict("no thread is believed to be somebody else's for more than 24 h", stuck),
    verdict('no rejection is unhandled', unhandled),
    verdict('every call of the bot ends in an answer or an error of ours', surprises),
    ...(memory ? [verdict(`RSS stays within ${MOST_GROWTH} times that of the first day`, grown)] : []),
  ];
}

/** What has to hold of killed processes. */
export function killedVerdicts({ balance, unexcused, wrongOwners, unhandled }: KilledReport): Verdict[] {
  return [
    ...balanceVerdicts(balance),
    verdict('only a process that was killed ahead of its done-mark leaves an event to be handled again', unexcused),
    verdict('the last process knows who owns each thread', wrongOwners),
    verdict('no rejection is unhandled', unhandled),
  ];
}

/** A line for each, with what was found where it does not hold. */
export function printed(verdicts: readonly Verdict[]): string {
  return verdicts
    .flatMap(({ what, holds, found }) => [
      `${holds ? 'ok  ' : 'FAIL'} ${what}`,
      ...found.slice(0, MOST_LINES).map((line) => `       ${line}`),
      ...(found.length > MOST_LINES ? [`       and ${found.length - MOST_LINES} more`] : []),
    ])
    .join('\n');
}

function verdict(what: string, found: readonly string[]): Verdict {
  return { what, holds: found.length === 0, found };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
