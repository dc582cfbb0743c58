import { OptionError } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import type { Clock, Page, Store } from '../ports.ts';
import { OwnMessages } from '../thread/own-messages.ts';
import { isRecord } from '../wire/json.ts';
import { bodyOf, eventOf, MOST_BYTES, withoutTexts } from './event-body.ts';

/** An event that was given up, as the store keeps it. */
export interface DeadLetterEntry {
  /** What `retry` and `discard` take. */
  readonly id: string;
  /** The event. Of one of more than 64 kB attachments and `raw` are missing; with `texts: false` all that a person wrote. */
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
  /** Those given up first ahead, at most `limit` (100). `cursor` is the page before's. */
  list(options?: { readonly limit?: number; readonly cursor?: string }): Promise<Page<DeadLetterEntry>>;
  /** Runs the event again, as if it had come now; what its runs had recorded is not done again. False where there is no such letter. */
  retry(id: string): Promise<boolean>;
  /** Removes the letter. False where there is none of that id. */
  discard(id: string): Promise<boolean>;
}

/** What a letter says beside its event. */
interface LetterFacts {
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

/** An event as it is parked: with a note where another program gets it too and that decides whose message it is. */
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

/** What was written down as JSON; `undefined` where it is none. */
function recordIn(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The letters of a bot. `retry` runs a letter that was claimed. */
export function deadLetters({
  appId,
  store,
  clock,
  retry,
}: {
  readonly appId: string;
  readonly store: Pick<Store, 'letters' | 'discardLetter'>;
  readonly clock: Clock;
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

/** @throws {OptionError} It is no number of rows. */
function checkLimit(limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > 1_000) {
    throw new OptionError('limit', 'limit must be an integer from 1 to 1,000');
  }
}

function checkedId(id: string): string {
  if (typeof id === 'string' && id !== '') return id;
  throw new OptionError('id', 'A dead letter is named by the id that deadLetters.list() returned');
}

function factsOf(body: string): { event: HandoverEvent; error: Record<string, unknown>; attempts: number } | undefined {
  const event = eventWritten(body);
  const { error, attempts } = recordIn(body) ?? {};
  if (event === undefined || !isRecord(error) || typeof attempts !== 'number') return undefined;
  return { event, error, attempts };
}
