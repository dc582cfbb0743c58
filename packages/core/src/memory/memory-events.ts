import { type BegunEvent, DONE_FOR_MS, type EndEvent, type ParkEvent, type Store } from '../ports.ts';
import { Generations } from './generations.ts';
import { MemoryLetters } from './memory-letters.ts';

type Lease = Parameters<Store['begin']>[1];

/** A store's answer for one event, as it is made. */
type Begun = { -readonly [Key in keyof BegunEvent]: BegunEvent[Key] };

/** What the steps of an event came to, by their names. */
export type Journal = Map<string, string>;

/** What is remembered of one event. */
export interface KnownEvent {
  readonly id: string;
  attempts: number;
  firstAt: number;
  /** The holder of the lease; none once the event is done or was given back. */
  holder: string | undefined;
  isDone: boolean;
  /** End of the lease, or of the done-mark, in ms. */
  until: number;
  journal: Journal | undefined;
  /** What was parked of it. */
  body: string | undefined;
  thread: string | undefined;
}

const NONE: readonly KnownEvent[] = [];

/** Events, their leases and journals, what is parked, and letters; the operations are those of the store. */
export class MemoryEvents {
  readonly letters: MemoryLetters = new MemoryLetters();
  readonly #others: Generations<KnownEvent>;
  /** In order of arrival. */
  readonly #parked = new Map<string, KnownEvent>();
  readonly #parkedOf = new Map<string, Set<KnownEvent>>();

  /** @param most Events kept at most, and as many parked ones. */
  constructor(private readonly most: number) {
    this.#others = new Generations(most);
  }

  get size(): number {
    return this.#others.size + this.#parked.size + this.letters.size;
  }

  /** Claims an event, unless it is done, leased or parked. */
  claim(id: string, lease: Lease): Begun {
    const known = this.#get(id);
    if (known === undefined || (known.isDone && known.until <= lease.now)) {
      this.#others.set(id, firstClaim(id, lease));
      return { claim: 'claimed', attempts: 1, firstAt: lease.now };
    }
    const { attempts, firstAt, body, isDone, until, journal } = known;
    if (body !== undefined) return { claim: 'parked', attempts, firstAt };
    if (until > lease.now) return { claim: isDone ? 'done' : 'leased', attempts, firstAt };
    take(known, lease);
    const claimed: Begun = { claim: 'claimed', attempts: known.attempts, firstAt };
    if (journal !== undefined) claimed.journal = Object.fromEntries(journal);
    return claimed;
  }

  /** Claims the parked events of a thread that no holder has. */
  claimOf(thread: string, lease: Lease): readonly KnownEvent[] {
    const parked = this.#parkedOf.get(thread);
    return parked === undefined ? NONE : takeFree(parked, lease);
  }

