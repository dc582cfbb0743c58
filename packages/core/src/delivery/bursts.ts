import type { HandoverEvent, MessageEvent } from '../events.ts';
import type { Clock } from '../ports.ts';
import type { Item } from './item.ts';

/** How messages are gathered. */
export interface GatherOptions {
  /** A burst ends when the person has written nothing for this long, in ms. */
  readonly quietMs: number;
  /** … or this long after its first message, in ms. */
  readonly maxMs: number;
  /** What happens to the running handlers of a burst when another message arrives. */
  readonly whileRunning: 'queue' | 'restart';
}

/** An event of a thread that was received and has not ended. */
interface Waiting {
  readonly item: Item;
  readonly receivedAt: number;
}

/** The thread's events that have not ended, in order, and the callbacks that wake a waiting burst. */
interface Queue {
  readonly waiting: Waiting[];
  wake: (() => void) | undefined;
}

/** A message of a burst. */
export type GatheredItem = Item & { readonly event: MessageEvent & { standby: boolean } };

/**
 * Gathers messages that a person writes in a row. The first message leads: on its turn it waits until the person is
 * quiet, and takes the messages that arrived meanwhile into its burst. They end when the leader ends.
 */
export class Bursts {
  readonly #queues = new Map<string, Queue>();
  #options: GatherOptions | undefined;

  constructor(private readonly clock: Clock) {}

  /** Gathers messages from now on. */
  gather(options: GatherOptions): void {
    this.#options = options;
  }

  /** Whether the event is a message that bursts gather. */
  isGathered(item: Item): item is GatheredItem {
    return this.#options !== undefined && item.thread !== undefined && isPlainMessage(item.event);
  }

  /** Whether a message that arrives now aborts the running handlers. */
  get restarts(): boolean {
    return this.#options?.whileRunning === 'restart';
  }

  /** An event was received, in the order of its lane. */
  received(item: Item): void {
    if (this.#options === undefined || item.thread === undefined) return;
    const queue = this.#queues.get(item.thread) ?? { waiting: [], wake: undefined };
    this.#queues.set(item.thread, queue);
    queue.waiting.push({ item, receivedAt: this.clock.now() });
    queue.wake?.();
  }

  /** An event is over. */
  over(item: Item): void {
    const { thread } = item;
    const queue = thread === undefined ? undefined : this.#queues.get(thread);
    if (queue === undefined || thread === undefined) return;
    const index = queue.waiting.findIndex((each) => each.item === item);
    if (index >= 0) queue.waiting.splice(index, 1);
    if (queue.waiting.length === 0 && queue.wake === undefined) this.#queues.delete(thread);
  }

  /**
   * Waits until the burst is complete or has a message that is not among `taken`. Resolves to that message, or to
   * `undefined` once the burst is complete.
   *
   * @param ids The messages of a burst that has run before: it takes no others.
   */
  async next(
    leader: GatheredItem,
    taken: readonly Item[],
    ids: readonly string[] | undefined,
  ): Promise<GatheredItem | undefined> {
    const { quietMs, maxMs } = this.#options as GatherOptions;
    const queue = this.#queues.get(leader.thread ?? '');
    for (;;) {
      const { members, isFlushed } = this.#membersOf(leader, ids);
      const next = members.find(({ item }) => !taken.includes(item));
      if (next !== undefined) return next.item as GatheredItem;
      if (queue === undefined || isFlushed || ids?.every((id) => members.some(({ item }) => item.id === id)) === true)
        return undefined;
      const last = members.at(-1)?.receivedAt ?? this.clock.now();
      const first = members[0]?.receivedAt ?? last;
      const leftMs = Math.min(last + quietMs, first + maxMs) - this.clock.now();
      if (leftMs <= 0) return undefined;
      await this.#sleep(queue, leftMs);
    }
  }

  /** Calls back once when the next plain message of the thread comes in; returns the undo. */
  onNext(leader: GatheredItem, taken: readonly Item[], call: () => void): () => void {
    const queue = this.#queues.get(leader.thread ?? '');
    if (queue === undefined) return () => undefined;
    queue.wake = () => {
      if (this.#membersOf(leader, undefined).members.some(({ item }) => !taken.includes(item))) call();
    };
    return () => {
      queue.wake = undefined;
    };
  }

  /** The leader and the plain messages behind it, up to the first other event that asks for an answer. */
  #membersOf(leader: Item, ids: readonly string[] | undefined): { members: Waiting[]; isFlushed: boolean } {
    const waiting = this.#queues.get(leader.thread ?? '')?.waiting ?? [];
    const members: Waiting[] = [];
    for (const each of waiting.slice(
      Math.max(
        0,
        waiting.findIndex(({ item }) => item === leader),
      ),
    )) {
      const { event, id } = each.item;
      if (ENDS.has(event.kind) && !isPlainMessage(event)) return { members, isFlushed: true };
      if (isPlainMessage(event) && (ids === undefined || ids.includes(id))) members.push(each);
    }
    return { members, isFlushed: false };
  }

  #sleep(queue: Queue, delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.clock.clearTimeout(timer);
        queue.wake = undefined;
        resolve();
      };
      const timer = this.clock.setTimeout(done, delayMs);
      queue.wake = done;
    });
  }
}

/** Kinds that end a burst: the bot answers them separately, or they change who answers. */
const ENDS: ReadonlySet<HandoverEvent['kind']> = new Set<HandoverEvent['kind']>([
  'message',
  'postback',
  'order',
  'referral',
  'pass_thread_control',
  'take_thread_control',
  'request_thread_control',
]);

function isPlainMessage(event: HandoverEvent): boolean {
  return event.kind === 'message' && event.lane === 'messaging' && event.quickReplyPayload === undefined;
}
