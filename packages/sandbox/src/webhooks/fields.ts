import { PAGE_FIELD_OF } from '../platform/page-fields.ts';
import type { EventKind, PlatformFacts } from '../platform/platform.ts';

type FieldOf = PlatformFacts['fieldOf'];

/** A Page's name of a field as the platform calls it; other names stay. */
export function ownName({ fieldOf }: PlatformFacts, field: string): string {
  return translate(field, PAGE_FIELD_OF, fieldOf);
}

/** The platform's name of a field as a Page calls it; other names stay. */
export function pageName({ fieldOf }: PlatformFacts, field: string): string {
  return translate(field, fieldOf, PAGE_FIELD_OF);
}

function translate(field: string, from: FieldOf, to: FieldOf): string {
  const kind = (Object.keys(from) as EventKind[]).find((key) => from[key] === field);
  return kind === undefined ? field : to[kind];
}

/** Every field of which the sandbox has something to deliver, `standby` last. */
export function deliveredFields({ fieldOf, hasDeliveryReceipts }: PlatformFacts): string[] {
  return [...new Set([...Object.values(fieldOf), 'standby'])].filter(
    (field) => hasDeliveryReceipts || field !== fieldOf.delivery,
  );
}

/** What an app is subscribed to unless it says otherwise: all that a bot with handover needs. */
export function recommendedFields({ fieldOf }: PlatformFacts): string[] {
  const kinds: EventKind[] = ['message', 'postback', 'referral', 'handover', 'echo', 'reaction', 'read'];
  return [...new Set([...kinds.map((kind) => fieldOf[kind]), 'standby'])];
}