  /** Claims parked events of at most `limit` threads, and none of a thread that another holder is at. */
  claimParked(app: string, { limit, ...lease }: Parameters<Store['claimParked']>[1]): KnownEvent[] {
    const looked = new Set<Iterable<KnownEvent>>();
    const claimed: KnownEvent[][] = [];
    for (const event of this.#parked.values()) {
      if (claimed.length >= limit) break;
      const events = (event.thread === undefined ? undefined : this.#parkedOf.get(event.thread)) ?? [event];
      if (!event.id.startsWith(`${app}:`) || looked.has(events)) continue;
      looked.add(events);
      if ([...events].some(({ until, holder }) => until > lease.now && holder !== lease.holder)) continue;
      const free = takeFree(events, lease);
      if (free.length > 0) claimed.push(free);
    }
    return claimed.flat();
  }

  end(ended: readonly EndEvent[], { holder, doneForMs, now, letters: bounds }: Parameters<Store['end']>[1]): void {
    for (const { id, outcome, letter } of ended) {
      const known = this.#get(id);
      if (outcome !== 'failed') {
        const isNew = known?.isDone !== true || known.until <= now;
        if (letter !== undefined && isNew) this.letters.add({ id, at: now, ...letter }, known?.journal);
        // Whichever process reports it, and though the event is unknown here.
        this.#finish(id, known, now + doneForMs);
      } else if (known?.holder === holder) {
        known.holder = undefined;
        known.until = now;
      }
    }
    if (this.letters.size === 0) return;
    const { keepMs, most } = bounds ?? { keepMs: Number.POSITIVE_INFINITY, most: this.most };
    for (const app of new Set(ended.map(({ id }) => id.split(':', 1)[0] ?? '')))
      this.letters.trim(app, { keepMs, most, now });
  }

  renew(ids: readonly string[], { holder, leaseMs, now }: Lease): boolean[] {
    return ids.map((id) => {
      const known = this.#get(id);
      if (known?.holder !== holder) return false;
      known.until = now + leaseMs;
      return true;
    });
  }

  park(parked: readonly ParkEvent[], holder: string): void {
    for (const event of parked) {
      const known = this.#get(event.id);
      if (known?.holder === holder) this.#park(known, event);
    }
  }

  recordStep(id: string, { name, value }: { readonly name: string; readonly value: string }): void {
    const known = this.#get(id);
    const keeper = known?.isDone === false ? known : this.letters.get(id);
    if (keeper === undefined) return;
    keeper.journal ??= new Map();
    if (!keeper.journal.has(name)) keeper.journal.set(name, value);
  }

  retryLetter(id: string, lease: Lease): KnownEvent | undefined {
    const letter = this.letters.get(id);
    if (letter === undefined) return undefined;
    this.letters.delete(id);
    this.#unpark(this.#get(id));
    const event = firstClaim(id, lease);
    event.journal = letter.journal;
    this.#park(event, letter);
    return event;
  }

  /** Parked events and letters of a thread. */
  keptOf(thread: string): { readonly id: string; readonly body?: string | undefined }[] {
    return [...(this.#parkedOf.get(thread) ?? []), ...this.letters.of(thread)];
  }

  replaceBody(id: string, { expected, body }: { readonly expected: string; readonly body: string }): boolean {
    const kept = this.#parked.get(id) ?? this.letters.get(id);
    if (kept?.body !== expected) return false;
    kept.body = body;
    return true;
  }

  forget(thread: string, { doneForMs, now }: { readonly doneForMs: number; readonly now: number }): void {
    for (const { id } of this.keptOf(thread)) {
      this.letters.delete(id);
      this.#finish(id, this.#get(id), now + doneForMs);
    }
  }

  /** Forgets what is over. */
  sweep(now: number): void {
    const isOver = ({ isDone, until }: KnownEvent): boolean => until + (isDone ? 0 : DONE_FOR_MS) <= now;
    this.#others.sweep(isOver);
    for (const event of this.#parked.values()) if (isOver(event)) this.#unpark(event);
  }

  #get(id: string): KnownEvent | undefined {
    return this.#parked.get(id) ?? this.#others.renew(id);
  }

  /** Parks an event. Where it is parked already, it keeps its place. */
  #park(event: KnownEvent, { thread, body }: Omit<ParkEvent, 'id'>): void {
    const isNew = event.body === undefined;
    event.body = body;
    if (!isNew) return;
    event.thread = thread;
    this.#others.delete(event.id);
    this.#parked.set(event.id, event);
    if (thread !== undefined) this.#parkedOf.set(thread, (this.#parkedOf.get(thread) ?? new Set()).add(event));
    const [oldest] = this.#parked.values();
    if (this.#parked.size > this.most) this.#unpark(oldest);
  }

  /** Forgets all of an event but that it is done, whether it is known or not. */
  #finish(id: string, known: KnownEvent | undefined, until: number): void {
    const event = known ?? firstClaim(id, { holder: '', leaseMs: 0, now: until });
    if (known === undefined || known.body !== undefined) this.#others.set(id, event);
    this.#unpark(event);
    event.holder = undefined;
    event.isDone = true;
    event.until = until;
    event.journal = undefined;
  }

  #unpark(event: KnownEvent | undefined): void {
    if (event?.body === undefined) return;
    const { id, thread } = event;
    event.body = undefined;
    event.thread = undefined;
    this.#parked.delete(id);
    if (thread === undefined) return;
    const events = this.#parkedOf.get(thread);
    events?.delete(event);
    if (events?.size === 0) this.#parkedOf.delete(thread);
  }
}

function firstClaim(id: string, { holder, leaseMs, now }: Lease): KnownEvent {
  const none = { journal: undefined, body: undefined, thread: undefined };
  return { id, attempts: 1, firstAt: now, holder, isDone: false, until: now + leaseMs, ...none };
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
