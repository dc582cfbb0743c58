// No import but of types: a process that hosts the cells loads the rest by its own module system.

/** The setup of an app of the matrix. */
export const FRAMEWORKS = ['koa2', 'koa3', 'express4', 'express5'] as const;
export const PARSERS = ['none', 'ahead', 'behind', 'keeping'] as const;
export const FORWARDS = [false, 'active', 'all'] as const;

export interface Cell {
  readonly framework: (typeof FRAMEWORKS)[number];
  /** `ahead`: before the webhook, without keeping the bytes. `keeping`: before it, keeping the bytes. */
  readonly parser: (typeof PARSERS)[number];
  readonly forward: (typeof FORWARDS)[number];
}

export const CELLS: readonly Cell[] = FRAMEWORKS.flatMap((framework) =>
  PARSERS.flatMap((parser) => FORWARDS.map((forward): Cell => ({ framework, parser, forward }))),
);

/** The path at which a cell's app is served. */
export function pathOf({ framework, parser, forward }: Cell): string {
  return `/${framework}-${parser}-${String(forward)}`;
}

/** What has happened in a cell so far, sent as JSON. */
export interface CellReport<Seen = unknown> {
  /** The kinds of all events. */
  readonly kinds: readonly string[];
  /** Texts that the bot's handlers of `message` and `standby:message` got. */
  readonly answerable: readonly string[];
  readonly standby: readonly string[];
  /** What the existing handler found, one entry per run. */
  readonly seen: readonly Seen[];
  readonly log: readonly string[];
}

/** The answer of a process at `/report`. */
export interface Report<Seen = unknown> {
  /** Those of our packages that `require` has loaded. */
  readonly required: readonly string[];
  readonly unhandled: readonly string[];
  readonly cells: Readonly<Record<string, CellReport<Seen>>>;
}
