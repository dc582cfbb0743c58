import type { Lane } from '../../events.ts';
import { isRecord } from '../json.ts';

/** How the elements of a list are read; `other`: each is a change of the field that the list is named after. */
export type ListRole = 'message' | 'phoneEcho' | 'appEcho' | 'standbyEcho' | 'status' | 'idUpdate' | 'other';

/** A list of a change: each element is an event. */
export interface ChangeList {
  readonly role: ListRole;
  readonly key: string;
  readonly items: readonly unknown[];
}

/** The lists of a change, and what holds them. */
export interface ChangeLists {
  readonly lane: Lane;
  /** Key of the object inside `value` that has the lists; `undefined`: `value` itself has them. */
  readonly within?: 'standby';
  /** In wire order; empty where the change as a whole is one event. */
  readonly lists: readonly ChangeList[];
}

/** Lists that are read, by field. Those of `history` are no news. Source: WhatsApp docs, Webhooks reference. */
const ROLES: ReadonlyMap<unknown, Readonly<Record<string, ListRole>>> = new Map([
  ['messages', { messages: 'message', statuses: 'status' }],
  ['smb_message_echoes', { message_echoes: 'phoneEcho' }],
  ['message_echoes', { message_echoes: 'appEcho' }],
  ['standby', { messages: 'message', message_echoes: 'standbyEcho', statuses: 'status' }],
  ['user_id_update', { user_id_update: 'idUpdate' }],
]);

/**
 * The lists of a change. The reader makes an event of each element, and `bot.forward` takes elements out by the same walk.
 *
 * @param change An element of the entry's `changes`, of any shape.
 */
export function changeLists(change: unknown): ChangeLists {
  const { field, value } = isRecord(change) ? change : {};
  const lane = field === 'standby' ? 'standby' : 'messaging';
  const within: Pick<ChangeLists, 'within'> = lane === 'standby' ? { within: lane } : {};
  const holder = isRecord(value) && lane === 'standby' ? value['standby'] : value;
  const roles = ROLES.get(field);
  if (roles === undefined || !isRecord(holder)) return { lane, ...within, lists: [] };
  const lists: ChangeList[] = [];
  for (const key of Object.keys(holder)) {
    const items = holder[key];
    // Contacts say who is in the other lists.
    if (!Array.isArray(items) || items.length === 0 || key === 'contacts') continue;
    lists.push({ role: (Object.hasOwn(roles, key) ? roles[key] : undefined) ?? 'other', key, items });
  }
  const isRead = lists.some(({ role }) => role !== 'other');
  return { lane, ...within, lists: isRead ? lists : [] };
}

/**
 * The change without the elements that `mayStay` refuses, or `undefined` where nothing is left.
 *
 * @param mayStay Called for each event of the change, in the reader's order.
 */
export function prunedChange(change: unknown, mayStay: () => boolean): unknown {
  const { lists, within } = changeLists(change);
  if (lists.length === 0 || !isRecord(change) || !isRecord(change['value'])) return mayStay() ? change : undefined;
  const { value } = change;
  const holder = { ...((within === undefined ? value : value[within]) as object) } as Record<string, unknown>;
  let hasItems = false;
  for (const { key, items } of lists) {
    const kept = items.filter(mayStay);
    hasItems ||= kept.length > 0;
    if (kept.length > 0) holder[key] = kept;
    else delete holder[key];
  }
  if (!hasItems) return undefined;
  return { ...change, value: within === undefined ? holder : { ...value, [within]: holder } };
}
