import { createHash } from 'node:crypto';

/** One persona of a page, as the store keeps it for all processes of the bot. */
export interface PersonaRecord {
  /** Its id at Meta. */
  readonly id: string;
  /** Hash of the picture's address when the persona was made. Meta hosts a copy, whose address cannot be compared. */
  readonly picture: string;
  /** When the latest process that wants this picture started, in ms. */
  readonly by: number;
  /** Personas of the same name with other pictures: picture and id, newest first. */
  readonly others: readonly (readonly [picture: string, id: string])[];
}

/** How many other pictures to keep. */
const MAX_OTHERS = 3;

/** A short hash, for names of values and for pictures. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

/** The record as the store keeps it: below 200 characters. */
export function encode({ id, picture, by, others }: PersonaRecord): string {
  return JSON.stringify([id, picture, by, ...others]);
}

/** What {@link encode} made; `undefined` for anything else. */
export function decode(text: string | undefined): PersonaRecord | undefined {
  if (text === undefined) return undefined;
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    // Another version or another program wrote it. The persona is then looked up by its name.
    return undefined;
  }
  if (!Array.isArray(parts)) return undefined;
  const [id, picture, by, ...others] = parts as unknown[];
  if (typeof id !== 'string' || typeof picture !== 'string' || typeof by !== 'number') return undefined;
  return { id, picture, by, others: others.filter(isPair) };
}

function isPair(value: unknown): value is readonly [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}

/** The next record, in which `next.id` is in use. Keeps the other personas, without `goneId`. */
export function succeed(
  before: PersonaRecord | undefined,
  next: Omit<PersonaRecord, 'others'>,
  goneId?: string,
): PersonaRecord {
  const earlier = before === undefined ? [] : [[before.picture, before.id] as const, ...before.others];
  const others = earlier.filter(([picture, id]) => picture !== next.picture && id !== next.id && id !== goneId);
  return { ...next, others: others.slice(0, MAX_OTHERS) };
}

/** What a process needs from a record. */
export interface Wish {
  /** Hash of the picture's address. */
  readonly picture: string;
  /** When the process started, in ms. */
  readonly startedAt: number;
  /** True if the process has had the persona before: it then accepts the picture of another process. */
  readonly hasHad: boolean;
  /** The id that Meta refused. */
  readonly refusedId?: string;
}

/** What to do with a record: use it, replace it, or find or make a persona. */
export type Step =
  | { readonly kind: 'use'; readonly record: PersonaRecord }
  | { readonly kind: 'write'; readonly record: PersonaRecord }
  | { readonly kind: 'make' };

/**
 * Decides what to do with a record. If processes want different pictures, as during a deployment, the process that
 * started last decides and the others follow. So people do not see two pictures for long. Going back to an old picture
 * uses the old persona.
 */
export function stepFor(record: PersonaRecord | undefined, wish: Wish): Step {
  const { picture, startedAt, hasHad, refusedId } = wish;
  if (record === undefined || record.id === refusedId) return { kind: 'make' };
  if (record.picture === picture) {
    return record.by < startedAt ? { kind: 'write', record: { ...record, by: startedAt } } : { kind: 'use', record };
  }
  if (record.by > startedAt || (record.by === startedAt && hasHad)) return { kind: 'use', record };
  const id = record.others.find(([other]) => other === picture)?.[1];
  if (id === undefined || id === refusedId) return { kind: 'make' };
  return { kind: 'write', record: succeed(record, { id, picture, by: startedAt }) };
}
