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
 * Remembers threads, events and plugins' values in a SQLite file: a restart forgets nothing, and several processes on one
 * machine may share the file. Answers at once; while another connection has the file locked, by promise.
 *
 * Each operation that writes is one transaction, begun with the lock it needs: it waits before it has done anything, and
 * one that meets a transaction of yours on the same connection fails rather than take part in it.
 *
 * @param db An open database; yours to close, after `bot.close()`. Its `busy_timeout`, `journal_mode` and `synchronous`
 *   are set, and tables whose names begin with `handover_` are made.
 * @throws {OptionError} `db` is no open database, its file is another program's or of a newer version of this package, or
 *   an option is wrong.
 * @throws {StoreError} The file is damaged, read-only or no database. Of an operation: it is locked for longer than
 *   `patienceMs`, its disk is full, it was closed; `cause` is the driver's error.
 * @example
 * const db = new DatabaseSync('bot.db');
 * const bot = createHandover({ appId, appSecret, client, store: sqliteStore(db), scheduler: sqliteScheduler(db) });
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
