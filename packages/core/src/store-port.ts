import type { Observation, ThreadRecord } from './ownership/registers.ts';
import type { Awaitable } from './ports.ts';

/** One event of a delivery, as the store is asked about it. */
export interface BeginEvent {
  /** Who may run it is settled by this id. */
  readonly id: string;
  /** Key of its thread; absent for events about a page. */
  readonly thread?: string | undefined;
  /** What the event says about the thread. Merging it twice changes nothing. */
  readonly observation?: Observation | undefined;
  /**
   * Who showed themselves by it, and when, in ms: noted where the waiting list has the thread under another owner, whatever
   * comes of the claim. The newest time is kept.
   */
  readonly sign?: { readonly by: 'customer' | 'human'; readonly at: number } | undefined;
}

/** The store's answer for one event. */
export interface BegunEvent {
  /**
   * `claimed`: the caller runs it. `leased`: another holder does, until its lease ends. `parked`: it was accepted, so it is
   * run here or elsewhere, and Meta need not bring it again: it is claimed by {@link BegunEvent.ahead} and {@link Store.claimParked}
   * alone. `done`: it has been handled, or is a dead letter.
   */
  readonly claim: 'claimed' | 'leased' | 'parked' | 'done';
  /** How often it has been claimed, this time included. */
  readonly attempts: number;
  /** When it was claimed first, in ms. */
  readonly firstAt: number;
  /** The thread after the observation; absent for events about a page. */
  readonly record?: ThreadRecord;
  /** With `claimed`: what earlier runs of the event recorded by {@link Store.recordStep}. Absent where that is nothing. */
  readonly journal?: Readonly<Record<string, string>>;
  /**
   * Parked events of the thread that no holder had, in order of arrival: they are the caller's now, to be run first, and
   * their `record` is this one's. On the first event of each thread, and absent where there are none.
   */
  readonly ahead?: readonly ParkedRun[];
}

/** A parked event that was claimed for the caller. */
export interface ParkedRun {
  /** The id it was begun with. */
  readonly id: string;
  /** Key of its thread; absent for events about a page. */
  readonly thread?: string;
  /** What was parked. */
  readonly body: string;
  /** As in {@link BegunEvent}. */
  readonly attempts: number;
  /** As in {@link BegunEvent}. */
  readonly firstAt: number;
  /** As in {@link BegunEvent}. */
  readonly record?: ThreadRecord;
  /** As in {@link BegunEvent}. */
  readonly journal?: Readonly<Record<string, string>>;
}

/** An event that is written down so that any process can run it. */
export interface ParkEvent {
  /** The id it was begun with. */
  readonly id: string;
  /** Key of its thread; absent for events about a page. */
  readonly thread?: string | undefined;
  /** All that is needed to run it, at most 64 kB. */
  readonly body: string;
}

/** An event that was given up. */
export interface Letter {
  /** The id of the event. */
  readonly id: string;
  /** Key of its thread; absent for events about a page. */
  readonly thread?: string;
  /** When it was given up, in ms. */
  readonly at: number;
  /** What was written down of it. */
  readonly body: string;
}

/** A thread of the waiting list. */
export interface ListedThread {
  /** The thread's key. */
  readonly thread: string;
  /** Whether this app was the owner that was announced last, or another one. */
  readonly owner: 'self' | 'others';
  /** When that was announced, in ms. */
  readonly since: number;
  /** When the customer showed themselves last, in ms; kept for threads of other owners. */
  readonly customerAt?: number;
  /** When a person who answers showed themselves last, in ms; kept for threads of other owners. */
  readonly humanAt?: number;
}

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; absent on the last one. */
  readonly cursor?: string;
}

/** How the run of one event ended. */
export interface EndEvent {
  /** The id it was begun with. */
  readonly id: string;
  /**
   * `done`: never again, for `doneForMs`; what was parked and recorded of it is removed. `failed`: free to be claimed again;
   * the attempts, what was parked and what was recorded are kept. `dead`: as `done`, and `letter` is kept with what was
   * recorded; of an event that is done already, no letter is kept.
   */
  readonly outcome: 'done' | 'failed' | 'dead';
  /** With `dead`: what is kept of the event. */
  readonly letter?: { readonly thread?: string | undefined; readonly body: string } | undefined;
}

