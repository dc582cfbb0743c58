// Timers in real time: notifications, processes that are killed, and a PostgreSQL that is away.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Scheduler } from '@handover/core/store';
import { migrate, type PostgresSchedulerOptions, postgresScheduler, postgresStore } from '@handover/postgres';
import { eventually } from '@handover/test-support/eventually';
import { type MemoryLogger, memoryLogger } from '@handover/test-support/memory-logger';
import { type PostgresServer, postgresServer } from '@handover/test-support/postgres-server';
import { rejects } from '@handover/testkit';
import { Client, Pool } from 'pg';
import { suite } from 'uvu';
import { NEVER_MS, runsWhatOthersSet } from './support/announced-timers.ts';
import { quietPool } from './support/quiet-pool.ts';
import { systemClock } from './support/system-clock.ts';

const timers = suite('postgresScheduler on PostgreSQL');

let server: PostgresServer;
let pool: Pool;
const schedulers: Scheduler[] = [];

timers.before(async () => {
  server = await postgresServer();
  pool = new Pool({ connectionString: server.url });
  await migrate(pool);
});

timers.after.each(async () => {
  await Promise.all(schedulers.splice(0).map((scheduler) => scheduler.close()));
  await pool.query('DELETE FROM handover.timers');
});

timers.after(async () => {
  await pool.end();
  await server.stop();
});

/** A started scheduler, which the test closes, and its log. */
function started(options: PostgresSchedulerOptions = {}): {
  readonly scheduler: Scheduler;
  readonly logger: MemoryLogger;
} {
  const scheduler = postgresScheduler(pool, options);
  const logger = memoryLogger();
  scheduler.start({ clock: systemClock, logger });
  schedulers.push(scheduler);
  return { scheduler, logger };
}

timers('a process that listens runs the timers that others set, without looking for them', async () => {
  const listener = new Client({ connectionString: server.url });
  await listener.connect();
  try {
    const { scheduler } = started({ pollMs: NEVER_MS, listener });
    await runsWhatOthersSet(scheduler, started().scheduler);
  } finally {
    await listener.end();
  }
});

timers('a process whose listener is lost says so once, and finds the timers of others by looking', async () => {
  const listener = new Client({ connectionString: server.url });
  await listener.connect();
  const { scheduler, logger } = started({ pollMs: 30, listener });
  scheduler.handle('other', () => undefined);
  await eventually('the loss is logged', async () => {
    await server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");
    return logger.loud.length > 0;
  });
  await runsWhatOthersSet(scheduler, started().scheduler);
  assert.equal(logger.loud.length, 1);
  assert.match(logger.loud[0] ?? '', /^warn Timers of other processes are not announced; polling for them/);
});

timers('refuses a pool as listener, and other wrong options', () => {
  assert.throws(() => postgresScheduler(pool, { listener: pool as never }), /a connected Client of pg, not a Pool/);
  assert.throws(() => postgresScheduler(pool, { listener: {} as never }), /or have listen\(channel, listener\)/);
  assert.throws(() => postgresScheduler(pool, { pollMs: 0 }), /pollMs must be a whole number/);
  assert.throws(() => postgresScheduler(pool, { leaseMs: 1.5 }), /leaseMs must be a whole number/);
  assert.throws(() => postgresScheduler(pool, { concurrency: 0 }), /concurrency must be a positive integer/);
  assert.throws(() => postgresScheduler(pool, { schema: 'a"; DROP' }), /schema must be a lower-case letter/);
  assert.throws(() => postgresStore(pool, { schema: 'pg_mine' }), /not begin with pg_/);
  assert.throws(() => postgresStore(pool, { timeoutMs: 0 }), /timeoutMs must be a whole number/);
  assert.throws(() => postgresStore({} as never), /pool must have query\(text, values\): pass new Pool/);
});

timers('the timers of a killed process run in another once their leases end, each once', async () => {
  const leaseMs = 900;
  const keys = Array.from({ length: 500 }, (_, index) => `k${index}`);
  const { scheduler } = started({ pollMs: 100 });
  await Promise.all(keys.map((key) => scheduler.schedule('job', key, Date.now(), 'kept')));
  const file = fileURLToPath(new URL('./support/timer-process.ts', import.meta.url));
  const child = fork(file, [server.url, String(leaseMs)], { execArgv: ['--import', 'tsx'] });
  await once(child, 'message');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const runs: string[] = [];
  scheduler.handle('job', ({ key }) => void runs.push(key));
  await eventually('all have run', () => runs.length >= keys.length);
  assert.deepEqual(runs.toSorted(), keys.toSorted());
});

timers('a timer that is set again while it runs, and then fails, waits for its new time', async () => {
  const { scheduler } = started();
  let runs = 0;
  scheduler.handle('job', async ({ key }) => {
    runs += 1;
    if (runs > 1) return;
    await scheduler.schedule('job', key, Date.now() + 60_000, '');
    throw new Error('after all');
  });
  await scheduler.schedule('job', 'k', Date.now(), '');
  await eventually('its run is written as failed', async () => {
    const { rows } = await pool.query("SELECT 1 FROM handover.timers WHERE revision = 1 AND holder = ''");
    return rows.length > 0;
  });
  assert.equal(await scheduler.runDue?.(Date.now() + 30_000, 9), 0);
  assert.equal(await scheduler.runDue?.(Date.now() + 60_000, 9), 1);
});

