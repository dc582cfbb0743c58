import type { Letter, ListedThread, Store } from '@handover/core/store';
import { type DatabaseOptions, databaseOf } from './database/database.ts';
import { gather } from './database/gather.ts';
import type { PostgresPool } from './postgres-pool.ts';
import { begin as createBegin } from './store/begin.ts';
import { end as createEnd } from './store/end.ts';
import { pageOf, placeOf } from './store/page.ts';
import { purgePace } from './store/purge-pace.ts';

/** Options of {@link postgresStore}. */
export type PostgresStoreOptions = DatabaseOptions;

/**
 * Remembers threads and events in PostgreSQL, for any number of processes. Each operation is one statement, so it is
 * atomic and takes one round trip; `begin` and `end` take one for all that comes in one turn of the event loop, and under
 * load for all that comes while another is under way. Time is the callers'; of such calls the latest counts for all. No
 * session state is used, so PgBouncer may pool transactions.
 *
 * @param pool A pool or a connection. It stays yours: the store never closes it.
 * @throws {OptionError} `pool` has no `query`, or an option is wrong. From an operation, {@link PostgresError}: the schema
 * is missing (run `migrate`), or PostgreSQL failed or was too late.
 * @example
 * const pool = new Pool({ connectionString: 'postgres://bot@127.0.0.1:5432/postgres' });
 * const bot = createHandover({ appId, appSecret, client, store: postgresStore(pool) });
 */
export function postgresStore(pool: PostgresPool, options: PostgresStoreOptions = {}): Store {
  const database = databaseOf(pool, options);
  const { call } = database;
  const purgeIsDue = purgePace();
  const beginAll = gather(createBegin(database, purgeIsDue), ({ holder, leaseMs }) => `${leaseMs} ${holder}`);
  const endAll = gather(
    createEnd(database, purgeIsDue),
    ({ holder, doneForMs, letters: bounds }) => `${doneForMs} ${bounds?.keepMs} ${bounds?.most} ${holder}`,
  );

  return {
    isDurable: true,

    begin: async (events, lease) => (events.length === 0 ? [] : beginAll(events, lease)),

    end: async (events, given) => {
      if (events.length > 0) await endAll(events, given);
    },

    renew: async (ids, { holder, leaseMs, now }) => {
      if (ids.length === 0) return [];
      const held = new Set(await call<readonly string[]>('renew_leases', { ids, holder, until: now + leaseMs }));
      return ids.map((id) => held.has(id));
    },

    park: async (events, { holder }) => {
      if (events.length > 0) await call('park_events', { events, holder });
    },

    claimParked: (app, given) => call('claim_parked', { ...given, app }),

    recordStep: (id, step) => call('record_step', { ...step, id }),

    letters: async (app, { limit, cursor }) => {
      const given = { app, ...placeOf(cursor, '0', isNumber), limit: limit + 1 };
      const rows = await call<readonly (Letter & { readonly seq: string })[]>('list_letters', given);
      return pageOf(
        rows,
        limit,
        ({ seq: _, ...letter }) => letter,
        ({ at, seq }) => ({ at, rest: seq }),
      );
    },

    retryLetter: (id, lease) => call('retry_letter', { ...lease, id }),

    discardLetter: (id) => call('discard_letter', { id }),

    observe: (thread, observation, now) => call('observe', { thread, marks: observation, now }),

    read: (thread) => call('read_thread', { thread }),

    claimAnnouncement: (thread, { announced, leaseMs, now }) =>
      call('claim_announcement', { thread, announced, until: now + leaseMs, now }),

    markAnnounced: (thread, mark) => call('mark_announced', { ...mark, thread }),

    unsettled: (app, { before, limit }) => call('unsettled_threads', { app, before, limit }),

    settle: (thread, { changes }) => call('settle_thread', { thread, changes }),

    threads: async (app, { owner, limit, cursor, now }) => {
      const owners = owner === 'any' ? ['self', 'others'] : [owner];
      const given = { app, owners, ...placeOf(cursor, '', () => true), limit: limit + 1, now };
      const rows = await call<readonly ListedThread[]>('list_threads', given);
      return pageOf(
        rows,
        limit,
        (row) => row,
        ({ since, thread }) => ({ at: since, rest: thread }),
      );
    },

    bodies: (thread) => call('thread_bodies', { thread }),

    replaceBody: (id, { expected, body }) => call('replace_body', { id, expected, body }),

    forget: (thread, { doneForMs, now }) => call('forget_thread', { thread, doneForMs, now }),

    getValue: (thread, name, now) => call('get_value', { thread, name, now }),

    setValue: (thread, name, { expected, value, expiresAt, now }) =>
      call('set_value', { thread, name, expected, value, expiresAt, now }),
  };
}

/** Whether a text is a number that a `bigint` of PostgreSQL holds. */
function isNumber(text: string): boolean {
  return /^\d{1,18}$/.test(text);
}
