// What the store promises beyond the contract: few round trips, no deadlocks, retried collisions, indexes, and a schema that
// it never makes by itself.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Observation } from '@handover/core/store';
import { migrate, type PostgresError, type PostgresPool, postgresStore } from '@handover/postgres';
import { makeBot, SECRET } from '@handover/test-support/make-bot';
import { type PostgresServer, postgresServer } from '@handover/test-support/postgres-server';
import { delivery, items, rejects, signedRequest } from '@handover/testkit';
import { Pool, type PoolConfig } from 'pg';
import { suite } from 'uvu';
import { GRANTS, type TestDatabase, testDatabase } from './support/databases.ts';

const onPostgres = suite('postgresStore on PostgreSQL');

const NOW = 1_764_590_400_000;
const LEASE = { holder: 'a', leaseMs: 30_000, now: NOW };
const END = { holder: 'a', doneForMs: 60_000, now: NOW };
const THREAD = '1:messenger:2:3';

let server: PostgresServer;
let database: TestDatabase;
const pools: Pool[] = [];

onPostgres.before(async () => {
  server = await postgresServer();
  const pool = new Pool({ connectionString: server.url });
  database = await testDatabase(pool, () => pool.end());
  await server.run(GRANTS);
});

onPostgres.after.each(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.end()));
  await database.clear();
});

onPostgres.after(async () => {
  await database.stop();
  await server.stop();
});

/** A pool that ends with the test. */
function poolOf(config: PoolConfig = {}): Pool {
  const pool = new Pool({ connectionString: server.url, ...config });
  pools.push(pool);
  return pool;
}

/** A pool that notes in `texts` the statements that it is asked for. */
function noting(pool: PostgresPool, texts: string[]): PostgresPool {
  return {
    query(text, values) {
      texts.push(text);
      return pool.query(text, values);
    },
  };
}

const functionsOf = (texts: readonly string[]): string[] => texts.map((text) => /"\.(\w+)/.exec(text)?.[1] ?? text);

const lane = (at: number): Observation => ({ lane: { at, rank: 1, tie: '', says: 'standby' } });

onPostgres('a delivery of 20 events costs one statement before its handlers and one after', async () => {
  const texts: string[] = [];
  const { bot, handled } = makeBot({ store: postgresStore(noting(database.pool, texts)) });
  let before: string[] = [];
  bot.on('message', () => {
    if (before.length === 0) before = functionsOf(texts);
  });
  const bodyOf = (turn: number): unknown =>
    delivery({
      messaging: Array.from({ length: 20 }, (_, index) =>
        items.message({ userId: String(1000 + index), text: `${turn}` }),
      ),
    });
  // The first delivery announces a new owner of each thread.
  await bot.handle(signedRequest(bodyOf(1), SECRET));
  texts.length = 0;
  before = [];
  const { status } = await bot.handle(signedRequest(bodyOf(2), SECRET));
  await bot.close();
  assert.equal(status, 200);
  assert.equal(handled.length, 40);
  assert.deepEqual(before, ['begin_events']);
  assert.deepEqual(functionsOf(texts), ['begin_events', 'end_events']);
});

onPostgres('calls of many deliveries in one turn cost one statement, and each gets its own answer', async () => {
  const texts: string[] = [];
  const store = postgresStore(noting(database.pool, texts));
  const ids = Array.from({ length: 30 }, (_, index) => `e${index}`);
  const beginEach = (): Promise<(string | undefined)[]> =>
    Promise.all(ids.map(async (id) => (await store.begin([{ id, thread: `${THREAD}${id}` }], LEASE))[0]?.claim));
  assert.deepEqual(new Set(await beginEach()), new Set(['claimed']));
  await Promise.all(ids.map((id, index) => store.end([{ id, outcome: index % 2 === 0 ? 'done' : 'failed' }], END)));
  assert.deepEqual(functionsOf(texts), ['begin_events', 'end_events']);
  assert.deepEqual(
    await beginEach(),
    ids.map((_, index) => (index % 2 === 0 ? 'done' : 'claimed')),
  );
});

onPostgres('a thread that another transaction has locked does not hold up others', async () => {
  const store = postgresStore(database.pool, { timeoutMs: 30_000 });
  const event = (key: string) => ({ id: `1:${key}`, thread: `${THREAD}${key}`, observation: lane(NOW) });
  await store.begin([event('locked')], LEASE);
  const locker = await poolOf().connect();
  try {
    await locker.query('BEGIN');
    await locker.query('SELECT 1 FROM handover.threads FOR UPDATE');
    const waiting = store.begin([event('locked')], LEASE);
    await new Promise(setImmediate);
    assert.equal((await store.begin([event('free')], LEASE))[0]?.claim, 'claimed');
    await locker.query('COMMIT');
    assert.equal((await waiting)[0]?.claim, 'leased');
  } finally {
    await locker.query('ROLLBACK');
    locker.release();
  }
});

onPostgres('one call of a turn that PostgreSQL refuses does not fail the others', async () => {
  const store = postgresStore(database.pool);
  // Too long for an index, and without repetitions that could be compressed.
  const long = Array.from({ length: 3_000 }, (_, index) =>
    String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)),
  ).join('');
  const ids = ['e1', `1:${long}`, 'e2'];
  const outcomes = await Promise.allSettled(ids.map(async (id) => store.begin([{ id }], LEASE)));
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value[0]?.claim : outcome.reason.cause.code)),
    ['claimed', '54000', 'claimed'],
  );
});

