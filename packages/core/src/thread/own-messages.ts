import { createHash, randomUUID } from 'node:crypto';
import { orLate, sleep } from '../clock.ts';
import { asError } from '../errors.ts';
import type { EchoEvent, HandoverEvent } from '../events.ts';
import { errorFields } from '../logger.ts';
import { PLATFORMS } from '../platform/platforms.ts';
import type { AnyMessage, Clock, Logger, Store } from '../ports.ts';
import { wasNotSent } from './once.ts';

/** What own messages are kept with. */
export interface OwnMessagesOptions {
  readonly store: Pick<Store, 'getValue' | 'setValue'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An echo whose sender is being looked up. */
export interface Settling {
  /** Resolves once `sentBy` stands. Rejects where the store fails. */
  readonly over: Promise<void>;
  /** Resolves where that takes a while; else never. */
  readonly longer: Promise<void>;
}

/** Name of the value that a thread has. */
const VALUE = 'own-messages';
/** Redeliveries of an echo are known by their event. */
const LASTS_MS = 36 * 3_600_000;
const MOST_MIDS = 30;
/** Longest wait of an echo for the answer of a send. */
const SETTLE_WITHIN_MS = 3_000;
const POLL_MS = 200;
/** How long an echo may follow a send whose answer was lost. */
const LOST_FOR_MS = 60_000;
/** Of several writes at the same time one succeeds each time. */
const MOST_TRIES = 100;

/** What is kept of a thread: hashes of the ids that its sends returned, and sends without an answer. */
interface Kept {
  readonly mids: readonly string[];
  readonly open: readonly OpenSend[];
}

interface OpenSend {
  readonly by: string;
  readonly at: number;
  readonly text: string | undefined;
  /** Its answer was lost. */
  readonly isLost?: true;
}

const NONE: Kept = { mids: [], open: [] };

/**
 * Which messages of a thread are this bot's, for platforms whose echoes name no app. The ids that sends return are kept in the
 * store, since the echo may come to another process, and ahead of the send's answer.
 */
export class OwnMessages {
  /** Echoes of a thread whose sender is not known yet: sends wait for them. */
  readonly #unsettled = new Map<string, Set<Promise<unknown>>>();

  constructor(private readonly options: OwnMessagesOptions) {}

  /** Whether the sender of an event has to be found out here. */
  static isNeeded(event: HandoverEvent): event is EchoEvent {
    if (event.kind !== 'echo' || PLATFORMS[event.platform].echoesNameApp) return false;
    // A message of this bot may come back as one of the phone: then its id is known.
    return event.sentBy === 'unknown' || event.sentBy === 'phone';
  }

  /**
   * Finds out who sent an echo that names no app, and writes `sentBy`: `self`, or where it is no message of ours `app`; of the
   * phone it stays `phone`.
   */
  settle(event: EchoEvent, thread: string): Settling {
    let takesLonger = (): void => undefined;
    const longer = new Promise<void>((resolve) => {
      takesLonger = resolve;
    });
    const over = this.#settle(event, thread, takesLonger);
    this.holdBack(thread, over);
    return { over, longer };
  }

  /** Makes sends of a thread wait for `work`: finding the sender of an echo, and what plugins do with the echo. */
  holdBack(thread: string, work: Promise<void>): void {
    const quiet = work.catch(() => undefined);
    const list = this.#unsettled.get(thread) ?? new Set();
    this.#unsettled.set(thread, list);
    list.add(quiet);
    void quiet.then(() => {
      list.delete(quiet);
      if (list.size === 0) this.#unsettled.delete(thread);
    });
  }

  /** Awaited before the gate of a send: a person's reply among the unsettled echoes may hold the thread. */
  async settled(thread: string): Promise<void> {
    const unsettled = this.#unsettled.get(thread);
    // Bounded, since what is waited for may be a plugin that sends.
    if (unsettled !== undefined) await orLate(this.options.clock, Promise.all(unsettled), SETTLE_WITHIN_MS);
  }

