// A bot process that may be killed at any time. It writes each finished run to a file before the done-mark.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '@handover/client';
import { createHandover, grantRequests, NotThreadOwnerError, nodeHandler, type Owner } from '@handover/core';
import type { Scheduler, Store } from '@handover/core/store';
import { postgresScheduler, postgresStore } from '@handover/postgres';
import { bullScheduler, redisStore } from '@handover/redis';
import { sqliteScheduler, sqliteStore } from '@handover/sqlite';
import { takeback } from '@handover/takeback';
import { quietLogger } from '@handover/test-support/memory-logger';
import { Redis } from 'ioredis';
import Database from 'libsql';
import { Pool } from 'pg';
import { isDefinite } from '../../packages/core/src/errors.ts';
import type { BotProcessOptions } from './killed-bot.ts';
import { random } from './random.ts';
import { shakyStore } from './shaky-store.ts';

const { place, appId, appSecret, accessToken, baseUrl, pageId, ledgerFile }: BotProcessOptions = JSON.parse(
  process.env['BOT_OPTIONS'] ?? '{}',
);

/** Short, so that the claims of a dead process are soon free again. */
const LEASE_MS = 1_000;

function memory(): { readonly store: Store; readonly scheduler: Scheduler } {
  if (place.kind === 'sqlite') {
    const db = new Database(place.file);
    return { store: sqliteStore(db), scheduler: sqliteScheduler(db, { leaseMs: LEASE_MS, pollMs: 200 }) };
  }
  if (place.kind === 'postgres') {
    const pool = new Pool({ connectionString: place.url });
    return { store: postgresStore(pool), scheduler: postgresScheduler(pool, { leaseMs: LEASE_MS, pollMs: 200 }) };
  }
  const redis = new Redis(place.url, { maxRetriesPerRequest: 1 });
  return {
    store: redisStore(redis, { logger: quietLogger }),
    scheduler: bullScheduler({ connection: redis, lockMs: LEASE_MS }),
  };
}

const nameOf = (owner: Owner): string => (owner.kind === 'app' ? (owner.appId ?? 'app') : owner.kind);
const write = (fields: object): void =>
  appendFileSync(ledgerFile, `${JSON.stringify({ pid: process.pid, at: Date.now(), ...fields })}\n`);

const { store, scheduler } = memory();
const bot = createHandover({
  appId,
  appSecret,
  client: createClient({ accessToken, appId, baseUrl }),
  routing: 'on',
  leaseMs: LEASE_MS,
  handlerTimeoutMs: 5_000,
  // A killed process could not keep the promise of an early 200.
  answerWithinMs: false,
  logger: quietLogger,
  // This wrapper loses no operations here. It only records events whose done-mark the store did not take.
  store: shakyStore(store, random(1), (id) => write({ unmarked: true, id })).store,
  scheduler,
});

const failures = new Map<string, Error[]>();
bot.on('error', ({ error, event }) => void failures.get(event?.id ?? '')?.push(error));
bot.use(async ({ event, signal }, next) => {
  failures.set(event.id, []);
  await next();
  // Whatever else failed: once people have the thread, nothing is left to say.
  const isLeft = signal.reason instanceof NotThreadOwnerError;
  const isOver = isLeft || failures.get(event.id)?.every(isDefinite);
  failures.delete(event.id);
  if (isOver) write({ lane: event.lane, raw: event.raw, id: event.id, kind: event.kind, timestamp: event.timestamp });
});
bot.on('dead_letter', ({ event }) => write({ gaveUp: true, lane: event.lane, raw: event.raw, id: event.id }));
bot.use(grantRequests()).use(takeback({ afterMs: 1_000, message: 'I am back.' }));
bot.on('message', async ({ event, thread }) => {
  if (event.text === 'human') return thread.handOver('inbox', { message: 'One moment.' });
  return thread.send(`You said: ${event.text ?? 'nothing'}`);
});

process.on('unhandledRejection', (reason) => write({ unhandled: String(reason) }));
process.on('disconnect', () => process.exit());
process.on('message', async ({ people }: { people: readonly string[] }) => {
  const owners: Record<string, string> = {};
  for (const userId of people) owners[userId] = nameOf((await bot.thread({ pageId, userId }).state()).owner);
  process.send?.(owners);
});

const server = createServer(nodeHandler(bot));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
