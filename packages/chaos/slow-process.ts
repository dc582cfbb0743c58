// A process of a bot whose handlers take seconds, as those that call a language model do. It may be killed at any time.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@handover/client';
import { createHandover, nodeHandler } from '@handover/core';
import type { Store } from '@handover/core/store';
import { postgresStore } from '@handover/postgres';
import { redisStore } from '@handover/redis';
import { sqliteStore } from '@handover/sqlite';
import { quietLogger } from '@handover/test-support/memory-logger';
import { wrappedStore } from '@handover/test-support/wrapped-store';
import { Redis } from 'ioredis';
import Database from 'libsql';
import { Pool } from 'pg';
import type { BotProcessOptions } from './killed-bot.ts';
import { ANSWER_WITHIN_MS, LEASE_MS, PARTS } from './slow-bot.ts';

const { place, appId, appSecret, accessToken, baseUrl, ledgerFile }: BotProcessOptions = JSON.parse(
  process.env['BOT_OPTIONS'] ?? '{}',
);

function kept(): Store {
  if (place.kind === 'sqlite') return sqliteStore(new Database(place.file));
  if (place.kind === 'postgres') return postgresStore(new Pool({ connectionString: place.url }));
  return redisStore(new Redis(place.url, { maxRetriesPerRequest: 1 }), { logger: quietLogger });
}

const write = (fields: object): void =>
  appendFileSync(ledgerFile, `${JSON.stringify({ pid: process.pid, at: Date.now(), ...fields })}\n`);

const client = createClient({ accessToken, appId, baseUrl });
const bot = createHandover({
  appId,
  appSecret,
  client: {
    ...client,
    sendMessage: (userId, message, options) => {
      write({ sending: message.text });
      return client.sendMessage(userId, message, options);
    },
  },
  routing: 'on',
  leaseMs: LEASE_MS,
  answerWithinMs: ANSWER_WITHIN_MS,
  logger: quietLogger,
  store: wrappedStore(kept(), (name, args, operation) => {
    if (name !== 'recordStep') return operation();
    const [, step] = args as [string, { name: string }];
    return Promise.resolve(operation()).then((result) => {
      if (step.name.includes('send:')) write({ recorded: true });
      return result;
    });
  }),
});

bot.on('error', ({ error }) => write({ error: `${error.name}: ${error.message}` }));
bot.on('dead_letter', ({ event }) => write({ gaveUp: event.id }));
bot.on('message', async ({ event, thread, step, signal }) => {
  // The words of a model differ at each call.
  const words = await step('answer', async () => {
    await sleep(300 + Math.random() * 1_200, undefined, { signal });
    return Math.random().toString(36).slice(2, 10);
  });
  for (let part = 1; part <= PARTS; part += 1) {
    await thread.send(`${event.text} | ${part} | ${words}`);
    await sleep(Math.random() * 500, undefined, { signal });
  }
});

process.on('unhandledRejection', (reason) => write({ unhandled: String(reason) }));
process.on('disconnect', () => process.exit());
const server = createServer(nodeHandler(bot));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
