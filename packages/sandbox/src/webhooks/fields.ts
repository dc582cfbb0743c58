import { PAGE_FIELD_OF } from '../platform/page-fields.ts';
import type { EventKind, PlatformFacts } from '../platform/platform.ts';

type FieldOf = PlatformFacts['fieldOf'];

/** Converts a Page's name of a field to the platform's name; leaves other names unchanged. */
export function ownName({ fieldOf }: PlatformFacts, field: string): string {
  return translate(field, PAGE_FIELD_OF, fieldOf);
}

/** Converts the platform's name of a field to a Page's name; leaves other names unchanged. */
export function pageName({ fieldOf }: PlatformFacts, field: string): string {
  return translate(field, fieldOf, PAGE_FIELD_OF);
}

function translate(field: string, from: FieldOf, to: FieldOf): string {
  const kind = (Object.keys(from) as EventKind[]).find((key) => from[key] === field);
  return kind === undefined ? field : to[kind];
}

/** Every field that the sandbox can deliver, `standby` last. */
export function deliveredFields({ fieldOf, hasDeliveryReceipts }: PlatformFacts): string[] {
  return [...new Set([...Object.values(fieldOf), 'standby'])].filter(
    (field) => hasDeliveryReceipts || field !== fieldOf.delivery,
  );
}

/** Default subscriptions of an app: all fields that a bot with handover needs. */
export function recommendedFields({ fieldOf }: PlatformFacts): string[] {
  const kinds: EventKind[] = ['message', 'postback', 'referral', 'handover', 'echo', 'reaction', 'read'];
  return [...new Set([...kinds.map((kind) => fieldOf[kind]), 'standby'])];
}