  /** Does a send of a thread, and keeps the id that it returns. */
  async send<Result extends { readonly messageId?: string }>(
    thread: string,
    message: AnyMessage,
    send: () => Promise<Result>,
  ): Promise<Result> {
    const text = typeof message.text === 'string' ? hashOf(message.text) : undefined;
    const open: OpenSend = { by: randomUUID().slice(0, 8), at: this.options.clock.now(), text };
    await this.#change(thread, (kept) => ({ ...kept, open: [...kept.open, open] }));
    try {
      const result = await send();
      await this.#close(thread, open, result.messageId);
      return result;
    } catch (error) {
      await this.#close(thread, wasNotSent(error) ? open : { ...open, isLost: true });
      throw error;
    }
  }

  /** Keeps the id of a message that was sent past this bot. */
  async note(thread: string, mid: string): Promise<void> {
    await this.#change(thread, (kept) => withMid(kept, mid));
  }

  async #settle(event: EchoEvent, thread: string, takesLonger: () => void): Promise<void> {
    const { clock } = this.options;
    const until = clock.now() + SETTLE_WITHIN_MS;
    for (;;) {
      const isLate = clock.now() >= until;
      const sentBy = senderOf(event, await this.#read(thread), { now: clock.now(), isLate });
      if (sentBy !== undefined) {
        const isOfPhone = sentBy === 'app' && event.sentBy === 'phone';
        if (!isOfPhone) (event as { sentBy: EchoEvent['sentBy'] }).sentBy = sentBy;
        return;
      }
      takesLonger();
      await sleep(clock, POLL_MS);
    }
  }

  /** Meta has answered, so a store that fails must not make a sent message look like a failure. */
  async #close(thread: string, { isLost, ...open }: OpenSend, mid?: string): Promise<void> {
    try {
      await this.#change(thread, (kept) => {
        const rest = kept.open.filter(({ by }) => by !== open.by);
        const left = { ...kept, open: isLost === true ? [...rest, { ...open, isLost }] : rest };
        return mid === undefined ? left : withMid(left, mid);
      });
    } catch (error) {
      const { logger } = this.options;
      logger.warn({ error: errorFields(asError(error)) }, 'The id of a sent message could not be recorded');
    }
  }

  async #read(thread: string): Promise<Kept> {
    const { store, clock } = this.options;
    return keptOf(await store.getValue(thread, VALUE, clock.now()));
  }

  async #change(thread: string, change: (kept: Kept) => Kept): Promise<void> {
    const { store, clock } = this.options;
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const now = clock.now();
      const expected = await store.getValue(thread, VALUE, now);
      const known = keptOf(expected);
      const changed = change({ ...known, open: known.open.filter(({ at }) => now - at < LOST_FOR_MS) });
      const value = JSON.stringify(changed);
      if (await store.setValue(thread, VALUE, { expected, value, expiresAt: now + LASTS_MS, now })) return;
    }
  }
}

/**
 * Who sent an echo, as far as it is known now.
 *
 * @param isLate The answers of sends that are on their way are waited for no longer: they count as lost.
 */
function senderOf(
  { mid, text }: EchoEvent,
  { mids, open }: Kept,
  { now, isLate }: { readonly now: number; readonly isLate: boolean },
): 'self' | 'app' | undefined {
  if (mid !== undefined && mids.includes(hashOf(mid))) return 'self';
  const recent = open.filter(({ at }) => now - at < LOST_FOR_MS);
  const said = text === undefined ? undefined : hashOf(text);
  const isOpen = ({ isLost }: OpenSend): boolean => isLost !== true && !isLate;
  if (recent.some((send) => !isOpen(send) && send.text !== undefined && send.text === said)) return 'self';
  return recent.some(isOpen) ? undefined : 'app';
}

function withMid(kept: Kept, mid: string): Kept {
  return { ...kept, mids: [...kept.mids, hashOf(mid)].slice(-MOST_MIDS) };
}

function keptOf(value: string | undefined): Kept {
  return value === undefined ? NONE : (JSON.parse(value) as Kept);
}

/** Short, since ids of messages are long. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 11);
}
