import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { memoryStore } from '@handover/core';
import type { Scheduler, Store } from '@handover/core/store';
import { migrate, postgresScheduler, postgresStore } from '@handover/postgres';
import { redisStore } from '@handover/redis';
import { sqliteScheduler, sqliteStore } from '@handover/sqlite';
import { quietLogger } from '@handover/test-support/memory-logger';
import { postgresServer } from '@handover/test-support/postgres-server';
import { redisServer } from '@handover/test-support/redis-server';
import { wrappedStore } from '@handover/test-support/wrapped-store';
import { Redis } from 'ioredis';
import Database from 'libsql';
import { Pool } from 'pg';
import type { Random } from './random.ts';
import { sharedTimers } from './shared-timers.ts';

export const PLACES = ['memory', 'sqlite', 'redis', 'postgres'] as const;
/** The stores of the machines. */
export type PlaceName = (typeof PLACES)[number];

/** The store and scheduler of one machine. */
export interface Memory {
  readonly store: Store;
  readonly scheduler: Scheduler;
  close(): void;
}

/** The storage that the machines share, and how it goes away. */
export interface Place {
  open(): Memory;
  /** Makes it unavailable, in one of its ways. */
  goAway(random: Random): Promise<void>;
  /** Brings it back with its data. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** How long an operation waits for an unavailable place, in real ms. Outages last simulated minutes. */
const PATIENCE_MS = 120;

/** Opens an empty place. */
export function openPlace(name: PlaceName): Promise<Place> {
  if (name === 'sqlite') return sqlitePlace();
  if (name === 'postgres') return postgresPlace();
  return name === 'redis' ? redisPlace() : memoryPlace();
}

/** A store in memory can't go away by itself, so its operations are refused. */
async function memoryPlace(): Promise<Place> {
  const timers = sharedTimers();
  let isAway = false;
  const store = wrappedStore(memoryStore(), (_name, _args, operation) =>
    isAway ? Promise.reject(new Error('the memory is away')) : operation(),
  );
  return {
    open: () => ({ store, scheduler: timers.open(), close: () => undefined }),
    async goAway() {
      isAway = true;
    },
    async comeBack() {
      isAway = false;
    },
    close: () => timers.close(),
  };
}

/** A file that another connection locks. */
async function sqlitePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'handover-chaos-'));
  const file = join(folder, 'bot.sqlite');
  const locker = new Database(file, { timeout: 2_000 });
  return {
    open() {
      const db = new Database(file);
      const options = { patienceMs: PATIENCE_MS };
      return {
        store: sqliteStore(db, options),
        scheduler: sqliteScheduler(db, options),
        close: () => {
          db.close();
        },
      };
    },
    async goAway() {
      locker.exec('BEGIN EXCLUSIVE');
    },
    async comeBack() {
      if (locker.inTransaction) locker.exec('ROLLBACK');
    },
    async close() {
      locker.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A Redis that freezes, or is killed and keeps its data. BullMQ uses real time, which a simulated day does not move:
 * the killed processes and the soak test its timers.
 */
async function redisPlace(): Promise<Place> {
  const server = await redisServer({ appendOnly: true });
  const timers = sharedTimers();
  const connections = new Set<Redis>();
  let back: (() => Promise<void>) | undefined;
  return {
    open() {
      const redis = new Redis(server.url, { retryStrategy: () => 20, maxRetriesPerRequest: 1 });
      connections.add(redis);
      return {
        store: redisStore(redis, { timeoutMs: PATIENCE_MS, logger: quietLogger }),
        scheduler: timers.open(),
        close() {
          // One that is closed while it reconnects never ends, and never answers.
          connections.delete(redis);
          redis.disconnect();
        },
      };
    },
    async goAway(random) {
      if (random.chance(0.5)) {
        server.freeze();
        back = async () => server.thaw();
      } else {
        await server.kill();
        back = () => server.restart();
      }
    },
    async comeBack() {
      if (back === undefined) return;
      await back();
      back = undefined;
      // They connect in real time, in which a simulated quarter of an hour may last a few milliseconds.
      await Promise.all([...connections].map(connected));
    },
    async close() {
      await timers.close();
      await server.stop();
    },
  };
}

/** A PostgreSQL that freezes, or is killed and keeps its data. Its timers use the clock of the machines. */
async function postgresPlace(): Promise<Place> {
  const server = await postgresServer();
  const own = new Pool({ connectionString: server.url });
  await migrate(own);
  let back: (() => Promise<void>) | undefined;
  return {
    open() {
      const pool = new Pool({ connectionString: server.url });
      const options = { timeoutMs: PATIENCE_MS };
      return {
        store: postgresStore(pool, options),
        scheduler: postgresScheduler(pool, options),
        close: () => void pool.end(),
      };
    },
    async goAway(random) {
      if (random.chance(0.5)) {
        server.freeze();
        back = async () => server.thaw();
      } else {
        await server.kill();
        back = () => server.restart();
      }
    },
    async comeBack() {
      if (back === undefined) return;
      await back();
      back = undefined;
      await answers(own);
    },
    async close() {
      await own.end();
      await server.stop();
    },
  };
}

/** Resolves once PostgreSQL answers. */
async function answers(pool: Pool): Promise<void> {
  while ((await pool.query('SELECT 1').catch(() => undefined)) === undefined) await delay(5);
}

/** Resolves once Redis answers on this connection. */
async function connected(redis: Redis): Promise<void> {
  while ((await redis.ping().catch(() => undefined)) === undefined) await delay(5);
}
