import { createHash } from 'node:crypto';
import type { HandoverEvent } from '@handover/core';
import type { DeliveryEntry } from '@handover/sandbox';

/** What became of one item of a delivery. */
interface Fate {
  /** How often its handlers ran to their end. */
  handled: number;
  /** It was given up as a `dead_letter`. */
  givenUp: boolean;
  /** Its done-mark could not be written at least once: handling it again is then allowed. */
  unmarked: boolean;
  /** For the report: kind of the item and when it was delivered first. */
  readonly what: string;
}

/** What the balance of a run says. */
export interface Balance {
  /** Different items that were delivered. */
  readonly delivered: number;
  /** Handled exactly once. */
  readonly once: number;
  /** Handled more than once though the first done-mark was written; a line for each. */
  readonly twice: readonly string[];
  /** Handled more than once, after a done-mark that could not be written. */
  readonly twiceUnmarked: number;
  /** Neither handled nor given up; a line for each. */
  readonly lost: readonly string[];
  /** Told as `dead_letter`. */
  readonly givenUp: number;
  /** Deliveries that Meta gave up: their retries are spent. */
  readonly spent: readonly string[];
}

/** Holds what was delivered against what was handled. */
export interface Ledger {
  /** Notes an attempt of a delivery. */
  delivered(entry: DeliveryEntry): void;
  /** Notes a run of an event's handlers that ended well. */
  handled(event: HandoverEvent): void;
  /** Notes an event that was given up. */
  gaveUp(event: HandoverEvent): void;
  /** Notes that the done-mark of an event, by its id, could not be written. */
  unmarked(eventId: string): void;
  /** Deliveries that are not answered with 200 yet and will be repeated. */
  readonly pending: number;
  /** Those of them that have one more attempt. */
  readonly nearlySpent: number;
  /** When the next of them is repeated, in ms of the sandbox's clock; `undefined`: none is. */
  readonly nextRepeatAt: number | undefined;
  balance(): Balance;
}

/** Of Meta's eight attempts (protocol 5.3). */
const LAST_BUT_ONE = 7;

/** An empty ledger. */
export function ledger(): Ledger {
  const fates = new Map<string, Fate>();
  const keysOfEvents = new Map<string, string>();
  const unmarkedIds = new Set<string>();
  /** Deliveries that were not answered with 200: when each is repeated. */
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
        // Of a duplicate both copies have the number, and one of them may wait for the other until Meta stops waiting.
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

/** The same for an item on the wire and for the event that was read from it, where long numbers have become strings. */
function keyOf(lane: string, item: unknown): string {
  const text = JSON.stringify(item, (_, value: unknown) => (typeof value === 'number' ? String(value) : value));
  return createHash('sha1').update(`${lane} ${text}`).digest('base64').slice(0, 16);
}
