import type { Observation, ThreadRecord } from './ownership/registers.ts';
import type { Awaitable } from './ports.ts';

/** One event of a delivery, as passed to {@link Store.begin}. */
export interface BeginEvent {
  /** The id under which it is claimed. */
  readonly id: string;
  /** Key of its thread; absent for events about a page. */
  readonly thread?: string | undefined;
  /** What the event says about the thread. Merging it twice changes nothing. */
  readonly observation?: Observation | undefined;
  /**
   * Whose activity the event shows, and when, in ms. Noted if the waiting list has the thread under another owner,
   * whatever the claim. The newest is kept.
   */
  readonly sign?: { readonly by: 'customer' | 'human'; readonly at: number } | undefined;
}

/** The store's answer for one event. */
export interface BegunEvent {
  /**
   * `claimed`: the caller runs it. `leased`: another holder runs it, until its lease ends. `parked`: it was accepted,
   * so a process runs it and Meta need not redeliver it; only {@link BegunEvent.ahead} and {@link Store.claimParked}
   * claim it. `done`: it has been handled, or is a dead letter.
   */
  readonly claim: 'claimed' | 'leased' | 'parked' | 'done';
  /** How often it has been claimed, including this time. */
  readonly attempts: number;
  /** When it was claimed first, in ms. */
  readonly firstAt: number;
  /** The thread after the observation; absent for events about a page. */
  readonly record?: ThreadRecord;
  /** With `claimed`: what earlier runs recorded by {@link Store.recordStep}. Absent if they recorded nothing. */
  readonly journal?: Readonly<Record<string, string>>;
  /**
   * Parked events of the thread that no holder had, in order of arrival. The caller now holds them and runs them first;
   * their `record` is this event's. Set on each thread's first event.
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
  /** Whether the owner announced last was this app or another one. */
  readonly owner: 'self' | 'others';
  /** When that was announced, in ms. */
  readonly since: number;
  /** When the customer was last active, in ms; kept for threads of other owners. */
  readonly customerAt?: number;
  /** When a person who answers was last active, in ms; kept for threads of other owners. */
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
   * `done`: not claimed again for `doneForMs`; its parked body and recorded steps are removed. `failed`: may be claimed
   * again; attempts, parked body and recorded steps are kept. `dead`: as `done`, but `letter` is kept with the recorded
   * steps. If the event is done already, no letter is kept.
   */
  readonly outcome: 'done' | 'failed' | 'dead';
  /** With `dead`: what is kept of the event. */
  readonly letter?: { readonly thread?: string | undefined; readonly body: string } | undefined;
}

/**
 * How long a store keeps a thread after its last observation, in ms: 31 days. Control can be extended to seven days and
 * an ad may give a month (Source: Messenger Platform docs, Conversation Routing), so a thread silent for longer is
 * idle.
 */
export const THREAD_LASTS_MS: number = 31 * 86_400_000;

/**
 * How long a store keeps done-marks and the attempts of failed events, in ms: 36 hours, since Meta may redeliver an
 * event for that long. Source: Graph API docs, Webhooks ("over 36 hours").
 */
export const DONE_FOR_MS: number = 36 * 3_600_000;

/**
 * The state that core keeps. Every operation is atomic, takes the time as an argument, and returns a value or a
 * promise. Several processes may share one store. The testkit's `storeContract` lists what must hold.
 */
