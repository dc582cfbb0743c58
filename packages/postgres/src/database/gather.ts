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
  /** The options of all callers, with the latest of their times. */
  options: Options;
  /** When the first caller asked, by the machine's monotonic clock. */
  readonly since: number;
  readonly items: Item[];
  readonly shares: Share<Answer>[];
}

/** A long transaction keeps others waiting, so one takes at most this many items. */
const MOST_ITEMS = 100;
/**
 * While a batch is under way, others gather, so that under load few statements carry many deliveries: a statement costs
 * this process and PostgreSQL far more than an event in it. A batch that takes longer than this, in ms, may wait for a
 * lock, so it holds up the others no more.
 */
const SLOW_MS = 100;
/** Batches under way at once, slow ones included. */
const MOST_BATCHES = 2;
/** Calls whose times differ by at most this much, in ms, may share a batch. Clocks of machines differ by more. */
const ONE_TIME_MS = 50;

/**
 * Combines single calls into batches: calls made in the same turn of the event loop, or while another batch is under
 * way, go out together if they have the same options and nearly the same time, of which the latest counts. If a statement
 * fails because of one caller's data, each caller's part is sent again by itself.
 *
 * @param ask Sends all items, as asked for since `since`. Returns an answer for each, or no answers.
 * @param wayOf Returns the same value for options whose items may go out together, apart from their time.
 */
export function gather<Item, Options extends { readonly now: number }, Answer>(
  ask: (items: readonly Item[], options: Options, since: number) => Promise<readonly Answer[]>,
  wayOf: (options: Options) => string,
): (items: readonly Item[], options: Options) => Promise<readonly Answer[]> {
  const open: Batch<Item, Options, Answer>[] = [];
  let underWay = 0;
  let slow = 0;

  function sendNext(): void {
    if (underWay > slow || underWay >= MOST_BATCHES) return;
    const batch = open.shift();
    if (batch === undefined) return;
    underWay += 1;
    let isSlow = false;
    const timer = setTimeout(() => {
      isSlow = true;
      slow += 1;
      sendNext();
    }, SLOW_MS);
    void send(batch).finally(() => {
      clearTimeout(timer);
      underWay -= 1;
      if (isSlow) slow -= 1;
      sendNext();
    });
  }

  async function send({ items, options, since, shares }: Batch<Item, Options, Answer>): Promise<void> {
    try {
      const answers = await ask(items, options, since);
      for (const { from, count, resolve } of shares) resolve(answers.slice(from, from + count));
    } catch (error) {
      const isOfOne = shares.length > 1 && isOfValues(error);
      for (const { from, count, resolve, reject } of shares) {
        if (isOfOne) ask(items.slice(from, from + count), options, since).then(resolve, reject);
        else reject(error);
      }
    }
  }

  function batchFor(count: number, options: Options): Batch<Item, Options, Answer> {
    const way = wayOf(options);
    const last = open.findLast((batch) => batch.way === way);
    const fits =
      last !== undefined &&
      last.items.length + count <= MOST_ITEMS &&
      Math.abs(last.options.now - options.now) <= ONE_TIME_MS;
    if (fits) {
      if (options.now > last.options.now) last.options = options;
      return last;
    }
    if (open.length === 0) setImmediate(sendNext);
    const begun: Batch<Item, Options, Answer> = { way, options, since: performance.now(), items: [], shares: [] };
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
