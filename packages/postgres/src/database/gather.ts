import { isOfValues } from '../postgres-error.ts';

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

/** A slow script keeps all other callers of Redis waiting, so one script takes at most this many items. */
const MOST_ITEMS = 100;

/**
 * Combines single calls into batches: calls made in the same turn of the event loop, with the same options, go out
 * together. Under load a server reads many requests in a turn, and the cost of a command in this process is nearly all
 * for the way to Redis and back. Use it for one server only: with several, one that is down would fail the calls for
 * all. If a script fails because of one caller's data, each caller's part is sent again by itself.
 *
 * @param ask Sends all items. Returns an answer for each, or no answers.
 * @param wayOf Returns the same value for options whose items may go out together.
 */
export function gather<Item, Options, Answer>(
  ask: (items: readonly Item[], options: Options) => Promise<readonly Answer[]>,
  wayOf: (options: Options) => string,
): (items: readonly Item[], options: Options) => Promise<readonly Answer[]> {
  // A list, which nearly always holds a single batch. V8 links the old tables of a map that is emptied again and again,
  // so their contents would stay in memory until a full garbage collection.
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
      const isOfOne = shares.length > 1 && isOfValues(error);
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
