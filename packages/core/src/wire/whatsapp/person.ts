import type { Aliases, WhatsappContact, WireItem } from '../../events.ts';
import { idOf, isRecord, textOf } from '../json.ts';

/** Who an item is about: the names that it has for the person itself, as far as it has any. */
export interface Named {
  readonly bsuid?: unknown;
  readonly parentBsuid?: unknown;
  readonly phone?: unknown;
}

/** Who an event is about. */
export interface Person {
  readonly userId?: string;
  readonly aliases?: Aliases;
  readonly contact?: WhatsappContact;
}

/**
 * The person of an item. What the item does not say of them stands in the entry of `contacts` with the same id or phone number;
 * an item that names no person at all is about the only entry. Source: WhatsApp docs, Business-scoped user ids.
 */
export function personOf(named: Named, contacts: unknown): Person {
  const bsuid = idOf(named.bsuid);
  const waId = phoneOf(named.phone);
  const contact = contactOf(bsuid, waId, contacts);
  const aliases = {
    ...defined('waId', waId ?? phoneOf(contact?.['wa_id'])),
    ...defined('bsuid', bsuid ?? idOf(contact?.['user_id'])),
    ...defined('parentBsuid', idOf(named.parentBsuid) ?? idOf(contact?.['parent_user_id'])),
    ...defined('username', isRecord(contact?.['profile']) ? textOf(contact['profile']['username']) : undefined),
  };
  const userId = aliases.bsuid ?? aliases.waId;
  return {
    ...defined('userId', userId),
    ...(Object.keys(aliases).length > 0 ? { aliases } : {}),
    ...defined('contact', contact as WhatsappContact | undefined),
  };
}

function contactOf(bsuid: string | undefined, waId: string | undefined, contacts: unknown): WireItem | undefined {
  const known = Array.isArray(contacts) ? contacts.filter(isRecord) : [];
  if (bsuid === undefined && waId === undefined) return known.length === 1 ? known[0] : undefined;
  return (
    known.find((contact) => bsuid !== undefined && idOf(contact['user_id']) === bsuid) ??
    known.find((contact) => waId !== undefined && phoneOf(contact['wa_id']) === waId)
  );
}

/** The digits of a phone number. What has letters is none: a send may name a BSUID there, and a status a group. */
export function phoneOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return idOf(value);
  return /\p{L}/u.test(value) ? undefined : idOf(value.replace(/\D/g, ''));
}

/** An object with this member, or without any where the value is missing. */
export function defined<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: Value };
}
