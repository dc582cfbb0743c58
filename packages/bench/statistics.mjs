/** The quartiles of some numbers: the middle one is the median, the outer two show the spread. */
function quartiles(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (share) => {
    const place = (sorted.length - 1) * share;
    const below = sorted[Math.floor(place)];
    return below + (sorted[Math.ceil(place)] - below) * (place % 1);
  };
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}

const figures = {
  /** Our speed relative to a peer's, by CPU time: 1 is equal, more is faster. */
  cpu: (ours, theirs) => theirs.cpuMicros / ours.cpuMicros,
  /** Our speed relative to a peer's, by operations per second. */
  rate: (ours, theirs) => ours.perSecond / theirs.perSecond,
  /** How much more CPU time an operation takes: less is better. */
  growth: (ours, theirs) => ours.cpuMicros / theirs.cpuMicros,
  'extra ms': (ours, theirs) => ours.ms - theirs.ms,
  /** Our extra time over the base, as a share of the peer's: less is better. */
  share: (ours, theirs, base) => (ours.ms - base.ms) / (theirs.ms - base.ms),
};
/** The figures for which less is better. */
export const lessIsBetter = new Set(['growth', 'extra ms', 'share']);

/**
 * Compares two contenders round by round, so that whatever slows the machine for a while slows both.
 *
 * @param {{ name: string, ours: string, theirs: string, base?: string, target?: number, by?: keyof figures }} comparison
 * @param {Map<string, object[]>} samples Samples of each contender, one per round.
 */
export function compare({ name, ours, theirs, base, target, by = 'cpu' }, samples) {
  const sides = base === undefined ? [ours, theirs] : [ours, theirs, base];
  const rounds = samples.get(ours).map((_, round) => sides.map((side) => samples.get(side)[round]));
  const of = (figure) => quartiles(rounds.map((side) => figures[figure](...side)));
  const medianOf = (contender, field) => quartiles(samples.get(contender).map((sample) => sample[field])).median;
  const figure = of(by);
  const result = { name, ours, theirs, by, target, figure, verdict: verdictOf(figure, target, lessIsBetter.has(by)) };
  if (by === 'extra ms' || by === 'share') return { ...result, ms: [medianOf(ours, 'ms'), medianOf(theirs, 'ms')] };
  return {
    ...result,
    rate: of('rate'),
    perSecond: [medianOf(ours, 'perSecond'), medianOf(theirs, 'perSecond')],
    cpuMicros: [medianOf(ours, 'cpuMicros'), medianOf(theirs, 'cpuMicros')],
  };
}

/** A median short of the target is not a miss while the target lies within the spread. */
function verdictOf({ low, median, high }, target, isLessBetter) {
  if (target === undefined) return '';
  const [isMet, isNear] = isLessBetter ? [median <= target, low <= target] : [median >= target, high >= target];
  if (isMet) return 'ok';
  return isNear ? 'ok (in the spread)' : 'MISS';
}
