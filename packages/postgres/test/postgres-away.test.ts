// A PostgreSQL that freezes, dies, refuses and comes back, under a bot that the sandbox delivers to.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { migrate, type PostgresError, postgresStore } from '@handover/postgres';
import { eventually } from '@handover/test-support/eventually';
import { type Made, makeBot, SECRET } from '@handover/test-support/make-bot';
import { assertOneOutage, everything, outageStage, playThrough } from '@handover/test-support/outage-stage';
import { type PostgresServer, postgresServer } from '@handover/test-support/postgres-server';
import { freePort } from '@handover/test-support/redis-server';
import { delivery, items, rejects, signedRequest } from '@handover/testkit';
import { Pool, type PoolConfig } from 'pg';
import { suite } from 'uvu';

const away = suite('PostgreSQL away');

const NOW = 1_764_590_400_000;
const LEASE = { holder: 'a', leaseMs: 600_000, now: NOW };
const THREAD = '1:messenger:2:3';

let server: PostgresServer;
const pools: Pool[] = [];

away.before(async () => {
  server = await postgresServer();
  await migrate(poolOf());
});

away.after.each(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.end()));
});

away.after(async () => {
  await server.stop();
});

/** Whether a call was answered in time. */
function isAnswered(call: unknown): Promise<boolean> {
  return Promise.resolve(call).then(
    () => true,
    () => false,
  );
}

/** A pool that ends with the test. */
function poolOf(config: PoolConfig = {}): Pool {
  const pool = new Pool({ connectionString: server.url, ...config });
  pools.push(pool);
  return pool;
}

away('frozen for five seconds under load, it causes 503s, and each event is handled once', async () => {
  const on = await outageStage(postgresStore(poolOf(), { timeoutMs: 3_000 }));
  try {
    await playThrough(on, async () => {
      server.freeze();
      await sleep(5_000);
      server.thaw();
    });
    assert.deepEqual(on.handled.toSorted(), everything.toSorted());
    assert.deepEqual([...on.statuses()].sort(), [200, 503]);
    assertOneOutage(on);
  } finally {
    server.thaw();
    await on.close();
  }
});

away('killed and restarted under load, it loses nothing', async () => {
  const on = await outageStage(postgresStore(poolOf(), { timeoutMs: 2_000 }));
  try {
    await playThrough(on, async () => {
      await server.kill();
      await eventually('a delivery is refused', () => on.statuses().has(503));
      await server.restart();
    });
    // An event is handled twice only if its done-mark could not be written, and this process remembers those.
    assert.deepEqual(on.handled.toSorted(), [...new Set(on.handled)].toSorted());
    assert.deepEqual(on.handled.toSorted(), everything.toSorted());
    assert.ok(on.statuses().has(503));
    assertOneOutage(on);
  } finally {
    await on.close();
  }
});

away('a claim that is made after its caller timed out is taken back, and not counted as an attempt', async () => {
  const pool = poolOf();
  const store = postgresStore(pool, { timeoutMs: 30_000 });
  const hurried = postgresStore(pool, { timeoutMs: 200 });
  const events = [{ id: 'late1', thread: THREAD }, { id: 'late2' }];
  try {
    await store.begin([{ id: '1:parked', thread: THREAD }], { ...LEASE, leaseMs: 1 });
    await store.park([{ id: '1:parked', thread: THREAD, body: 'x' }], { holder: 'a', now: NOW });
    server.freeze();
    const error = await rejects(Promise.resolve(hurried.begin(events, { ...LEASE, now: NOW + 1 })));
    assert.match(error.message, /did not answer within 200 ms/);
    server.thaw();
    let begun = await store.begin(events, { ...LEASE, now: NOW + 1 });
    await eventually('both are free again', async () => {
      if (begun.some(({ claim }) => claim !== 'claimed')) begun = await store.begin(events, { ...LEASE, now: NOW + 1 });
      return begun.every(({ claim, attempts }) => claim === 'claimed' && attempts === 1);
    });
    // The first of these calls found the parked event free, and this one shows its attempts.
    const [run] = await store.claimParked('1', { ...LEASE, holder: 'b', now: NOW + 600_001, limit: 1 });
    assert.deepEqual([run?.id, run?.attempts], ['1:parked', 3]);
  } finally {
    server.thaw();
  }
});

