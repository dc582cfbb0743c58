// No import but of types: a process that hosts the cells loads the rest by its own module system.

/** How the apps of the matrix are made up. */
export const FRAMEWORKS = ['koa2', 'koa3', 'express4', 'express5'] as const;
export const PARSERS = ['none', 'ahead', 'behind', 'keeping'] as const;
export const FORWARDS = [false, 'active', 'all'] as const;

export interface Cell {
  readonly framework: (typeof FRAMEWORKS)[number];
  /** `ahead` keeps no bytes, `keeping` is ahead and does. */
  readonly parser: (typeof PARSERS)[number];
  readonly forward: (typeof FORWARDS)[number];
}

export const CELLS: readonly Cell[] = FRAMEWORKS.flatMap((framework) =>
  PARSERS.flatMap((parser) => FORWARDS.map((forward): Cell => ({ framework, parser, forward }))),
);

/** Where a cell's app is served. */
export function pathOf({ framework, parser, forward }: Cell): string {
  return `/${framework}-${parser}-${String(forward)}`;
}

/** What has happened in a cell so far, as JSON. */
export interface CellReport<Seen = unknown> {
  /** The kinds of all events. */
  readonly kinds: readonly string[];
  /** Texts that the bot's own handlers got, of `message` and of `standby:message`. */
  readonly answerable: readonly string[];
  readonly standby: readonly string[];
  /** What the existing handler found, once for each run. */
  readonly seen: readonly Seen[];
  readonly log: readonly string[];
}

/** What a process tells at `/report`. */
export interface Report<Seen = unknown> {
  /** Which of our packages `require` has loaded. */
  readonly required: readonly string[];
  readonly unhandled: readonly string[];
  readonly cells: Readonly<Record<string, CellReport<Seen>>>;
}