onPostgres('a missing schema is an error that names migrate, and is not made', async () => {
  const store = postgresStore(database.pool, { schema: 'nowhere' });
  const error = (await rejects(Promise.resolve(store.read(THREAD, NOW)))) as PostgresError;
  assert.match(
    error.message,
    /^PostgreSQL has no schema 'nowhere' of this version: run migrate\(pool, { schema: 'nowhere' }\)/,
  );
  const { rows } = await database.pool.query("SELECT to_regnamespace('nowhere')::text AS found", []);
  assert.deepEqual(rows, [{ found: null }]);
});

onPostgres('a user without rights gets an error that names the rights it needs', async () => {
  await server.run('CREATE ROLE stranger LOGIN');
  const pool = poolOf({ connectionString: server.urlOf({ user: 'stranger' }) });
  const asked = await rejects(Promise.resolve(postgresStore(pool).read(THREAD, NOW)));
  assert.match(asked.message, /\(42501\): the user lacks a right; grant it USAGE on the schema, and SELECT/);
  const migrated = await rejects(migrate(pool, { schema: 'of_stranger' }));
  assert.match(migrated.message, /\(42501\)/);
});

onPostgres('runs no function that another user made under the name of one of PostgreSQL', async () => {
  await server.run(`CREATE FUNCTION public.jsonb_build_array(text, integer, double precision, jsonb, jsonb, jsonb)
    RETURNS jsonb LANGUAGE plpgsql AS $$ BEGIN RAISE 'taken over' USING ERRCODE = 'P0001'; END $$`);
  try {
    // Under these, that function fits better than PostgreSQL's own, or comes before it.
    for (const path of ['public', 'public,pg_catalog']) {
      const store = postgresStore(poolOf({ options: `-c search_path=${path}` }));
      assert.equal((await store.begin([{ id: `1:${path}` }], LEASE))[0]?.claim, 'claimed');
    }
  } finally {
    await server.run('DROP FUNCTION public.jsonb_build_array');
  }
});

