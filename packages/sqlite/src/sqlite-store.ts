import type { BeginEvent, BegunEvent, EndEvent, Store } from '@handover/core/store';
import { connectionOf } from './connection/connection.ts';
import type { ConnectionOptions } from './connection/connection-options.ts';
import { appOf } from './connection/text.ts';
import { together } from './connection/together.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { events, type Lease } from './store/events.ts';
import { journal } from './store/journal.ts';
import { keptOfThread } from './store/kept-of-thread.ts';
import { letters } from './store/letters.ts';
import { placeOf } from './store/page.ts';
import { parks } from './store/parks.ts';
import { purge } from './store/purge.ts';
import { threads } from './store/threads.ts';
import { values } from './store/values.ts';
import { waitingList } from './store/waiting-list.ts';

/** Options of {@link sqliteStore}. */
export type SqliteStoreOptions = ConnectionOptions;

type EndOptions = Parameters<Store['end']>[1];

/**
 * Stores threads, events and plugins' values in a SQLite file. They survive a restart, and several processes on one
 * machine may share the file. Reads return at once, or a promise while another connection has the file locked.
 *
 * `begin`, `end`, `park` and `recordStep` return promises: all calls of one turn of the event loop share a transaction.
 * Any other operation that writes has a transaction of its own. A transaction takes its lock when it begins, so it waits
 * before it has changed anything. While you have a transaction open on the same connection, writing operations fail.
 *
 * @param db An open database; close it yourself, after `bot.close()`. The store sets its `busy_timeout`, `journal_mode`
 * and `synchronous`, and creates tables whose names begin with `handover_`.
 * @throws {OptionError} `db` is not an open database, its file belongs to another program or to a newer version of this
 * package, or an option is wrong.
 * @throws {StoreError} The file is damaged, read-only or not a database. From an operation: the file stayed locked for
 * longer than `patienceMs`, its disk is full, or it was closed; `cause` is the driver's error.
 */
export function sqliteStore(db: SqliteDatabase, options: SqliteStoreOptions = {}): Store {
  const connection = connectionOf(db, options);
  const { read, write } = connection;
  const inOneGo = together(connection);
  const list = waitingList(connection);
  const thread = threads(connection, list);
  const steps = journal(connection);
  const event = events(connection, steps);
  const letter = letters(connection, steps);
  const parked = parks(connection, event, thread);
  const kept = keptOfThread(connection, event, letter);
  const value = values(connection);
  const purgeSome = purge(connection);

  function beginOne({ id, thread: key, observation, sign }: BeginEvent, lease: Lease): BegunEvent {
    if (key === undefined) return event.claim(id, lease);
    const { record, mayHaveParked } = thread.receive({ thread: key, observation, sign }, lease.now);
    const ahead = mayHaveParked ? parked.claimThread(key, record, lease) : [];
    const begun = { ...event.claim(id, lease), record };
    return ahead.length === 0 ? begun : { ...begun, ahead };
  }

  function endOne({ id, outcome, letter: left }: EndEvent, { holder, doneForMs, now }: EndOptions): void {
    if (outcome === 'failed') {
      event.failed(id, holder, now);
      return;
    }
    // Keeps the letter before marking the event done: done() removes the recorded steps of an event without a letter.
    if (outcome === 'dead' && left !== undefined && !event.isDone(id, now)) letter.keep(id, left, now);
    event.done(id, holder, now + doneForMs, now);
  }

  return {
    isDurable: true,

    begin: (asked, lease) =>
      asked.length === 0
        ? []
        : inOneGo(() => {
            const begun = asked.map((each) => beginOne(each, lease));
            purgeSome(asked.length, lease.now);
            return begun;
          }),

    end: (ended, given) => {
      if (ended.length === 0) return;
      return inOneGo(() => {
        for (const each of ended) endOne(each, given);
        purgeSome(ended.length, given.now);
        if (given.letters === undefined) return;
        for (const app of new Set(ended.map(({ id }) => appOf(id)))) letter.trim(app, given.letters, given.now);
      });
    },

    renew: (ids, { holder, leaseMs, now }) =>
      ids.length === 0 ? [] : write(() => ids.map((id) => event.renew(id, holder, now + leaseMs))),

    park: (asked, { holder, now }) => {
      if (asked.length === 0) return;
      return inOneGo(() => {
        for (const each of asked) parked.park(each, holder, now);
      });
    },

    claimParked: (app, { limit, ...lease }) => write(() => parked.claimWaiting(app, limit, lease)),

    recordStep: (id, { name, value: result }) => inOneGo(() => steps.record(id, name, result)),

    letters: (app, { limit, cursor }) => {
      const from = placeOf(cursor);
      return read(() => letter.list(app, from, limit));
    },

    retryLetter: (id, lease) =>
      write(() => {
        const left = letter.take(id);
        return left === undefined ? undefined : parked.retry(id, left, lease);
      }),

    discardLetter: (id) => write(() => letter.discard(id)),

    observe: (key, observation, now) =>
      write(() => {
        const record = thread.merge(key, observation, now);
        purgeSome(1, now);
        return record;
      }),

    read: (key) => read(() => thread.read(key)),

    claimAnnouncement: (key, { announced, leaseMs, now }) =>
      write(() => thread.claimAnnouncement(key, announced, now + leaseMs, now)),

    markAnnounced: (key, mark) => write(() => thread.markAnnounced(key, mark)),

    unsettled: (app, { before, limit }) => read(() => thread.unsettled(app, before, limit)),

    settle: (key, { changes }) => write(() => thread.settle(key, changes)),

    threads: (app, { cursor, ...asked }) => {
      const from = placeOf(cursor);
      return read(() => list.list(app, from, asked));
    },

    bodies: (key) => read(() => kept.bodies(key)),

    replaceBody: (id, { expected, body }) => write(() => kept.replaceBody(id, expected, body)),

    forget: (key, until) => write(() => kept.forget(key, until)),

    getValue: (key, name, now) => read(() => value.get(key, name, now)),

    setValue: (key, name, { expected, value: wanted, expiresAt, now }) =>
      write(() => {
        if (value.get(key, name, now) !== expected) return false;
        value.set(key, name, wanted, expiresAt);
        purgeSome(1, now);
        return true;
      }),
  };
}
