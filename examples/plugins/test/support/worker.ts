// A process of a bot with several processes: takes deliveries, takes threads back, and reports to its parent what it
// did.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '@handover/client';
import { type Clock, createHandover, nodeHandler, type Owner } from '@handover/core';
import { takeback } from '@handover/takeback';
import { memoryOf } from './memory-of.ts';
import type { Report, WorkerOptions } from './worker-process.ts';

const options = JSON.parse(process.env['WORKER'] ?? '{}') as WorkerOptions;
const { appId, appSecret, accessToken, graphUrl, pageId, place, leaseMs = 30_000, aheadMs = 0 } = options;

const clock: Clock = {
  now: () => Date.now() + aheadMs,
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

const memory = memoryOf(place);
const bot = createHandover({
  appId,
  appSecret,
  client: createClient({ accessToken, appId, baseUrl: graphUrl, pageId }),
  routing: 'on',
  leaseMs,
  clock,
  handlerTimeoutMs: options.handlerTimeoutMs ?? 60_000,
  store: memory.store,
  scheduler: memory.scheduler,
}).use(
  takeback({
    afterMs: options.takeback.afterMs,
    message: options.takeback.message,
    only: ({ thread }) => options.takeback.every > 0 && Number(thread.userId.slice(-6)) % options.takeback.every === 0,
  }),
);

const runs: Record<string, number> = {};
const changes: Report['changes'] = [];
const takenBack: string[] = [];
const failed: string[] = [];

const nameOf = (owner: Owner): string => (owner.kind === 'app' ? `app:${owner.appId ?? ''}` : owner.kind);
/** Reports that it got here, and never settles: the parent kills the process there. */
const hang = (): Promise<never> => {
  process.send?.({ reached: options.hangAt });
  return new Promise(() => undefined);
};

bot.on('*', ({ event }) => {
  if (options.hangAt === 'handler') return hang();
  runs[event.id] = (runs[event.id] ?? 0) + 1;
  return undefined;
});
bot.on('owner_changed', ({ thread, previous, current }) => {
  if (options.hangAt === 'announcement') return hang();
  changes.push([thread.userId, nameOf(previous), nameOf(current)]);
  return undefined;
});
bot.on('taken_back', ({ thread }) => void takenBack.push(thread.userId));
bot.on('takeback_failed', ({ thread, reason }) => void failed.push(`${thread.userId} ${reason}`));
bot.on('error', ({ error }) => void failed.push(`${error.name}: ${error.message}`));

process.on('message', async (asked: { readonly owners?: readonly string[] }) => {
  const owners: Record<string, string> = {};
  for (const userId of asked.owners ?? [])
    owners[userId] = nameOf((await bot.thread({ pageId, userId }).state()).owner);
  process.send?.({ runs, changes, takenBack, failed, owners } satisfies Report);
});
process.on('disconnect', () => process.exit());

const server = createServer(nodeHandler(bot));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
