import type { EventBase, EventKind, Lane, WireItem } from '../../events.ts';
import { type EntryContext, hashOf, TEST_ENTRY_ID, testEventId } from '../event-base.ts';
import { idOf, isRecord, millisecondsOf } from '../json.ts';
import { type Named, type Person, personOf } from './person.ts';

/** What an event is of: an element of a list, or a whole change, and where it stood. */
export interface Source {
  /** Becomes `event.raw`; the time stands in it. */
  readonly raw: WireItem;
  /** The `value` of the change: who it is about. */
  readonly value: WireItem;
  /** The `contacts` beside the element. */
  readonly contacts: unknown;
  readonly lane: Lane;
  readonly context: EntryContext;
}

/**
 * What every event has. The id names no person: a message id is unique by itself, and the person may have one name today
 * and another one in a redelivery.
 *
 * @param own What makes the id differ from others of its kind; without it a hash of the item does.
 */
export function whatsappBase<Kind extends EventKind>(
  kind: Kind,
  { raw, value, contacts, lane, context }: Source,
  named: Named | undefined,
  own?: string,
): EventBase<Kind> {
  const pageId = numberOf(value) ?? context.entryId;
  const timestamp = millisecondsOf(raw['timestamp']) ?? millisecondsOf(value['timestamp']);
  const entryTime = kind === 'change' || timestamp === undefined ? context.givenTime : undefined;
  const person: Person = named === undefined ? {} : personOf(named, contacts);
  return {
    kind,
    lane,
    standby: lane === 'standby',
    platform: context.platform,
    pageId,
    ...person,
    timestamp: timestamp ?? context.time,
    id:
      context.entryId === TEST_ENTRY_ID ? testEventId() : `${pageId}:${lane}:${kind}:${own ?? hashOf(raw, entryTime)}`,
    raw,
  };
}

/** The phone number id that a value is about. */
function numberOf({ metadata, recipient }: WireItem): string | undefined {
  const place = isRecord(metadata) ? metadata : isRecord(recipient) ? recipient : {};
  return idOf(place['phone_number_id']);
}
