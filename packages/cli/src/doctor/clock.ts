import { finding, type Verdict } from './finding.ts';

/** As in core: a clock that is further off makes evidence look old or new. */
const MOST_SKEW_MS = 60_000;

/** Clock of this machine against Meta's. @param skewMs How far Meta's is ahead; undefined if it is not known. */
export function checkClock(skewMs: number | undefined): Verdict {
  if (skewMs === undefined) return { findings: [], skipped: [{ check: 'the clock', because: 'Graph gave no time' }] };
  if (Math.abs(skewMs) <= MOST_SKEW_MS) return { findings: [], passed: ["The clock agrees with Meta's"] };
  const side = skewMs > 0 ? 'behind' : 'ahead of';
  return {
    findings: [
      finding('clock_skew', { message: `The clock of this machine is ${shown(Math.abs(skewMs))} ${side} Meta's` }),
    ],
  };
}

function shown(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(ms / 3_600_000);
  return hours < 72 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
