// The bot under load: Koa, Redis, BullMQ, handovers, takebacks and a persona. It reports its resource use to its
// parent.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createClient } from '@handover/client';
import { createHandover, grantRequests } from '@handover/core';
import { handover } from '@handover/koa';
import { persona } from '@handover/persona';
import { bullScheduler, redisStore } from '@handover/redis';
import { takeback } from '@handover/takeback';
import { Redis } from 'ioredis';
import Koa from 'koa';
import { collectedRssBytes } from '../collected-rss.ts';
import type { Figures, SoakBotOptions } from './soak-bot.ts';

const { appId, appSecret, accessToken, baseUrl, redisUrl, takebackAfterMs } = JSON.parse(
  process.env['BOT_OPTIONS'] ?? '{}',
) as SoakBotOptions;

const redis = new Redis(redisUrl);
const counts = { events: 0, handedOver: 0, takenBack: 0, takebackFailed: 0, failed: 0, gaveUp: 0 };
/** Names of the errors, for the report. */
const errors: Record<string, number> = {};

const bot = createHandover({
  appId,
  appSecret,
  client: createClient({ accessToken, appId, baseUrl }),
  store: redisStore(redis),
  scheduler: bullScheduler({ connection: redis }),
})
  .use(grantRequests())
  .use(takeback({ afterMs: takebackAfterMs, message: 'I am back. Anything else?' }))
  .use(
    persona({
      personas: {
        robo: { name: 'Robo', profilePictureUrl: 'https://acme.example/robo.png' },
        nora: { name: 'Nora', profilePictureUrl: 'https://acme.example/nora.png' },
      },
      pick: ({ thread }) => (Number(thread.userId.slice(-1)) % 2 === 0 ? 'robo' : 'nora'),
    }),
  );

bot.on('*', () => {
  counts.events += 1;
});
bot.on('message', async ({ event, thread }) => {
  if (event.text === 'human') {
    await thread.handOver('inbox', { message: 'One moment, a colleague takes over.' });
    counts.handedOver += 1;
  } else await thread.send(`You said: ${event.text ?? 'nothing'}`);
});
bot.on('taken_back', () => {
  counts.takenBack += 1;
});
bot.on('takeback_failed', () => {
  counts.takebackFailed += 1;
});
bot.on('dead_letter', () => {
  counts.gaveUp += 1;
});
bot.on('error', ({ error }) => {
  // A person may write while an agent takes the thread. The bot is then rightly refused.
  if (error.name !== 'NotThreadOwnerError') counts.failed += 1;
  errors[error.name] = (errors[error.name] ?? 0) + 1;
});

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

process.on('disconnect', () => process.exit());
process.on('message', async () => {
  const eventLoopP99Ms = delay.percentile(99) / 1e6;
  const { user, system } = process.cpuUsage();
  const rssBytes = await collectedRssBytes();
  // The collection itself does not count as load.
  delay.reset();
  const figures: Figures = { rssBytes, eventLoopP99Ms, cpuMs: (user + system) / 1_000, errors, ...counts };
  process.send?.(figures);
});

const server = createServer(new Koa().use(handover(bot, { path: '/webhook' })).callback());
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
