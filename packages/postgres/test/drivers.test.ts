// Every driver that the README names, and PgBouncer in transaction mode between the bot and the server.
import assert from 'node:assert/strict';
import { migrate, type PostgresPool, postgresScheduler, postgresStore } from '@handover/postgres';
import { eventually } from '@handover/test-support/eventually';
import { makeBot, SECRET } from '@handover/test-support/make-bot';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { type PgBouncer, pgbouncer } from '@handover/test-support/pgbouncer';
import { type PostgresServer, postgresServer } from '@handover/test-support/postgres-server';
import { delivery, items, rejects, signedRequest } from '@handover/testkit';
import { Client, Pool } from 'pg';
import postgres from 'postgres';
import { suite } from 'uvu';
import { systemClock } from './support/system-clock.ts';

const drivers = suite('drivers');

const NOW = 1_764_590_400_000;
const LEASE = { holder: 'a', leaseMs: 30_000, now: NOW };
const THREAD = '1:messenger:2:3';

let server: PostgresServer;
let bouncer: PgBouncer;
let runs = 0;

drivers.before(async () => {
  server = await postgresServer();
  bouncer = await pgbouncer(server);
});

drivers.after(async () => {
  await bouncer.stop();
  await server.stop();
});

/** Migrates by this driver, and uses the store and the scheduler on it, in a schema of its own. */
async function useOn(pool: PostgresPool): Promise<void> {
  runs += 1;
  const schema = `driver${runs}`;
  await migrate(pool, { schema });
  await migrate(pool, { schema });

  const store = postgresStore(pool, { schema });
  const text = `it's "quoted" \\ 👩‍👩‍👧 \u0000 $1`;
  const mark = { at: NOW, rank: 1, tie: text, says: 'standby' } as const;
  await store.begin([{ id: '1:a', thread: THREAD, observation: { lane: mark } }], LEASE);
  await store.park([{ id: '1:a', thread: THREAD, body: text }], LEASE);
  await store.recordStep('1:a', { name: '__proto__', value: text }, { now: NOW });
  const later = { holder: 'b', leaseMs: 30_000, now: NOW + 30_000 };
  const [run] = await store.claimParked('1', { ...later, limit: 1 });
  assert.deepEqual([run?.body, run?.attempts, run?.firstAt, run?.record?.registers.lane], [text, 2, NOW, mark]);
  assert.equal(Object.entries(run?.journal ?? {})[0]?.join(), `__proto__,${text}`);
  await store.end([{ id: '1:a', outcome: 'dead', letter: { body: text } }], { ...later, doneForMs: 60_000 });
  assert.deepEqual((await store.letters('1', { limit: 9, now: NOW })).items, [
    { id: '1:a', at: later.now, body: text },
  ]);
  await postgresStore(pool, { schema }).discardLetter('1:a', { now: NOW });
  assert.deepEqual(await store.letters('1', { limit: 9, now: NOW }), { items: [] });

  const missing = await rejects(Promise.resolve(postgresStore(pool, { schema: 'nowhere' }).read(THREAD, NOW)));
  assert.match(missing.message, /run migrate/);

  const scheduler = postgresScheduler(pool, { schema });
  scheduler.start({ clock: systemClock, logger: memoryLogger() });
  const ran: unknown[] = [];
  scheduler.handle('job', (timer) => void ran.push(timer));
  const dueAt = Date.now() + 0.5;
  await scheduler.schedule('job', text, dueAt, text);
  await eventually('the timer has run', () => ran.length > 0);
  await scheduler.close();
  assert.deepEqual(
    ran,
    [{ key: text, dueAt, data: text }].map((timer) => ({ ...(ran[0] as object), ...timer })),
  );
}

drivers('a Pool of pg', async () => {
  const pool = new Pool({ connectionString: server.url });
  await useOn(pool);
  await pool.end();
});

drivers('a Client of pg', async () => {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  await useOn(client);
  await client.end();
});

drivers('postgres.js, by the lines of the README', async () => {
  const sql = postgres(server.url, { onnotice: () => undefined });
  await useOn({ query: async (text, values) => ({ rows: await sql.unsafe(text, values) }) });
  await sql.end();
});

drivers('a driver that answers in another shape is refused with the shape that is needed', async () => {
  const sql = postgres(server.url, { onnotice: () => undefined });
  await migrate({ query: async (text, values) => ({ rows: await sql.unsafe(text, values) }) });
  const plain = { query: (text: string, values: string[]) => sql.unsafe(text, values) } as unknown as PostgresPool;
  const error = await rejects(Promise.resolve(postgresStore(plain).read(THREAD, NOW)), 'OptionError');
  assert.match(error.message, /pool\.query must resolve to { rows }/);
  await sql.end();
});

drivers('a Pool of pg through PgBouncer in transaction mode', async () => {
  const pool = new Pool({ connectionString: bouncer.url });
  await useOn(pool);
  await pool.end();
});

drivers('bots with more connections than PgBouncer has handle each event once', async () => {
  const pools = Array.from({ length: 3 }, () => new Pool({ connectionString: bouncer.url }));
  const schema = 'bounced';
  await migrate(pools[0] as Pool, { schema });
  const made = pools.map((pool) =>
    makeBot({ store: postgresStore(pool, { schema }), scheduler: postgresScheduler(pool, { schema }) }),
  );
  const words = Array.from({ length: 60 }, (_, index) => `word ${index}`);
  const deliver = async (text: string, turn: number, person: number): Promise<number> => {
    const item = items.message({ mid: `m_${text}`, text, userId: String(50 + person) });
    const bot = made[turn % made.length]?.bot;
    return (await bot?.handle(signedRequest(delivery({ messaging: [item] }), SECRET)))?.status ?? 0;
  };
  // Each word to all of them at once, in turn.
  const answers = await Promise.all(
    made.flatMap((_, turn) => words.map((text, index) => deliver(text, turn + index, index % 9))),
  );
  assert.deepEqual(new Set(answers), new Set([200]));
  await Promise.all(made.map(({ bot }) => bot.close()));
  await Promise.all(pools.map((pool) => pool.end()));
  assert.deepEqual(made.flatMap(({ handled }) => handled).toSorted(), words.toSorted());
  assert.deepEqual(
    made.flatMap(({ log }) => log),
    [],
  );
});

drivers.run();