timers('a due timer that another transaction has locked is looked for at the next poll, not at once', async () => {
  let looks = 0;
  const {
    pool: counting,
    clock,
    advance,
  } = quietPool({
    query(text, values) {
      looks += Number(text.includes('lease_timers'));
      return pool.query(text, values);
    },
  });
  const scheduler = postgresScheduler(counting);
  scheduler.start({ clock, logger: memoryLogger() });
  schedulers.push(scheduler);
  await scheduler.schedule('job', 'k', clock.now(), '');
  const locker = await pool.connect();
  const runs: string[] = [];
  try {
    await locker.query('BEGIN');
    await locker.query('SELECT 1 FROM handover.timers FOR UPDATE');
    scheduler.handle('job', ({ key }) => void runs.push(key));
    await advance(4_000);
    assert.deepEqual([runs, looks <= 2], [[], true], `${looks} looks`);
  } finally {
    await locker.query('COMMIT');
    locker.release();
  }
  await advance(5_000);
  assert.deepEqual(runs, ['k']);
});

timers('leases that are renewed while runs end never deadlock', async () => {
  const deadlocks = async (): Promise<unknown> =>
    (await pool.query('SELECT sum(deadlocks)::text AS count FROM pg_stat_database')).rows;
  const before = await deadlocks();
  // Renewed every ms, in the order in which they were due.
  const { scheduler } = started({ leaseMs: 3, concurrency: 200 });
  let runs = 0;
  scheduler.handle('job', () => {
    runs += 1;
  });
  for (let turn = 1; turn <= 2; turn += 1) {
    const due = Date.now() + 200;
    const keys = Array.from({ length: 200 }, (_, index) => index);
    await Promise.all(keys.map((key) => scheduler.schedule('job', String(1_000 + key), due - key, '')));
    await eventually('all have run', async () => {
      const { rows } = await pool.query('SELECT 1 FROM handover.timers LIMIT 1');
      return rows.length === 0;
    });
  }
  assert.ok(runs >= 400);
  assert.deepEqual(await deadlocks(), before);
});

timers('a notification that announces no timer causes no look', async () => {
  const listener = new Client({ connectionString: server.url });
  await listener.connect();
  try {
    let looks = 0;
    const {
      pool: counting,
      clock,
      advance,
    } = quietPool({
      query(text, values) {
        looks += Number(text.includes('lease_timers'));
        return pool.query(text, values);
      },
    });
    const scheduler = postgresScheduler(counting, { listener });
    scheduler.start({ clock, logger: memoryLogger() });
    schedulers.push(scheduler);
    await listener.query('LISTEN theirs');
    scheduler.handle('job', () => undefined);
    await advance(100);
    let before = looks;
    await listener.query(`NOTIFY theirs, '0'`);
    await advance(100);
    assert.equal(looks, before);
    // Without effect on the look that is planned already.
    await scheduler.schedule('job', 'k', clock.now() + 50, '');
    await listener.query(`NOTIFY handover_timers, 'not a time'`);
    await advance(100);
    assert.ok(looks > before);
    before = looks;
    await listener.query(`NOTIFY handover_timers, '0'`);
    await advance(100);
    assert.equal(looks, before + 1);
  } finally {
    await listener.end();
  }
});

timers('while PostgreSQL is down, setting fails in time, and due timers run once it is back', async () => {
  const { scheduler, logger } = started({ pollMs: 50, timeoutMs: 5_000 });
  const runs: string[] = [];
  scheduler.handle('job', ({ data }) => void runs.push(data));
  await scheduler.schedule('job', 'k', Date.now() + 300, 'kept');
  await server.kill();
  await rejects(Promise.resolve(scheduler.schedule('job', 'k2', Date.now(), 'never')), 'StoreError');
  await eventually('the outage is logged', () => logger.loud.length > 0);
  await server.restart();
  await eventually('it has run', () => runs.length > 0);
  await eventually('the end of the outage is logged', () => logger.loud.length > 1);
  assert.deepEqual(runs, ['kept']);
  assert.deepEqual(
    logger.loud.map((line) => line.split(' {')[0]),
    ['error Timers could not be read; retrying', 'info Timers run again'],
  );
  assert.match(logger.loud[0] ?? '', /can't be reached: check that it runs|refused \(57P01\)/);
});

timers('can be closed while PostgreSQL is frozen', async () => {
  const { scheduler, logger } = started({ pollMs: 20, timeoutMs: 200 });
  let isRunning = false;
  scheduler.handle('job', () => {
    server.freeze();
    isRunning = true;
  });
  // By another one, which has more time.
  await started().scheduler.schedule('job', 'k', Date.now(), '');
  await eventually('it runs', () => isRunning);
  try {
    await scheduler.close();
    assert.ok(logger.loud.some((line) => /the timer will run again/.test(line)));
  } finally {
    server.thaw();
  }
});

timers('a missing schema is logged with the way out', async () => {
  const { scheduler, logger } = started({ schema: 'nowhere' });
  scheduler.handle('job', () => undefined);
  await eventually('it is logged', () => logger.loud.length > 0);
  assert.match(logger.loud[0] ?? '', /has no schema 'nowhere' of this version: run migrate/);
});

timers.run();