export interface Store {
  /** Whether the state outlives the process. False for a store in memory. */
  readonly isDurable: boolean;
  /**
   * Begins all events of a delivery at once, in order, before their handlers run: merges the observations into the
   * threads, and claims each event for `holder` until `now + leaseMs`. An event with an expired lease can be claimed;
   * one that `holder` itself leases can not. If an id occurs twice, the first is claimed and the second is `leased`.
   * Parked events of these threads that no holder has are claimed as well, and returned as `ahead`.
   */
  begin(
    events: readonly BeginEvent[],
    options: { readonly holder: string; readonly leaseMs: number; readonly now: number },
  ): Awaitable<readonly BegunEvent[]>;
  /**
   * Ends the holder's leases after the handlers have run. A lease that another holder has taken over stays, but `done`
   * and `dead` apply to all holders. Then removes letters of these events' apps: those older than `letters.keepMs`, and
   * the oldest beyond `letters.most` per app.
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
   * Renews leases that `holder` still has, to `now + leaseMs`. Returns for each id whether `holder` has it: an expired
   * lease stays the holder's until another holder takes it.
   */
  renew(
    ids: readonly string[],
    options: { readonly holder: string; readonly leaseMs: number; readonly now: number },
  ): Awaitable<readonly boolean[]>;
  /**
   * Parks events that `holder` has begun, at once and in order. From then on a redelivery of them is `parked`, and any
   * process can run them once the lease has expired. Leases do not change. An event that `holder` does not have, as in
   * {@link Store.renew}, is skipped: it is done, released, another holder's, or unknown. The order of these calls is
   * the order of arrival. A parked event is kept for at least {@link DONE_FOR_MS} after its last lease.
   */
  park(events: readonly ParkEvent[], options: { readonly holder: string; readonly now: number }): Awaitable<void>;
  /**
   * Claims parked events whose holder is gone: all events of a thread together in order of arrival, but none while
   * another holder has a live lease on one of them. Events that `holder` itself has are left out. The thread whose
   * first event arrived first comes first. An event without a thread is claimed by itself.
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
   * Records the result of a step under its event, for the next run. If the step is recorded already, the first result
   * stays. Kept until the event is done, and with its letter. Unknown events, and done events without a letter, record
   * nothing.
   */
  recordStep(
    id: string,
    step: { readonly name: string; readonly value: string },
    options: { readonly now: number },
  ): Awaitable<void>;
  /** Lists dead letters, those given up first ahead. `cursor` is a {@link Page}'s. */
  letters(
    app: string,
    options: { readonly limit: number; readonly cursor?: string | undefined; readonly now: number },
  ): Awaitable<Page<Letter>>;
  /**
   * Turns a letter back into a parked event that arrives now. It is claimed for `holder` as if for the first time, with
   * its recorded steps. `undefined` if there is no such letter. With a `leaseMs` of 0 any other process can claim it at
   * once.
   */
  retryLetter(
    id: string,
    options: { readonly holder: string; readonly leaseMs: number; readonly now: number },
  ): Awaitable<ParkedRun | undefined>;
  /** Removes a letter and its recorded steps; the event stays done. Returns false if there is no such letter. */
  discardLetter(id: string, options: { readonly now: number }): Awaitable<boolean>;
  /** Merges one observation and returns the resulting record of the thread. */
  observe(thread: string, observation: Observation, now: number): Awaitable<ThreadRecord>;
  /** Returns the record of the thread; an empty one if nothing was observed. */
  read(thread: string, now: number): Awaitable<ThreadRecord>;
  /**
   * Leases the announcement of a change of owner: to one caller at a time, until `now + leaseMs`, and only while
   * `announced` equals the record's count of announcements.
   */
  claimAnnouncement(
    thread: string,
    options: { readonly announced: number; readonly leaseMs: number; readonly now: number },
  ): Awaitable<boolean>;
  /**
   * Marks the announcement as made: increments the count, keeps the announced owner, settles the changes up to
   * `changes` (the record's count when the owner was computed), and returns the resulting record. `listed` puts the
   * thread on the waiting list as of now; a thread listed under the same owner keeps its times. Without `listed` it is
   * removed. If `announced` differs from the record's count, nothing changes.
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
   * The waiting list: threads by the owner announced last, those owned longest first, while the thread is kept.
   * `cursor` is a {@link Page}'s.
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
  /** Replaces a body of {@link bodies} if it still is `expected`; returns whether it did. */
  replaceBody(
    id: string,
    options: { readonly expected: string; readonly body: string; readonly now: number },
  ): Awaitable<boolean>;
  /**
   * Removes everything kept about a thread: record, values, parked events, letters, their recorded steps, and its place
   * on the waiting list. Done-marks stay, and its parked events and letters count as done for `doneForMs`, so no
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
