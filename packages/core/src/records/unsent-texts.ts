import type { HandoverEvent } from '../events.ts';
import type { Clock, Store } from '../ports.ts';
import { isRecord } from '../wire/json.ts';
import { eventWritten } from './letters.ts';

/** Keys of what a message said. */
const TEXTS = ['text', 'attachments', 'quick_reply', 'quickReplyPayload', 'summary'];
/** Messages lie far above. */
const DEEPEST = 50;
/** A body that others change at the same time is read again. */
const MOST_TRIES = 5;

/**
 * Removes text and attachments of an unsent message from what is parked and from dead letters, as Meta's review asks of every
 * copy. Rejects where the store fails.
 */
export async function eraseUnsent(
  event: HandoverEvent,
  thread: string,
  { store, clock }: { readonly store: Pick<Store, 'bodies' | 'replaceBody'>; readonly clock: Clock },
): Promise<void> {
  if (event.kind !== 'message_deleted' || event.mid === '') return;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const kept = (await store.bodies(thread, clock.now())).filter(({ body }) => holds(body, event));
    if (kept.length === 0) return;
    for (const { id, body } of kept) {
      await store.replaceBody(id, { expected: body, body: without(body, event.mid), now: clock.now() });
    }
  }
}

/** Removes them from an event in memory, which may be written down later: by an early answer, or as a dead letter. */
export function eraseInPlace(value: unknown, mid: string, depth = 0): void {
  if (mid === '' || depth > DEEPEST || typeof value !== 'object' || value === null) return;
  // A handler may have frozen its event: then what can't be removed stays.
  for (const key of textKeysOf(value as Record<string, unknown>, mid)) Reflect.deleteProperty(value, key);
  for (const each of Object.values(value)) eraseInPlace(each, mid, depth + 1);
}

/** An event of which a letter is to be made, as it is parked: another process may have removed texts of it. */
export async function asParked(
  { event, id, thread }: { readonly event: HandoverEvent; readonly id: string; readonly thread: string | undefined },
  { store, clock }: { readonly store: Pick<Store, 'bodies' | 'isDurable'>; readonly clock: Clock },
): Promise<HandoverEvent> {
  if (!store.isDurable || thread === undefined) return event;
  try {
    const parked = (await store.bodies(thread, clock.now())).find((each) => each.id === id);
    return (parked && eventWritten(parked.body)) ?? event;
  } catch {
    // The letter can't be written then, either.
    return event;
  }
}

/** Whether a body has something of the message to remove. The unsend itself names it, too, and says nothing. */
function holds(body: string, { mid }: { readonly mid: string }): boolean {
  return body.includes(JSON.stringify(mid)) && without(body, mid) !== body;
}

function without(body: string, mid: string): string {
  return JSON.stringify(erased(JSON.parse(body), mid));
}

/** The value without the texts of the message, at whatever depth: an event holds its wire item, and a letter its event. */
function erased(value: unknown, mid: string): unknown {
  if (Array.isArray(value)) return value.map((each) => erased(each, mid));
  if (!isRecord(value)) return value;
  const keys = textKeysOf(value, mid);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !keys.includes(key))
      .map(([key, each]) => [key, erased(each, mid)]),
  );
}

/**
 * The keys of an object that hold what the message said; none where the object is of another one. WhatsApp's items name the
 * message `id` and keep what it said under their type, and an edit names it `original_message_id`.
 */
function textKeysOf(value: Readonly<Record<string, unknown>>, mid: string): readonly string[] {
  if (value['mid'] === mid) return TEXTS;
  if (value['original_message_id'] === mid) return ['message'];
  return value['id'] === mid && typeof value['type'] === 'string' ? [...TEXTS, value['type']] : [];
}
