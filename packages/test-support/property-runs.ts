/** How fast-check runs a property; the parameters of `fc.assert`. */
export interface PropertyRuns {
  readonly numRuns: number;
  readonly seed?: number;
  readonly path?: string;
  /** Puts the reason of the failure into its message, next to seed and path. */
  readonly includeErrorInReport: true;
}

/** The seed of each property in `pnpm test`: a change is judged by the same cases as the commit before it. */
const SEED = 20_261_130;

/**
 * The parameters of a property that runs `numRuns` times in `pnpm test`, always with the same cases, and
 * `PROPERTY_TIMES` times as often in `pnpm test:deep`, each time with others. A failure prints its seed and path; set
 * `PROPERTY_SEED` and `PROPERTY_PATH` to repeat it.
 *
 * @throws {RangeError} A variable is not a whole number.
 */
export function propertyRuns(numRuns: number): PropertyRuns {
  const times = wholeNumber('PROPERTY_TIMES');
  const seed = wholeNumber('PROPERTY_SEED') ?? (times === undefined ? SEED : undefined);
  const path = process.env['PROPERTY_PATH'];
  return {
    numRuns: numRuns * (times ?? 1),
    includeErrorInReport: true,
    ...(seed === undefined ? {} : { seed }),
    ...(path === undefined ? {} : { path }),
  };
}

/** The commands of a failed sequence that were left after shrinking: `PROPERTY_REPLAY`, as the failure prints it. */
export function replayedCommands(): { readonly replayPath?: string } {
  const replayPath = process.env['PROPERTY_REPLAY'];
  return replayPath === undefined ? {} : { replayPath };
}

function wholeNumber(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined) return undefined;
  if (!/^-?\d+$/.test(text)) throw new RangeError(`${name} must be a whole number`);
  return Number(text);
}