away('a late claim does not take back the claim of another process', async () => {
  // One connection, so that the server gets the calls in this order.
  const pool = poolOf({ max: 1 });
  const hurried = postgresStore(pool, { timeoutMs: 200 });
  const patient = postgresStore(pool, { timeoutMs: 30_000 });
  const later = { holder: 'b', leaseMs: 600_000, now: NOW + 1_001 };
  try {
    await patient.begin([{ id: 'before' }], LEASE);
    server.freeze();
    const refused = rejects(Promise.resolve(hurried.begin([{ id: 'contested' }], { ...LEASE, leaseMs: 1_000 })));
    await new Promise(setImmediate);
    const inTime = patient.begin([{ id: 'contested' }], later);
    await refused;
    server.thaw();
    assert.equal((await inTime)[0]?.claim, 'claimed');
    // Claims are taken back at once: on this connection, the answers to these calls come after that.
    for (let count = 0; count < 5; count += 1) {
      const [again] = await patient.begin([{ id: 'contested' }], { ...later, holder: 'c' });
      assert.deepEqual([again?.claim, again?.attempts], ['leased', 2]);
    }
  } finally {
    server.thaw();
  }
});

away('calls to a frozen server do not pile up: after a thousand unanswered ones, others fail at once', async () => {
  const pool = poolOf();
  let sent = 0;
  const counting = {
    query(text: string, values: string[]) {
      sent += 1;
      return pool.query(text, values);
    },
  };
  const store = postgresStore(counting, { timeoutMs: 100 });
  const read = (): Promise<unknown> => Promise.resolve(store.read(THREAD, NOW));
  try {
    await eventually('it answers', () => isAnswered(read()));
    server.freeze();
    await Promise.allSettled(Array.from({ length: 1_000 }, read));
    const before = sent;
    await rejects(read());
    assert.equal(sent, before);
    server.thaw();
    await eventually('it answers again', () => isAnswered(read()));
  } finally {
    server.thaw();
  }
});

