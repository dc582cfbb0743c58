import { createHash } from 'node:crypto';
import type { HandoverEvent } from '@handover/core';
import type { DeliveryEntry } from '@handover/sandbox';

/** What happened to one item of a delivery. */
interface Fate {
  /** How often its handlers ran to the end. */
  handled: number;
  /** It was given up as a `dead_letter`. */
  givenUp: boolean;
  /** Its done-mark could not be written at least once, so it may be handled again. */
  unmarked: boolean;
  /** For the report: the item's kind and when it was first delivered. */
  readonly what: string;
}

/** The result of a run. */
export interface Balance {
  /** Distinct items that were delivered. */
  readonly delivered: number;
  /** Handled exactly once. */
  readonly once: number;
  /** Handled more than once although the first done-mark was written, one line each. */
  readonly twice: readonly string[];
  /** Handled more than once, after a done-mark that could not be written. */
  readonly twiceUnmarked: number;
  /** Neither handled nor given up, one line each. */
  readonly lost: readonly string[];
  /** Reported as `dead_letter`. */
  readonly givenUp: number;
  /** Deliveries that Meta gave up after its last redelivery. */
  readonly spent: readonly string[];
}

/** Compares what was delivered with what was handled. */
export interface Ledger {
  /** Records a delivery attempt. */
  delivered(entry: DeliveryEntry): void;
  /** Records a successful run of an event's handlers. */
  handled(event: HandoverEvent): void;
  /** Records an event that was given up. */
  gaveUp(event: HandoverEvent): void;
  /** Records that the done-mark of an event could not be written. */
  unmarked(eventId: string): void;
  /** Deliveries without a 200 so far, which Meta will redeliver. */
  readonly pending: number;
  /** Those of them with only one attempt left. */
  readonly nearlySpent: number;
  /** When the next of them is redelivered, in ms of the sandbox's clock; `undefined` if none is open. */
  readonly nextRepeatAt: number | undefined;
  balance(): Balance;
}

/** Of Meta's eight attempts (protocol 5.3). */
const LAST_BUT_ONE = 7;

/** Makes an empty ledger. */
export function ledger(): Ledger {
  const fates = new Map<string, Fate>();
  const keysOfEvents = new Map<string, string>();
  const unmarkedIds = new Set<string>();
  /** Deliveries without a 200: when each is redelivered. */
  const open = new Map<number, number>();
  const nearlySpent = new Set<number>();
  const spent = new Map<number, string>();
  const answered = new Set<number>();
  const troubles = new Map<number, string[]>();

  function fateOf(key: string, what: string): Fate {
    let fate = fates.get(key);
    if (fate === undefined) {
      fate = { handled: 0, givenUp: false, unmarked: false, what };
      fates.set(key, fate);
    }
    return fate;
  }

  function ofEvent(event: HandoverEvent): Fate {
    const key = keyOf(event.lane, event.raw);
    keysOfEvents.set(event.id, key);
    const fate = fateOf(key, `${event.kind} ${event.timestamp}`);
    if (unmarkedIds.has(event.id)) fate.unmarked = true;
    return fate;
  }

  return {
    delivered({ delivery, body, status, problem, fault, attempt, nextAttemptAt, event, at }) {
      for (const { lane, item } of itemsOf(body))
        fateOf(keyOf(lane, item), `${event} of delivery ${delivery} at ${at}`);
      if (status === 200) {
        troubles.delete(delivery);
        answered.add(delivery);
      } else
        troubles.set(delivery, [
          ...(troubles.get(delivery) ?? []),
          `${attempt}: ${status ?? problem}${fault ? ` (${fault})` : ''} at ${new Date(at).toISOString().slice(11, 19)}`,
        ]);
      if (status !== 200 && nextAttemptAt !== undefined) {
        open.set(delivery, nextAttemptAt);
        if (attempt === LAST_BUT_ONE) nearlySpent.add(delivery);
        return;
      }
      open.delete(delivery);
      nearlySpent.delete(delivery);
      if (status !== 200) spent.set(delivery, `${delivery} (${event}) at ${at}: ${troubles.get(delivery)?.join(', ')}`);
    },
    handled(event) {
      ofEvent(event).handled += 1;
    },
    gaveUp(event) {
      ofEvent(event).givenUp = true;
    },
    unmarked(eventId) {
      unmarkedIds.add(eventId);
      const fate = fates.get(keysOfEvents.get(eventId) ?? '');
      if (fate !== undefined) fate.unmarked = true;
    },
    get pending() {
      return open.size;
    },
    get nearlySpent() {
      return nearlySpent.size;
    },
    get nextRepeatAt() {
      return open.size === 0 ? undefined : Math.min(...open.values());
    },
    balance() {
      const all = [...fates.values()];
      const often = all.filter(({ handled }) => handled > 1);
      return {
        delivered: all.length,
        once: all.filter(({ handled }) => handled === 1).length,
        twice: often.filter(({ unmarked }) => !unmarked).map(({ what, handled }) => `${what}: ${handled} times`),
        twiceUnmarked: often.filter(({ unmarked }) => unmarked).length,
        lost: all.filter(({ handled, givenUp }) => handled === 0 && !givenUp).map(({ what }) => what),
        givenUp: all.filter(({ givenUp }) => givenUp).length,
        // Both copies of a duplicate have the same number, and one may wait for the other until Meta times out.
        spent: [...spent].filter(([delivery]) => !answered.has(delivery)).map(([, line]) => `delivery ${line}`),
      };
    },
  };
}

function itemsOf(body: Record<string, unknown>): { lane: string; item: unknown }[] {
  return (body['entry'] as Record<string, unknown[] | undefined>[]).flatMap(({ messaging, standby, changes }) => [
    ...(messaging ?? []).map((item) => ({ lane: 'messaging', item })),
    ...(standby ?? []).map((item) => ({ lane: 'standby', item })),
    ...(changes ?? []).map((item) => ({ lane: 'messaging', item })),
  ]);
}

/** The same key for an item on the wire and for the event read from it, in which long numbers are strings. */
function keyOf(lane: string, item: unknown): string {
  const text = JSON.stringify(item, (_, value: unknown) => (typeof value === 'number' ? String(value) : value));
  return createHash('sha1').update(`${lane} ${text}`).digest('base64').slice(0, 16);
}