onPostgres('migrations at once, and again, make one schema, and two schemas know nothing of each other', async () => {
  // Strictly isolated transactions don't see what others commit meanwhile.
  for (const isolation of ['read\\ committed', 'serializable']) {
    const schema = `second_${isolation.slice(0, 4)}`;
    const pool = poolOf({ options: `-c default_transaction_isolation=${isolation}` });
    await Promise.all(Array.from({ length: 5 }, () => migrate(pool, { schema })));
    await migrate(pool, { schema });
    const [first, second] = [postgresStore(pool), postgresStore(pool, { schema })];
    const event = { id: `1:${schema}`, thread: THREAD };
    await first.begin([{ ...event, observation: lane(NOW) }], LEASE);
    assert.equal((await second.begin([event], LEASE))[0]?.claim, 'claimed');
    assert.deepEqual((await second.read(THREAD, NOW)).registers, {});
  }
});

onPostgres('migrate does nothing where nothing is missing, so that a bot without rights may call it', async () => {
  await migrate(poolOf({ connectionString: server.urlOf({ user: 'bot' }) }));
});

onPostgres('migrate says which right its user lacks, and where a table of another program is in the way', async () => {
  const pool = poolOf({ connectionString: server.urlOf({ user: 'bot' }) });
  await server.run('CREATE SCHEMA of_another');
  for (const schema of ['not_there', 'of_another']) {
    const error = await rejects(migrate(pool, { schema }));
    assert.match(
      error.message,
      /\(42501\): the user may not create it; run migrate as a user with CREATE on the database/,
    );
  }
  await server.run('CREATE TABLE of_another.events (x integer)');
  const error = await rejects(migrate(database.pool, { schema: 'of_another' }));
  assert.match(error.message, /\(42P07\): .* name another schema/);
});

