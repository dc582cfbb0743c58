import { type BegunEvent, DONE_FOR_MS, type ParkEvent, type Store } from '../ports.ts';
import { Generations } from './generations.ts';

type Lease = Parameters<Store['begin']>[1];

/** What the steps of an event came to, by their names. */
export type Journal = Map<string, string>;

/** What is remembered of one event. */
export interface KnownEvent {
  readonly id: string;
  attempts: number;
  readonly firstAt: number;
  /** The holder of the lease; none once the event is done or was given back. */
  holder: string | undefined;
  readonly isDone: boolean;
  /** End of the lease, or of the done-mark, in ms. */
  until: number;
  journal?: Journal | undefined;
  /** What was parked of it. */
  body?: string;
  thread?: string | undefined;
}

/** Events, their leases, and what is parked. */
export class MemoryEvents {
  readonly #others: Generations<KnownEvent>;
  /** In order of arrival. */
  readonly #parked = new Map<string, KnownEvent>();
  readonly #parkedOf = new Map<string, Set<KnownEvent>>();

  /** @param most Events kept at most, and as many parked ones. */
  constructor(private readonly most: number) {
    this.#others = new Generations(most);
  }

  get size(): number {
    return this.#others.size + this.#parked.size;
  }

  get(id: string): KnownEvent | undefined {
    return this.#parked.get(id) ?? this.#others.get(id);
  }

  /** Claims an event, unless it is done, leased or parked. */
  claim(id: string, lease: Lease): BegunEvent {
    const known = this.get(id);
    if (known === undefined || (known.isDone && known.until <= lease.now)) {
      this.#others.set(id, firstClaim(id, lease));
      return { claim: 'claimed', attempts: 1, firstAt: lease.now };
    }
    const { attempts, firstAt, body, isDone, until, journal } = known;
    if (body !== undefined) return { claim: 'parked', attempts, firstAt };
    if (until > lease.now) return { claim: isDone ? 'done' : 'leased', attempts, firstAt };
    take(known, lease);
    const claimed = { claim: 'claimed', attempts: known.attempts, firstAt } as const;
    return journal === undefined ? claimed : { ...claimed, journal: Object.fromEntries(journal) };
  }

  /** Parked events of a thread. */
  parkedOf(thread: string): Iterable<KnownEvent> {
    return this.#parkedOf.get(thread) ?? [];
  }

  /** Claims the parked events of a thread that no holder has. */
  claimOf(thread: string, lease: Lease): KnownEvent[] {
    return takeFree(this.parkedOf(thread), lease);
  }

  /** Claims parked events of at most `limit` threads, and none of a thread that another holder is at. */
  claimParked(app: string, { limit, ...lease }: Parameters<Store['claimParked']>[1]): KnownEvent[] {
    const looked = new Set<Iterable<KnownEvent>>();
    const claimed: KnownEvent[][] = [];
    for (const event of this.#parked.values()) {
      if (claimed.length >= limit) break;
      const events = event.thread === undefined ? [event] : this.parkedOf(event.thread);
      if (!event.id.startsWith(`${app}:`) || looked.has(events)) continue;
      looked.add(events);
      if ([...events].some(({ until, holder }) => until > lease.now && holder !== lease.holder)) continue;
      const free = takeFree(events, lease);
      if (free.length > 0) claimed.push(free);
    }
    return claimed.flat();
  }

  /** Parks an event that is known. Where it is parked already, it keeps its place. */
  park(event: KnownEvent, { thread, body }: Omit<ParkEvent, 'id'>): void {
    const isNew = event.body === undefined;
    event.body = body;
    if (!isNew) return;
    event.thread = thread;
    this.#others.delete(event.id);
    this.#parked.set(event.id, event);
    if (thread !== undefined) this.#parkedOf.set(thread, (this.#parkedOf.get(thread) ?? new Set()).add(event));
    const [oldest] = this.#parked.values();
    if (this.#parked.size > this.most && oldest !== undefined) this.#delete(oldest);
  }

  /** Parks an event as one that arrives now, whatever was known of it. */
  parkAgain(id: string, journal: Journal | undefined, parked: Omit<ParkEvent, 'id'>, lease: Lease): KnownEvent {
    const known = this.get(id);
    if (known !== undefined) this.#delete(known);
    const event = { ...firstClaim(id, lease), journal };
    this.park(event, parked);
    return event;
  }

  /** Forgets all of an event but that it is done, whether it is known or not. */
  finish(id: string, now: number, doneForMs: number): void {
    const known = this.get(id);
    if (known !== undefined) this.#delete(known);
    const { attempts, firstAt } = known ?? { attempts: 1, firstAt: now };
    this.#others.set(id, { id, attempts, firstAt, holder: undefined, isDone: true, until: now + doneForMs });
  }

  /** Forgets what is over. */
  sweep(now: number): void {
    const isOver = ({ isDone, until }: KnownEvent): boolean => until + (isDone ? 0 : DONE_FOR_MS) <= now;
    this.#others.sweep(isOver);
    for (const event of this.#parked.values()) if (isOver(event)) this.#delete(event);
  }

  #delete(event: KnownEvent): void {
    this.#others.delete(event.id);
    if (!this.#parked.delete(event.id) || event.thread === undefined) return;
    const events = this.#parkedOf.get(event.thread);
    events?.delete(event);
    if (events?.size === 0) this.#parkedOf.delete(event.thread);
  }
}

function firstClaim(id: string, { holder, leaseMs, now }: Lease): KnownEvent {
  return { id, attempts: 1, firstAt: now, holder, isDone: false, until: now + leaseMs };
}

/** Claims those that no holder has. */
function takeFree(events: Iterable<KnownEvent>, lease: Lease): KnownEvent[] {
  const free = [...events].filter(({ until }) => until <= lease.now);
  for (const event of free) take(event, lease);
  return free;
}

function take(event: KnownEvent, { holder, leaseMs, now }: Lease): void {
  event.attempts += 1;
  event.holder = holder;
  event.until = now + leaseMs;
}
