import { unref } from '../clock.ts';
import { asError } from '../errors.ts';
import { errorFields } from '../logger.ts';
import type { Awaitable, BeginEvent, BegunEvent, Clock, EndEvent, Logger, Store } from '../ports.ts';

/** How the run of an event ended. */
export type Outcome = 'done' | 'failed';

/** Which events this process runs, by the store's word and its own memory. */
export interface Claims {
  /** Asks the store for the events. One that was done here counts as done, though the store may not know yet. */
  begin(events: readonly BeginEvent[], now: number): Awaitable<readonly BegunEvent[]>;
  /** Notes that a claimed event is run here, and keeps its lease until `end`. */
  run(id: string, outcome: Promise<Outcome>): void;
  /** How the event will end that is run here; `undefined` where it is not. */
  running(id: string): Promise<Outcome> | undefined;
  /** Writes down what has ended. What can't be written is remembered, so that this process does not run it again. Never throws or rejects. */
  end(ended: readonly EndEvent[]): Awaitable<void>;
  close(): void;
}

/** Meta may bring an event again for more than a day. Source: Graph API docs, Webhooks ("over 36 hours"). */
const DONE_FOR_MS = 36 * 3_600_000;
const MOST_REMEMBERED = 10_000;

export function claims(
  store: Store,
  { clock, logger, leaseMs }: { readonly clock: Clock; readonly logger: Logger; readonly leaseMs: number },
): Claims {
  const holder = `${process.pid}-${Math.random().toString(36).slice(2)}`;
  const running = new Map<string, Promise<Outcome>>();
  /** Done here, though the store could not be told: until when to remember. */
  const doneHere = new Map<string, number>();
  let renewal: unknown;

  /** What the store says, where this process does not know better. */
  function ownAnswer(id: string, answer: BegunEvent, now: number): BegunEvent {
    if (answer.claim === 'done') return answer;
    if ((doneHere.get(id) ?? 0) > now) return { ...answer, claim: 'done' };
    // Its lease ended while the store was away: whoever asks waits for the run that goes on here.
    return answer.claim === 'claimed' && running.has(id) ? { ...answer, claim: 'leased' } : answer;
  }

  function withOwnMemory(
    asked: readonly BeginEvent[],
    begun: readonly BegunEvent[],
    now: number,
  ): readonly BegunEvent[] {
    if (doneHere.size === 0 && running.size === 0) return begun;
    const untold: EndEvent[] = [];
    const answers = begun.map((answer, index) => {
      const id = asked[index]?.id ?? '';
      const own = ownAnswer(id, answer, now);
      if (own.claim === 'done' && answer.claim !== 'done') untold.push({ id, outcome: 'done' });
      return own;
    });
    if (untold.length > 0) void Promise.resolve(end(untold));
    return answers;
  }

  function end(ended: readonly EndEvent[]): Awaitable<void> {
    const now = clock.now();
    const written = store.end(ended, { holder, doneForMs: DONE_FOR_MS, now });
    return written instanceof Promise ? endLater(ended, written, now) : forget(ended);
  }

  async function endLater(ended: readonly EndEvent[], written: Promise<void>, now: number): Promise<void> {
    // Before the store has taken it, its lease may end and the event may come again.
    for (const { id, outcome } of ended) {
      if (outcome === 'done') remember(id, now);
      // It is over, and free for whoever comes as soon as the store knows.
      else running.delete(id);
    }
    try {
      await written;
    } catch (error) {
      logger.debug(
        { events: ended.length, error: errorFields(asError(error)) },
        'Ended events could not be written down',
      );
      for (const { id } of ended) running.delete(id);
      return;
    }
    forget(ended);
  }

  function forget(ended: readonly EndEvent[]): void {
    if (running.size > 0) for (const { id } of ended) running.delete(id);
    if (doneHere.size > 0) for (const { id } of ended) doneHere.delete(id);
  }

  function remember(id: string, now: number): void {
    doneHere.set(id, now + DONE_FOR_MS);
    const oldest = doneHere.keys().next();
    if (doneHere.size > MOST_REMEMBERED && oldest.done !== true) doneHere.delete(oldest.value);
  }

  /** One timer for all leases, and only while there are any. */
  function keepLeases(): void {
    if (renewal !== undefined) return;
    renewal = clock.setTimeout(() => {
      renewal = undefined;
      if (running.size === 0) return;
      void renew([...running.keys()]);
      keepLeases();
    }, leaseMs / 3);
    unref(renewal);
  }

  async function renew(ids: readonly string[]): Promise<void> {
    try {
      await store.renew(ids, { holder, leaseMs, now: clock.now() });
    } catch (error) {
      logger.debug({ events: ids.length, error: errorFields(asError(error)) }, 'Leases could not be renewed');
    }
  }

  return {
    begin(events, now) {
      const begun = store.begin(events, { holder, leaseMs, now });
      return begun instanceof Promise
        ? begun.then((answers) => withOwnMemory(events, answers, now))
        : withOwnMemory(events, begun, now);
    },
    run(id, outcome) {
      running.set(id, outcome);
      keepLeases();
    },
    running: (id) => running.get(id),
    end,
    close() {
      if (renewal !== undefined) clock.clearTimeout(renewal);
    },
  };
}
