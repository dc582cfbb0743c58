import type { KilledReport } from './killed.ts';
import type { Balance } from './ledger.ts';
import type { SlowReport } from './slow.ts';
import type { TenDaysReport } from './ten-days.ts';

/** A check and its result. */
export interface Verdict {
  readonly what: string;
  readonly holds: boolean;
  /** The problems found, one line each. */
  readonly found: readonly string[];
}

/** How much memory may grow after the first day. */
const MOST_GROWTH = 1.1;
/** One in this many checks must know the right owner of its thread. Otherwise the comparison means little. */
const LOOKS_FOR_A_RIGHT_ONE = 2;
const MOST_LINES = 20;

/** Checks that apply to every run, with or without killed processes. */
function balanceVerdicts({ delivered, lost, twice, spent }: Balance): Verdict[] {
  return [
    verdict('something was delivered', delivered > 0 ? [] : ['nothing was delivered']),
    verdict('no event is lost', lost),
    verdict('an event is handled twice only if its done-mark could not be written', twice),
    verdict('no delivery was refused until Meta gave it up', spent),
  ];
}

/** Every fault of the sandbox that a long run must meet. Except `drop`, which Meta does not have: it redelivers. */
const FAULTS = [
  ...['fail', 'delay', 'hangUp'].map((name) => `call ${name}`),
  ...['fail', 'hang', 'delay', 'duplicate', 'reorder', 'batch'].map((name) => `delivery ${name}`),
];

/**
 * Checks of simulated days.
 *
 * @param options.long The run was long enough for every fault, and for a check of memory.
 */
export function tenDaysVerdicts(report: TenDaysReport, { long }: { readonly long: boolean }): Verdict[] {
  const { balance, stuck, divided, unhandled, surprises, rssBytes, troubles, met, unmet, looks } = report;
  const [first = 0] = rssBytes;
  const last = rssBytes.at(-1) ?? 0;
  const growth = last / first;
  const grown = growth > MOST_GROWTH ? [`${growth.toFixed(2)} times: ${rssBytes.map(megabytes).join(', ')} MB`] : [];
  const isKnown = looks.right * LOOKS_FOR_A_RIGHT_ONE > looks.right + looks.unknown + looks.wrong;
  return [
    ...balanceVerdicts(balance),
    verdict('no machine believes for more than 24 h that the wrong app owns a thread', stuck),
    verdict('machines that share a store report the same owner', divided),
    verdict('no rejection is unhandled', unhandled),
    verdict('every call of the bot ends in an answer or one of our own errors', surprises),
    ...(long
      ? [
          verdict('the owner of most threads is known', isKnown ? [] : [JSON.stringify(looks)]),
          verdict('every trouble happened', [
            ...Object.keys(troubles).filter((name) => troubles[name] === 0),
            ...FAULTS.filter((name) => met[name] === undefined),
          ]),
          verdict("Graph refused in each way in Meta's lists", unmet),
          verdict(`RSS stays within ${MOST_GROWTH} times that of the first day`, grown),
        ]
      : []),
  ];
}

/** Checks of killed processes. */
export function killedVerdicts({ balance, unexcused, wrongOwners, divided, unhandled }: KilledReport): Verdict[] {
  return [
    ...balanceVerdicts(balance),
    verdict('an event is handled again only after a kill or an outage prevented its done-mark', unexcused),
    verdict('each process knows who owns each thread', wrongOwners),
    verdict('processes that share a store report the same owner', divided),
    verdict('no rejection is unhandled', unhandled),
  ];
}

/** What has to hold where processes with slow handlers are killed or stopped. */
export function slowVerdicts(report: SlowReport, { isStopped }: { readonly isStopped: boolean }): Verdict[] {
  const { said, missing, disordered, mixed, twice, unrecorded, afterStop, unhandled } = report;
  return [
    verdict('something was said', said > 0 ? [] : ['nothing was']),
    verdict('every customer got every part', missing),
    verdict('the parts came in order', disordered),
    verdict('no customer got the words of two answers', mixed),
    // A stopped process has sends on their way, which another one can know nothing of.
    isStopped
      ? verdict('a process that was stopped beyond its lease sends nothing that another one has sent', afterStop)
      : verdict(
          'no part came twice but those whose process was killed between the answer of Meta and the record',
          twice.length <= unrecorded ? [] : twice,
        ),
    verdict('no rejection is unhandled, and no event was given up', unhandled),
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