/**
 * How long a store keeps a thread that was not observed since, in ms: 31 days. Control can be extended to seven days and an
 * ad may give a month (Source: Messenger Platform docs, Conversation Routing), so a thread that was silent for longer is
 * idle, whatever was known of it.
 */
export const THREAD_LASTS_MS: number = 31 * 86_400_000;

/**
 * How long done-marks last, and the attempts of an event that failed, in ms: 36 hours, as Meta may deliver an event again
 * for so long. Source: Graph API docs, Webhooks ("over 36 hours").
 */
export const DONE_FOR_MS: number = 36 * 3_600_000;

/**
 * What core remembers. Every operation is atomic, takes the time as an argument and may answer at once or by promise;
 * several processes may share one store. The testkit's `storeContract` is the list of what must hold.
 */
export interface Store {
  /** Whether a process that dies leaves here what the next one needs. False for a store in memory. */
  readonly isDurable: boolean;
  /**
   * Ahead of the handlers of a delivery, all its events in one go, in order: merges the observations into the threads,
   * and claims each event for `holder` until `now + leaseMs` (an expired lease is free again, a holder's own is not).
   * Of an id that stands twice the first is claimed, and the second is `leased`. Parked events of the threads that no holder
   * has are claimed as well, and are answered as `ahead`.
   */
  begin(
    events: readonly BeginEvent[],
    options: { readonly holder: string; readonly leaseMs: number; readonly now: number },
  ): Awaitable<readonly BegunEvent[]>;
  /**
   * After the handlers: ends the holder's leases. A lease that another holder has taken over meanwhile is left alone, but
   * `done` and `dead` count for all. Of the letters of these events' apps the oldest go: those older than `letters.keepMs`,
   * and those beyond `letters.most` of one app.
   */
  end(
    events: readonly EndEvent[],
    options: {
      readonly holder: string;
      readonly doneForMs: number;
      readonly now: number;
      readonly letters?: { readonly keepMs: number; readonly most: number };
    },
  ): Awaitable<void>;
  /**
   * Prolongs leases that `holder` still has, to `now + leaseMs`. Answers for each id whether it has: also a lease that is over
   * is the holder's until another one takes it.
   */
  renew(
    ids: readonly string[],
    options: { readonly holder: string; readonly leaseMs: number; readonly now: number },
  ): Awaitable<readonly boolean[]>;
  /**
   * Writes down events that `holder` has begun, in one go and in order, so that their redelivery is `parked` and any process
   * can run them once the lease is over. Leases stay as they are. An event that `holder` does not have, in the sense of
   * {@link Store.renew}, is left alone: it is done, given back, another holder's, or not known. The order of these calls is the order
   * of arrival. A parked event is kept for at least {@link DONE_FOR_MS} after its last lease.
   */
  park(events: readonly ParkEvent[], options: { readonly holder: string; readonly now: number }): Awaitable<void>;
  /**
   * Claims parked events whose holder is gone: all those of a thread together and in order of arrival, and none while another
   * holder has a live lease on one of them. What `holder` has itself is left out. Threads whose first event arrived first come
   * first. An event that names no thread stands for itself.
   *
   * @param app The events' ids up to the first colon: a store may be shared by several apps.
   */
  claimParked(
    app: string,
    options: {
      readonly holder: string;
      readonly leaseMs: number;
      readonly now: number;
      /** Threads claimed at most. */
      readonly limit: number;
    },
  ): Awaitable<readonly ParkedRun[]>;
  /**
   * Records what a step of an event came to, under the event, for its next run; recorded twice, the first one stays. It is
   * kept until the event is done, and with the event's letter. Of an event that the store does not know, or that is done and
   * has no letter, nothing is recorded.
   */
  recordStep(
    id: string,
    step: { readonly name: string; readonly value: string },
    options: { readonly now: number },
  ): Awaitable<void>;
  /** Events that were given up, those given up first ahead. `cursor` is a {@link Page}'s. */
  letters(
    app: string,
    options: { readonly limit: number; readonly cursor?: string | undefined; readonly now: number },
  ): Awaitable<Page<Letter>>;
  /**
   * Makes a letter a parked event again that arrives now: claimed for `holder` as if for the first time, and with what was
   * recorded of it. `undefined` where there is no such letter.
   */
  retryLetter(
    id: string,
    options: { readonly holder: string; readonly leaseMs: number; readonly now: number },
  ): Awaitable<ParkedRun | undefined>;
  /** Removes a letter and what was recorded of it; the event stays done. False where there is no such letter. */
  discardLetter(id: string, options: { readonly now: number }): Awaitable<boolean>;
  /** Merges one observation and returns the resulting record of the thread. */
  observe(thread: string, observation: Observation, now: number): Awaitable<ThreadRecord>;
  /** The thread as it is; an empty record where nothing was observed. */
  read(thread: string, now: number): Awaitable<ThreadRecord>;
  /**
   * Asks for the right to announce a change of owner: granted to one caller at a time, until `now + leaseMs`, and only
   * while `announced` is still the record's count of announcements.
   */
  claimAnnouncement(
    thread: string,
    options: { readonly announced: number; readonly leaseMs: number; readonly now: number },
  ): Awaitable<boolean>;
  /**
   * Marks the announcement made: counts one more, remembers whom it named, settles the changes up to `changes` (the
   * record's count when the owner was worked out), and returns the thread as it is then. `listed` puts the thread on the
   * waiting list since now; a thread that is on it under the same owner keeps its times. Without `listed` it is taken off. Where
   * `announced` is no longer the record's count, nothing changes.
   */
  markAnnounced(
    thread: string,
    options: {
      readonly announced: number;
      readonly owner: string;
      readonly changes: number;
      readonly listed?: 'self' | 'others' | undefined;
      readonly now: number;
    },
  ): Awaitable<ThreadRecord>;
  /**
   * Keys of threads that changed at `before` or earlier and whose changes are still unsettled: a process that crashed
   * left them unannounced. Longest unsettled first, at most `limit`.
   *
   * @param app The threads' keys up to the first colon: a store may be shared by several apps.
   */
  unsettled(
    app: string,
    options: { readonly before: number; readonly limit: number; readonly now: number },
  ): Awaitable<readonly string[]>;
  /** Notes that the changes of a thread up to `changes` have nothing (more) to announce. */
  settle(thread: string, options: { readonly changes: number; readonly now: number }): Awaitable<void>;
  /**
   * The waiting list: threads by the owner that was announced last, those that have it longest ahead, for as long as the
   * thread is known. `cursor` is a {@link Page}'s.
   */
  threads(
    app: string,
    options: {
      readonly owner: 'self' | 'others' | 'any';
      readonly limit: number;
      readonly cursor?: string | undefined;
      readonly now: number;
    },
  ): Awaitable<Page<ListedThread>>;
  /** The bodies of a thread's parked events and letters, in no order. */
  bodies(thread: string, now: number): Awaitable<readonly { readonly id: string; readonly body: string }[]>;
  /** Replaces a body of {@link bodies} if it still is `expected`; answers whether it did. */
  replaceBody(
    id: string,
    options: { readonly expected: string; readonly body: string; readonly now: number },
  ): Awaitable<boolean>;
  /**
   * Removes all that is kept of a thread: its record, values, parked events, letters, what was recorded of those, its place on the
   * waiting list. Done-marks stay, and its parked events and letters count as done from now for `doneForMs`, so that no
   * redelivery runs.
   */
  forget(thread: string, options: { readonly doneForMs: number; readonly now: number }): Awaitable<void>;
  /** A plugin's small value for a thread (a string of at most a few hundred characters), or `undefined`. */
  getValue(thread: string, name: string, now: number): Awaitable<string | undefined>;
  /**
   * Sets a plugin's value, or removes it with `undefined`, if it still is `expected`; returns whether it did.
   * It is forgotten at `expiresAt`.
   */
  setValue(
    thread: string,
    name: string,
    options: {
      readonly expected: string | undefined;
      readonly value: string | undefined;
      readonly expiresAt: number;
      readonly now: number;
    },
  ): Awaitable<boolean>;
}
