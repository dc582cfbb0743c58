import type { Store } from '@handover/core/store';
import { connectionOf } from './connection/connection.ts';
import type { ConnectionOptions } from './connection/connection-options.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { events } from './store/events.ts';
import { purge } from './store/purge.ts';
import { threads } from './store/threads.ts';
import { values } from './store/values.ts';

/** Options of {@link sqliteStore}. */
export type SqliteStoreOptions = ConnectionOptions;

/**
 * Stores threads, events and plugins' values in a SQLite file. They survive a restart, and several processes on one
 * machine may share the file. Operations return their result at once, or a promise while another connection has the
 * file locked.
 *
 * Each writing operation is one transaction that begins by taking the lock it needs, so it waits before it has changed
 * anything. If you have a transaction open on the same connection, the operation fails instead of joining it.
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
  const thread = threads(connection);
  const event = events(connection);
  const value = values(connection);
  const forget = purge(connection);

  return {
    begin: (asked, { holder, leaseMs, now }) =>
      asked.length === 0
        ? []
        : write(() => {
            const begun = asked.map(({ id, thread: key, observation }) => {
              const claim = event.claim(id, holder, now + leaseMs, now);
              if (key === undefined) return claim;
              const record = observation === undefined ? thread.read(key) : thread.merge(key, observation, now);
              return { ...claim, record };
            });
            forget(asked.length, now);
            return begun;
          }),

    end: (ended, { holder, doneForMs, now }) => {
      if (ended.length === 0) return;
      return write(() => {
        for (const each of ended) event.end(each, holder, now + doneForMs, now);
        forget(ended.length, now);
      });
    },

    renew: (ids, { holder, leaseMs, now }) => {
      if (ids.length === 0) return;
      return write(() => {
        for (const id of ids) event.renew(id, holder, now + leaseMs);
      });
    },

    observe: (key, observation, now) =>
      write(() => {
        const record = thread.merge(key, observation, now);
        forget(1, now);
        return record;
      }),

    read: (key) => read(() => thread.read(key)),

    claimAnnouncement: (key, { announced, leaseMs, now }) =>
      write(() => thread.claimAnnouncement(key, announced, now + leaseMs, now)),

    markAnnounced: (key, mark) => write(() => thread.markAnnounced(key, mark)),

    unsettled: (app, { before, limit }) => read(() => thread.unsettled(app, before, limit)),

    settle: (key, { changes }) => write(() => thread.settle(key, changes)),

    getValue: (key, name, now) => read(() => value.get(key, name, now)),

    setValue: (key, name, { expected, value: wanted, expiresAt, now }) =>
      write(() => {
        if (value.get(key, name, now) !== expected) return false;
        value.set(key, name, wanted, expiresAt);
        forget(1, now);
        return true;
      }),
  };
}
