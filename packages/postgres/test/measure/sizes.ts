// Measures what the README says of sizes: `node --import tsx packages/postgres/test/measure/sizes.ts`. Needs PostgreSQL's
// programs on the PATH or in POSTGRES_BIN.
import { migrate, postgresScheduler, postgresStore } from '@handover/postgres';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { postgresServer } from '@handover/test-support/postgres-server';
import { Pool } from 'pg';
import { systemClock } from '../support/system-clock.ts';

const THREADS = 1_000_000;
const TIMERS = 100_000;
const FIRST = 1_000;
const NOW = Date.now();

const server = await postgresServer(['-c', 'shared_buffers=256MB']);
const pool = new Pool({ connectionString: server.url });
await migrate(pool);
const store = postgresStore(pool, { timeoutMs: 60_000 });

/** Size of a table with its indexes, in bytes. */
async function sizeOf(table: string): Promise<number> {
  const { rows } = await pool.query(`SELECT pg_total_relation_size('handover.${table}')::float8 AS size`);
  return (rows[0] as { readonly size: number }).size;
}

/** Begins and ends deliveries of one event, one after the other, and returns the median of both together, in ms. */
async function deliveryMs(from: string): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < 2_000; turn += 1) {
    const id = `1:${from}:${turn}`;
    const thread = `1:messenger:2:${(turn * 499) % FIRST}`;
    const lane = { at: NOW + turn, rank: 0, tie: '', says: 'messaging' } as const;
    const options = { holder: 'a', leaseMs: 30_000, doneForMs: 129_600_000, now: NOW };
    const startedAt = performance.now();
    await store.begin([{ id, thread, observation: { lane, person: { at: NOW + turn, rank: 0, tie: '' } } }], options);
    await store.end([{ id, outcome: 'done' }], options);
    times.push(performance.now() - startedAt);
  }
  return times.sort((a, b) => a - b)[times.length / 2] ?? 0;
}

/** Copies the first threads, as the store made them, until there are so many. */
async function fillThreads(): Promise<void> {
  await pool.query(
    `INSERT INTO handover.threads (thread, registers, changes, announced, announced_owner, settled, changed_at, touched_at, gone_at)
      SELECT '1:messenger:2:' || (7312004455000000 + n), t.registers, t.changes, t.announced, t.announced_owner, t.settled,
        t.changed_at, t.touched_at, t.gone_at
      FROM generate_series(1, ${THREADS - FIRST}) AS n JOIN handover.threads AS t ON t.thread = '1:messenger:2:' || n % ${FIRST}`,
  );
  await pool.query('ANALYZE');
}

async function threads(): Promise<void> {
  const few = await deliveryMs('few');
  await fillThreads();
  const many = await deliveryMs('many');
  console.log(`a thread: ${Math.round((await sizeOf('threads')) / THREADS)} bytes with its indexes`);
  console.log(`an event: ${Math.round((await sizeOf('events')) / 4_000)} bytes with its indexes`);
  console.log(`begin and end of a delivery, ${FIRST} threads: ${few.toFixed(2)} ms, ${THREADS}: ${many.toFixed(2)} ms`);
}

async function timers(): Promise<void> {
  const setting = postgresScheduler(pool, { timeoutMs: 60_000 });
  setting.start({ clock: systemClock, logger: memoryLogger() });
  const startedAt = performance.now();
  for (let from = 0; from < TIMERS; from += 200) {
    const keys = Array.from({ length: 200 }, (_, index) => `1:messenger:2:${7_312_004_455_000_000 + from + index}`);
    await Promise.all(keys.map((key) => setting.schedule('takeback', key, NOW + 86_400_000, '{"v":1}')));
  }
  const setMs = performance.now() - startedAt;
  await setting.schedule('takeback', 'due', NOW, '');
  await setting.close();

  const startAt = performance.now();
  const starting = postgresScheduler(pool);
  await new Promise<void>((resolve) => {
    starting.start({ clock: systemClock, logger: memoryLogger() });
    starting.handle('takeback', () => resolve());
  });
  const firstMs = performance.now() - startAt;
  await starting.close();
  console.log(`a pending timer: ${Math.round((await sizeOf('timers')) / TIMERS)} bytes with its indexes`);
  console.log(`from start to the first run of a due timer, ${TIMERS} pending: ${firstMs.toFixed(1)} ms`);
  console.log(`set, 200 at once: ${Math.round((TIMERS / setMs) * 1000)} a second`);
}

try {
  await threads();
  await timers();
} finally {
  await pool.end();
  await server.stop();
}