away('an unreachable server causes an error within the time limit, whatever the options of the pool', async () => {
  const connectionString = `postgres://handover@127.0.0.1:${await freePort()}/postgres`;
  for (const options of [{}, { max: 1 }, { connectionTimeoutMillis: 10 }, { query_timeout: 10 }]) {
    const store = postgresStore(poolOf({ connectionString, ...options }), { timeoutMs: 300 });
    const asked: Promise<unknown>[] = [
      Promise.resolve(store.read(THREAD, NOW)),
      Promise.resolve(store.begin([{ id: 'e1' }, { id: 'e2' }], LEASE)),
      Promise.resolve(store.unsettled('1', { before: NOW, limit: 1, now: NOW })),
    ];
    for (const error of await Promise.all(asked.map((each) => rejects(each)))) {
      assert.equal((error as PostgresError).code, 'store_failed');
      assert.match(error.message, /can't be reached: check that it runs/);
    }
  }
});

away('a pool without a free connection causes an error within the time limit', async () => {
  const pool = poolOf({ max: 1 });
  const taken = await pool.connect();
  try {
    const error = await rejects(Promise.resolve(postgresStore(pool, { timeoutMs: 50 }).read(THREAD, NOW)));
    assert.match(error.message, /did not answer within 50 ms: .*whether the pool has free connections/);
  } finally {
    taken.release();
  }
});

away('a closed pool causes an error that says so', async () => {
  const pool = new Pool({ connectionString: server.url });
  await pool.end();
  const error = await rejects(Promise.resolve(postgresStore(pool).read(THREAD, NOW)));
  assert.match(error.message, /is closed: close it after bot\.close\(\)/);
});

/** What of a log line does not depend on the error. */
function beginnings(lines: readonly string[]): string[] {
  return lines.map((line) => line.split(' ').slice(0, 4).join(' '));
}

/** An address of a server that can move to another one, as the name of a managed database does. */
async function startRelay(port: number) {
  let target = port;
  const open = new Set<Socket>();
  const relay = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    const pair = [client, upstream];
    for (const socket of pair) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        for (const each of pair) each.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const { port: own } = relay.address() as AddressInfo;
  return {
    url: (server: PostgresServer) => server.url.replace(`:${server.port}/`, `:${own}/`),
    moveTo(next: number) {
      target = next;
      for (const socket of open) socket.destroy();
    },
    async close() {
      for (const socket of open) socket.destroy();
      relay.close();
      await once(relay, 'close');
    },
  };
}

async function deliver({ bot }: Made, mid: string): Promise<number> {
  return (await bot.handle(signedRequest(delivery({ messaging: [items.message({ mid })] }), SECRET))).status;
}

away('a read-only server refuses writes with a hint, answers reads, and logs one line for each change', async () => {
  const made = makeBot({ store: postgresStore(poolOf()) });
  const store = postgresStore(poolOf());
  await store.observe(THREAD, { person: { at: NOW, rank: 0, tie: '' } }, NOW);
  await server.run('ALTER SYSTEM SET default_transaction_read_only = on');
  await server.run('SELECT pg_reload_conf()');
  try {
    await eventually('it is read-only', async () => (await deliver(made, 'm_1')) === 503);
    const error = await rejects(Promise.resolve(store.begin([{ id: 'e1' }], LEASE)));
    assert.match(error.message, /\(25006\): this server is read-only, .*connect to the primary/);
    assert.equal((await store.read(THREAD, NOW)).registers.person?.at, NOW);
    assert.equal(await deliver(made, 'm_2'), 503);
  } finally {
    await server.run('ALTER SYSTEM RESET default_transaction_read_only');
    await server.run('SELECT pg_reload_conf()');
  }
  await eventually('it accepts again', async () => (await deliver(made, 'm_3')) === 200);
  await made.bot.close();
  assert.deepEqual(beginnings(made.log), ['error The store failed:', 'info The store answers']);
});

away('a full disk, as a server reports it, is named, and loses nothing once there is room', async () => {
  const store = postgresStore(poolOf());
  await server.run(`CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE 'could not extend file "base/1": No space left on device, said Ana' USING ERRCODE = 'disk_full'; END $$`);
  await server.run('CREATE TRIGGER no_room BEFORE INSERT ON handover.events EXECUTE FUNCTION no_room()');
  try {
    const event = { id: 'full', thread: `${THREAD}9`, observation: { person: { at: NOW, rank: 0, tie: '' } } };
    const error = await rejects(Promise.resolve(store.begin([event], LEASE)));
    assert.match(error.message, /\(53100\): the disk of PostgreSQL is full; free some space/);
    // Not even in the cause, which loggers print.
    assert.ok(!inspect(error).includes('Ana'));
    assert.deepEqual((await store.read(`${THREAD}9`, NOW)).registers, {});
  } finally {
    await server.run('DROP FUNCTION no_room CASCADE');
  }
  assert.equal((await store.begin([{ id: 'full' }], LEASE))[0]?.claim, 'claimed');
});

away('a table that another transaction has locked causes an error within the time limit, and then works', async () => {
  const pool = poolOf();
  const store = postgresStore(pool, { timeoutMs: 30_000 });
  const locker = await poolOf().connect();
  try {
    await locker.query('BEGIN');
    await locker.query('LOCK TABLE handover.events');
    const hurried = postgresStore(pool, { timeoutMs: 100 });
    const error = await rejects(Promise.resolve(hurried.begin([{ id: 'locked' }], LEASE)));
    assert.match(error.message, /did not answer within 100 ms: check whether it is overloaded, locked/);
    await locker.query('COMMIT');
  } finally {
    locker.release();
  }
  let [begun] = await store.begin([{ id: 'locked' }], LEASE);
  await eventually('its late claim is taken back', async () => {
    if (begun?.claim !== 'claimed') [begun] = await store.begin([{ id: 'locked' }], LEASE);
    return begun?.claim === 'claimed' && begun.attempts === 1;
  });
});

// The last test: it leaves the server without the standby that has to confirm each of its commits.
away('failing over to a standby under load, it loses nothing', async () => {
  const standby = await server.standby();
  const address = await startRelay(server.port);
  const store = postgresStore(poolOf({ connectionString: address.url(server) }), { timeoutMs: 2_000 });
  try {
    const on = await outageStage(store);
    try {
      await playThrough(on, async () => {
        // The address moves while the standby is still read-only.
        await server.kill();
        address.moveTo(standby.port);
        await eventually('the standby refuses to write', async () =>
          /\(25006\)/.test((await rejects(Promise.resolve(store.begin([{ id: 'refused' }], LEASE)))).message),
        );
        await eventually('a delivery is refused', () => on.statuses().has(503));
        await standby.run('SELECT pg_promote()');
      });
      assert.deepEqual(on.handled.toSorted(), everything.toSorted());
      assertOneOutage(on);
    } finally {
      await on.close();
    }
  } finally {
    await Promise.all(pools.splice(0).map((pool) => pool.end()));
    await address.close();
    await standby.stop();
  }
});

away.run();
