import { OptionError } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import type { Clock, Page, Store } from '../ports.ts';
import { checkLimit } from '../thread/arguments.ts';
import { OwnMessages } from '../thread/own-messages.ts';
import { isRecord } from '../wire/json.ts';
import { bodyOf, eventOf, MOST_BYTES, withoutTexts } from './event-body.ts';

/** An event that was given up, as the store keeps it. */
export interface DeadLetterEntry {
  /** What `retry` and `discard` take. */
  readonly id: string;
  /**
   * The event. An event above 64 kB lacks attachments and `raw`; with `texts: false` it lacks all that a person wrote.
   */
  readonly event: HandoverEvent;
  /** The last failure, filtered as in a log: name, message, code and frames. */
  readonly error: Readonly<Record<string, unknown>>;
  /** How often its handlers ran. */
  readonly attempts: number;
  /** When it was given up. */
  readonly at: Date;
}

/** The events that were given up. */
export interface DeadLetters {
  /** Lists the letters, those given up first ahead, at most `limit` (100). `cursor` is from the previous page. */
  list(options?: { readonly limit?: number; readonly cursor?: string }): Promise<Page<DeadLetterEntry>>;
  /**
   * Runs the event again as if it had just arrived; recorded steps are not repeated. Resolves to false if there is no
   * such letter.
   */
  retry(id: string): Promise<boolean>;
  /** Removes the letter. Resolves to false if there is none with that id. */
  discard(id: string): Promise<boolean>;
}

/** What a letter says beside its event. */
export interface LetterFacts {
  readonly error: Readonly<Record<string, unknown>>;
  readonly attempts: number;
  readonly at: number;
}

/** A letter as it is written down. */
export function letterOf(
  event: HandoverEvent,
  { keepsTexts, ...facts }: LetterFacts & { readonly keepsTexts: boolean },
): string {
  const roomBytes = MOST_BYTES - Buffer.byteLength(JSON.stringify({ event: 0, ...facts }));
  const body = bodyOf(keepsTexts ? event : withoutTexts(event), roomBytes);
  return JSON.stringify({ event: JSON.parse(body), ...facts });
}

/**
 * The body of a parked event. It notes whether another program gets the event too, if that decides who sent the
 * message.
 */
export function parkedBodyOf({
  event,
  isForwarded,
}: {
  readonly event: HandoverEvent;
  readonly isForwarded: boolean;
}): string {
  if (!isForwarded || !OwnMessages.isNeeded(event)) return bodyOf(event);
  const note = { isForwarded };
  const roomBytes = MOST_BYTES - Buffer.byteLength(JSON.stringify({ event: 0, ...note }));
  return JSON.stringify({ event: JSON.parse(bodyOf(event, roomBytes)), ...note });
}

/** Whether another program gets the event of a parked body, too. */
export function wasForwarded(body: string): boolean {
  return recordIn(body)?.['isForwarded'] === true;
}

/** The event of a parked body or of a letter. */
export function eventWritten(body: string): HandoverEvent | undefined {
  return eventOf(body) ?? eventOf(JSON.stringify(recordIn(body)?.['event'] ?? null));
}

/** Parses a stored body; `undefined` if it is not JSON. */
function recordIn(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The letters of an app. `retry` gets an id that was checked. */
export function deadLetters({
  appId,
  store,
  clock,
  retry,
}: {
  readonly appId: string;
  readonly store: Pick<Store, 'letters' | 'discardLetter'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly retry: (id: string) => Promise<boolean>;
}): DeadLetters {
  return {
    async list({ limit = 100, cursor } = {}) {
      checkLimit(limit);
      const page = await store.letters(appId, { limit, cursor, now: clock.now() });
      const items = page.items.flatMap(({ id, at, body }) => {
        const facts = factsOf(body);
        return facts === undefined ? [] : [{ ...facts, id, at: new Date(at) }];
      });
      return { items, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) };
    },
    retry: async (id) => retry(checkedId(id)),
    discard: async (id) => store.discardLetter(checkedId(id), { now: clock.now() }),
  };
}

/** @throws {OptionError} It is not an id. */
export function checkedId(id: string): string {
  if (typeof id === 'string' && id !== '') return id;
  throw new OptionError('id', 'A dead letter is named by the id that deadLetters.list() returned');
}

function factsOf(body: string): { event: HandoverEvent; error: Record<string, unknown>; attempts: number } | undefined {
  const event = eventWritten(body);
  const { error, attempts } = recordIn(body) ?? {};
  if (event === undefined || !isRecord(error) || typeof attempts !== 'number') return undefined;
  return { event, error, attempts };
}
