import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { nodeHandler } from '@handover/core';
import { redisStore } from '@handover/redis';
import { Redis } from 'ioredis';
import { redis as provideRedis } from '../../../scripts/needs/redis.mjs';
import { serve } from '../serve.mjs';
import { countingBot } from './bot.mjs';

export default async () => {
  const url = process.env.REDIS_URL ?? (await startRedis());
  const redis = new Redis(url, { retryStrategy: () => 50 });
  // Ignored while the server starts; if Redis stays down, the first batch fails.
  redis.on('error', () => undefined);
  const { bot, handled } = countingBot({ store: redisStore(redis, { prefix: `handover-bench-${process.pid}` }) });
  return serve(nodeHandler(bot), handled);
};

/** Starts a Redis without persistence that lives as long as this process. Its CPU time is not counted. */
async function startRedis() {
  provideRedis();
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn(process.env.REDIS_SERVER, args, { stdio: 'ignore' });
  process.once('exit', () => server.kill('SIGKILL'));
  process.once('SIGTERM', () => process.exit());
  return `redis://127.0.0.1:${port}`;
}
