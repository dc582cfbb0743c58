import { isOfScript } from './redis-error.ts';

/** One caller's share of a batch. */
interface Share<Answer> {
  readonly from: number;
  readonly count: number;
  resolve(answers: readonly Answer[]): void;
  reject(error: unknown): void;
}

interface Batch<Item, Options, Answer> {
  readonly way: string;
  readonly options: Options;
  readonly items: Item[];
  readonly shares: Share<Answer>[];
}

/** A script that takes long keeps everybody else waiting: no more items than this go into one. */
const MOST_ITEMS = 100;

/**
 * Asks for many what callers ask one by one: what comes in one turn of the event loop, by callers who want it done in the
 * same way, goes out together. Under load a server reads many requests in a turn, and what a command costs this process is
 * nearly all for its way to Redis and back. For one server alone: of several, one that is away would fail what others have.
 * Where a script breaks off, which is by what one of the callers asked for, each caller's part is asked for by itself.
 *
 * @param ask Asks for all items; gives an answer for each, or none at all.
 * @param wayOf The same for options by which items may be asked for together.
 */
export function gather<Item, Options, Answer>(
  ask: (items: readonly Item[], options: Options) => Promise<readonly Answer[]>,
  wayOf: (options: Options) => string,
): (items: readonly Item[], options: Options) => Promise<readonly Answer[]> {
  // A list, which nearly always holds one: a map that is emptied again and again leaves each of its earlier tables with a
  // link to the next, and what they hold stays in memory until the collector's slow round.
  let open: Batch<Item, Options, Answer>[] = [];

  function sendAll(): void {
    const all = open;
    open = [];
    for (const batch of all) void send(batch);
  }

  async function send({ items, options, shares }: Batch<Item, Options, Answer>): Promise<void> {
    try {
      const answers = await ask(items, options);
      for (const { from, count, resolve } of shares) resolve(answers.slice(from, from + count));
    } catch (error) {
      const isOfOne = shares.length > 1 && isOfScript(error);
      for (const { from, count, resolve, reject } of shares) {
        if (isOfOne) ask(items.slice(from, from + count), options).then(resolve, reject);
        else reject(error);
      }
    }
  }

  function batchFor(count: number, options: Options): Batch<Item, Options, Answer> {
    const way = wayOf(options);
    const last = open.findLast((batch) => batch.way === way);
    if (last !== undefined && last.items.length + count <= MOST_ITEMS) return last;
    if (open.length === 0) setImmediate(sendAll);
    const begun: Batch<Item, Options, Answer> = { way, options, items: [], shares: [] };
    open.push(begun);
    return begun;
  }

  return (items, options) =>
    new Promise((resolve, reject) => {
      const { items: all, shares } = batchFor(items.length, options);
      shares.push({ from: all.length, count: items.length, resolve, reject });
      all.push(...items);
    });
}