onPostgres('migrate refuses a database that can not hold what customers write', async () => {
  await server.run("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
  const pool = poolOf({ connectionString: server.urlOf({ database: 'latin' }) });
  const error = await rejects(migrate(pool));
  assert.match(error.message, /\(22P05\): the encoding of the database is not UTF8; create one with ENCODING 'UTF8'/);
  const { rows } = await pool.query("SELECT to_regnamespace('handover')::text AS found");
  assert.deepEqual(rows, [{ found: null }]);
});

onPostgres('the shipped file makes the schema that migrate makes', async () => {
  await server.run('CREATE DATABASE by_file');
  const pool = poolOf({ connectionString: server.urlOf({ database: 'by_file' }) });
  const file = await readFile(new URL('../handover.sql', import.meta.url), 'utf8');
  // Twice, as a new version's file is run over the tables of an old one.
  for (let times = 0; times < 2; times += 1) await pool.query(file);
  const columns = `SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'handover' ORDER BY 1, 2`;
  const functions = `SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'handover'::regnamespace ORDER BY 1`;
  for (const sql of [columns, functions]) {
    const [made, migrated] = await Promise.all([pool.query(sql), database.pool.query(sql, [])]);
    assert.ok(made.rows.length > 30);
    assert.deepEqual(made.rows, migrated.rows);
  }
});

/** Work of several processes on the same few threads and events, in other orders. */
async function collide(pool: PostgresPool, turns: number): Promise<void> {
  const stores = Array.from({ length: 4 }, () => postgresStore(pool, { timeoutMs: 30_000 }));
  const work = stores.map(async (store, index) => {
    const holder = `h${index}`;
    for (let turn = 0; turn < turns; turn += 1) {
      const keys = Array.from({ length: 12 }, (_, key) => (key * (index + 5) + turn) % 12);
      const events = keys.map((key) => {
        const thread = `${THREAD}${(key * 5) % 7}`;
        return { id: `1:${key}`, thread, observation: lane(NOW + turn), body: 'x' };
      });
      const now = NOW + turn * 10;
      const options = { holder, leaseMs: 5, now };
      await store.begin(events, options);
      await store.park(events, options);
      await store.renew(
        events.map(({ id }) => id),
        options,
      );
      const runs = await store.claimParked('1', { ...options, now: now + 6, limit: 3 });
      await store.end(
        [...runs, ...events.slice(0, 6)].map(({ id }, place) => ({
          id,
          outcome: (['done', 'failed', 'dead'] as const)[place % 3] ?? 'done',
          letter: { body: 'x' },
        })),
        { ...END, holder, doneForMs: 7, now: now + 6, letters: { keepMs: 1_000, most: 5 } },
      );
      if (turn % 5 === 0) await store.forget(`${THREAD}${turn % 7}`, { doneForMs: 7, now });
    }
  });
  await Promise.all(work);
}

onPostgres('processes that are at the same threads and events in other orders never deadlock', async () => {
  const deadlocks = async (): Promise<unknown> =>
    (await database.pool.query('SELECT sum(deadlocks)::text AS count FROM pg_stat_database', [])).rows;
  const before = await deadlocks();
  await collide(poolOf({ max: 8 }), 25);
  assert.deepEqual(await deadlocks(), before);
});

onPostgres('claims the parked events of a thread while others end and park', async () => {
  const pool = poolOf();
  let writing = 2;
  /** Swaps the one parked event of a thread for the next, again and again. */
  const write = async (user: string): Promise<void> => {
    const store = postgresStore(pool);
    const next = (place: number) => ({ id: `1:${user}-${place}`, thread: `${THREAD}${user}`, body: 'x' });
    await store.begin([next(0)], LEASE);
    await store.park([next(0)], LEASE);
    for (let place = 0; place < 250; place += 1) {
      const after = [next(place + 1)];
      await store.begin(after, LEASE);
      await Promise.all([store.end([{ id: next(place).id, outcome: 'done' }], END), store.park(after, LEASE)]);
    }
    writing -= 1;
  };
  const claim = async (): Promise<number> => {
    const store = postgresStore(pool);
    // The leases are over, so that each event can be claimed as long as it is parked.
    const options = { holder: 'b', leaseMs: 0, now: NOW + LEASE.leaseMs, limit: 3 };
    let claims = 0;
    while (writing > 0) claims += (await store.claimParked('1', options)).length;
    return claims;
  };
  const [claims] = await Promise.all([claim(), claim(), claim(), write('1'), write('2')]);
  assert.ok(claims > 0);
});

onPostgres('transactions that collide are tried again, where the database isolates them strictly', async () => {
  const pool = poolOf({ max: 4, options: '-c default_transaction_isolation=serializable' });
  let collisions = 0;
  const counting: PostgresPool = {
    query: (text, values) =>
      pool.query(text, values).catch((error: unknown) => {
        collisions += 1;
        throw error;
      }),
  };
  await collide(counting, 8);
  assert.ok(collisions > 0, 'no transaction collided');
});

onPostgres('keeps a thread for a month after it was last seen, though without news, and then removes it', async () => {
  const dayMs = 86_400_000;
  /** A new process removes expired rows at its first delivery. */
  const after = async (days: number): Promise<string | undefined> => {
    const now = NOW + days * dayMs;
    const store = postgresStore(database.pool);
    await store.begin([{ id: `1:day${days}` }], { ...LEASE, now });
    return (await store.read(THREAD, now)).registers.lane?.says;
  };
  const store = postgresStore(database.pool);
  for (const days of [0, 20]) await store.observe(THREAD, lane(NOW), NOW + days * dayMs);
  assert.equal(await after(50), 'standby');
  assert.equal(await after(53), undefined);
});

onPostgres('answers for each event, also where one expires in the same moment', async () => {
  const page = { id: '1:page' };
  const first = postgresStore(database.pool);
  await first.begin([page], LEASE);
  await first.park([{ ...page, body: 'x' }], LEASE);
  // A new process removes expired rows at its first delivery.
  const later = { ...LEASE, now: NOW + 3 * 86_400_000 };
  const begun = await postgresStore(database.pool).begin([page, { id: '1:next' }], later);
  assert.deepEqual(
    begun.map(({ claim }) => claim),
    ['parked', 'claimed'],
  );
});

onPostgres('keeps a value that never expires', async () => {
  const store = postgresStore(database.pool);
  const value = { expected: undefined, value: 'x', expiresAt: Number.POSITIVE_INFINITY, now: NOW };
  assert.equal(await store.setValue(THREAD, 'kept', value), true);
  assert.equal(await store.getValue(THREAD, 'kept', NOW + 1e15), 'x');
});

onPostgres('refuses a cursor that is not of a page', async () => {
  const store = postgresStore(database.pool);
  for (const cursor of ['', 'x', '5', '5 x', '5 ', '5 99999999999999999999', "5 1'; DROP"]) {
    const error = await rejects(Promise.resolve(store.letters('1', { limit: 1, cursor, now: NOW })), 'TypeError');
    assert.match(error.message, /cursor must be the cursor of a page/);
  }
});

onPostgres('a step that is recorded after its event ended is in no later journal', async () => {
  const store = postgresStore(database.pool);
  await store.begin([{ id: '1:a' }], LEASE);
  await store.end([{ id: '1:a', outcome: 'done' }], END);
  await store.recordStep('1:a', { name: 'send', value: 'late' }, { now: NOW });
  const again = { ...LEASE, now: NOW + 60_000 };
  for (const attempts of [1, 2]) {
    assert.deepEqual(await store.begin([{ id: '1:a' }], again), [{ claim: 'claimed', attempts, firstAt: again.now }]);
    await store.end([{ id: '1:a', outcome: 'failed' }], { ...END, now: again.now });
  }
});

onPostgres('removes old letters at once, also where there are too many', async () => {
  const store = postgresStore(database.pool);
  const dead = (id: string) => ({ id, outcome: 'dead', letter: { body: id } }) as const;
  await store.end(['1:a', '1:b', '1:c', '1:d'].map(dead), END);
  const letters = { keepMs: 5_000, most: 2 };
  await store.end([dead('1:e')], { ...END, now: NOW + 10_000, letters });
  const { items: left } = await store.letters('1', { limit: 9, now: NOW });
  assert.deepEqual(left, [{ id: '1:e', at: NOW + 10_000, body: '1:e' }]);
});

onPostgres('finds rows by an index, whatever it is asked, and removes expired ones in small steps', async () => {
  const pool = poolOf({ max: 1 });
  await pool.query(
    `DO $$ BEGIN
      INSERT INTO handover.threads (thread, changes, changed_at, touched_at, gone_at, listed, listed_at)
        SELECT '1:messenger:2:t' || n, 1, ${NOW} + n, ${NOW}, ${NOW} + 3e9, CASE n % 2 WHEN 0 THEN 'self' ELSE 'others' END, n
        FROM generate_series(1, 20000) AS n;
      INSERT INTO handover.events (id, holder, until, done, first_at, gone_at)
        SELECT '1:e' || n, 'x', ${NOW} + 1, true, 0, ${NOW} + 1000 FROM generate_series(1, 20000) AS n;
      INSERT INTO handover.events (id, holder, until, parked, first_at, gone_at)
        SELECT '1:p' || n, '', ${NOW}, true, 0, ${NOW} + 1e9 FROM generate_series(1, 5000) AS n;
      INSERT INTO handover.parked (id, thread, body) SELECT '1:p' || n, '1:messenger:2:t' || n % 999, 'x' FROM generate_series(1, 5000) AS n;
      INSERT INTO handover.letters (id, thread, at, body) SELECT '1:l' || n, '1:messenger:2:t' || n, ${NOW} - 20000 + n, 'x' FROM generate_series(1, 20000) AS n;
      INSERT INTO handover.steps (id, name, value) SELECT '1:p' || n % 5000, n::text, 'x' FROM generate_series(1, 20000) AS n;
      INSERT INTO handover.values (thread, name, value, expires_at) SELECT '1:messenger:2:t' || n, 'x', 'x', ${NOW} + 1e9 FROM generate_series(1, 20000) AS n;
      INSERT INTO handover.timers (name, key, due_at, data, next_at) SELECT 'job', n::text, ${NOW} + n, 'x', ${NOW} + n FROM generate_series(1, 20000) AS n;
    END $$`,
  );
  await pool.query('ANALYZE');
  const store = postgresStore(pool);
  const scanned = async (): Promise<unknown> => {
    await pool.query('SELECT pg_stat_force_next_flush()');
    const { rows } = await pool.query(
      "SELECT relname, seq_tup_read FROM pg_stat_user_tables WHERE schemaname = 'handover' ORDER BY 1",
    );
    return rows;
  };
  const before = await scanned();
  const thread = '1:messenger:2:t5';
  // At first with the plans for given values, later with those for any.
  for (let turn = 1; turn <= 8; turn += 1) {
    const now = NOW + turn;
    const options = { ...LEASE, now };
    const sign = { by: 'customer', at: now } as const;
    await store.begin([{ id: `1:new${turn}`, thread, observation: lane(now), sign }, { id: `1:page${turn}` }], options);
    await store.recordStep(`1:new${turn}`, { name: 'send', value: 'm_1' }, { now });
    await store.park([{ id: `1:new${turn}`, thread, body: 'x' }], options);
    await store.renew([`1:new${turn}`], options);
    assert.ok((await store.claimParked('1', { ...options, limit: 3 })).length >= 3);
    const letters = { keepMs: 1e12, most: 30_000 };
    await store.end(
      [
        { id: `1:new${turn}`, outcome: 'failed' },
        { id: `1:page${turn}`, outcome: 'done' },
      ],
      { ...END, now, letters },
    );
    await store.end([{ id: `1:new${turn}`, outcome: 'dead', letter: { thread, body: 'x' } }], { ...END, now, letters });
    const { cursor } = await store.letters('1', { limit: 5, now });
    assert.equal((await store.letters('1', { limit: 5, cursor, now })).items.length, 5);
    await store.retryLetter(`1:l${turn}`, options);
    assert.equal(await store.discardLetter(`1:l${100 + turn}`, { now }), true);
    assert.equal((await store.unsettled('1', { before: now + 500, limit: 5, now })).length, 5);
    await store.settle(`1:messenger:2:t${200 + turn}`, { changes: 1, now });
    const announced = { announced: 0, now };
    assert.equal(await store.claimAnnouncement(`1:messenger:2:t${300 + turn}`, { ...announced, leaseMs: 1 }), true);
    await store.markAnnounced(`1:messenger:2:t${300 + turn}`, {
      ...announced,
      owner: 'self',
      changes: 1,
      listed: 'self',
    });
    for (const owner of ['self', 'others', 'any'] as const)
      assert.equal((await store.threads('1', { owner, limit: 5, now })).items.length, 5);
    assert.ok((await store.bodies(thread, now)).length > 0);
    await store.replaceBody(`1:p${turn}`, { expected: 'x', body: 'y', now });
    await store.setValue(thread, 'x', { expected: 'x', value: 'x', expiresAt: NOW + 1e9, now });
    assert.equal(await store.getValue(thread, 'x', now), 'x');
    await store.forget(`1:messenger:2:t${400 + turn}`, { doneForMs: 1_000, now });
  }
  assert.deepEqual(await scanned(), before);

  const expired = async (): Promise<number> => {
    const { rows } = await pool.query("SELECT count(*)::int AS left FROM handover.events WHERE holder = 'x'");
    return (rows[0] as { readonly left: number }).left;
  };
  const left = await expired();
  const later = { ...LEASE, now: NOW + 120_000 };
  await store.begin([{ id: '1:later' }], later);
  assert.equal(left - (await expired()), 256);
});

onPostgres.run();
