import type { WireItem } from '../events.ts';
import { isRecord } from './wire-values.ts';

/** Some items of an entry that are read in one way. */
export interface EntryPart {
  /**
   * How they are read: as what the list of this name holds; `field`: by the key that they stand under; `own`: the entry
   * itself has a `field` and a `value`; `value`: the entry is no object.
   */
  readonly role: 'messaging' | 'standby' | 'changes' | 'field' | 'own' | 'value';
  /** The key that they stand under; empty where there is none. */
  readonly key: string;
  /** All keys of the entry that they take up. */
  readonly keys: readonly string[];
  /** In wire order. */
  readonly items: readonly unknown[];
  /** Whether they came as a list. One item that is no list counts as a list of one. */
  readonly isList: boolean;
}

/** Keys that say something about an entry, or about all of its items. */
const ABOUT: ReadonlySet<string> = new Set([
  'id',
  'uid',
  'time',
  'hop_context',
  'changed_fields',
  'sender',
  'recipient',
  'timestamp',
]);

/**
 * The items of an entry, in wire order. The reader makes an event of each and `bot.forward` takes them out by the same
 * walk, so that the n-th item is the n-th event.
 *
 * @param entry One of the body's `entry` list, of any shape.
 */
export function entryParts(entry: unknown): readonly EntryPart[] {
  if (!isRecord(entry)) return [{ role: 'value', key: '', keys: [], items: [entry], isList: false }];
  const parts: EntryPart[] = [];
  const own = typeof entry['field'] === 'string' ? OWN_KEYS : [];
  if (own.length > 0) parts.push({ role: 'own', key: '', keys: own, items: [entry], isList: false });
  for (const key of Object.keys(entry)) {
    if (ABOUT.has(key) || own.includes(key)) continue;
    const value = entry[key];
    if (Array.isArray(value)) parts.push({ role: roleOf(key), key, keys: [key], items: value, isList: true });
    else if (isRecord(value)) parts.push({ role: roleOf(key), key, keys: [key], items: [value], isList: false });
  }
  return parts;
}

/** Keys of an entry whose values are neither items nor say anything that is read: texts, numbers and flags. */
export function unreadKeys(entry: WireItem): readonly string[] {
  const own = typeof entry['field'] === 'string' ? OWN_KEYS : [];
  return Object.keys(entry).filter((key) => {
    const value = entry[key];
    return value !== null && typeof value !== 'object' && !ABOUT.has(key) && !own.includes(key);
  });
}

const OWN_KEYS: readonly string[] = ['field', 'value'];

function roleOf(key: string): EntryPart['role'] {
  return key === 'messaging' || key === 'standby' || key === 'changes' ? key : 'field';
}
