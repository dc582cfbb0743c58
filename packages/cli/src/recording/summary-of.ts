import { type HandoverEvent, readDelivery } from '@handover/core';
import { bytesOf } from './precise-json.ts';

/** What a delivery is about, as lists and filters show it. */
export interface Summary {
  readonly events: readonly HandoverEvent[];
  /** Each kind once. */
  readonly kinds: readonly string[];
  /** The people, each once. */
  readonly threads: readonly string[];
}

/** Looks into a body. A body that core does not read, of another product of Meta, has no events and its object as kind. */
export function summaryOf(body: unknown, appId: string | undefined): Summary {
  const events = eventsOf(body, appId);
  if (events === undefined) {
    const { object } = (body ?? {}) as { object?: unknown };
    return { events: [], kinds: [typeof object === 'string' ? object.slice(0, 40) : 'unknown'], threads: [] };
  }
  const kinds = new Set(events.map(({ kind, lane }) => (lane === 'standby' ? `${kind} (standby)` : kind)));
  const threads = new Set(events.flatMap(({ userId, userRef }) => userId ?? userRef ?? []));
  return { events, kinds: [...kinds], threads: [...threads] };
}

function eventsOf(body: unknown, appId: string | undefined): readonly HandoverEvent[] | undefined {
  try {
    return readDelivery(bytesOf(body), appId === undefined ? {} : { appId });
  } catch {
    return undefined;
  }
}
