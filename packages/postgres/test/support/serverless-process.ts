// One request, or one run of cron, in a process of its own, as the README's recipe for serverless hosts has it. The test
// gives the job in the environment.
import { createClient } from '@handover/client';
import { createHandover } from '@handover/core';
import { takeback } from '@handover/takeback';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { Pool } from 'pg';
import { postgresScheduler, postgresStore } from '../../src/index.ts';

/** What a process of the test does. */
export interface Job {
  readonly databaseUrl: string;
  readonly graphUrl: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly accessToken: string;
  /** A delivery; absent for a run of cron. The body is base64. */
  readonly request?: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  /** Whether the host kills the process once it has the answer. */
  readonly isKilled?: boolean;
}

const job = JSON.parse(process.env['JOB'] ?? '{}') as Job;
const { appId, appSecret, accessToken } = job;
const logger = memoryLogger();
const pool = new Pool({ connectionString: job.databaseUrl, max: 1 });
const bot = createHandover({
  appId,
  appSecret,
  client: createClient({ accessToken, appId, baseUrl: job.graphUrl }),
  store: postgresStore(pool),
  scheduler: postgresScheduler(pool, { leaseMs: 1_000 }),
  answerWithinMs: 0,
  // Short, so that the next run of cron finds what a killed process left.
  leaseMs: 1_000,
  routing: 'on',
  logger,
}).use(takeback({ afterMs: 1_000, message: 'I am back.' }));
bot.on('message', async ({ event, thread }) => {
  // Slower than the host waits.
  if (job.isKilled) await new Promise(() => undefined);
  if (event.text === 'human') await thread.handOver('inbox', { message: 'One moment.' });
  else await thread.send(`You said: ${event.text}`);
});

if (job.request === undefined) {
  report({ counts: await bot.tick() });
} else {
  const { headers, body } = job.request;
  const request = new Request('https://bot.example/webhook', {
    method: 'POST',
    headers,
    body: Buffer.from(body, 'base64'),
  });
  const work: Promise<unknown>[] = [];
  const { status } = await bot.fetch(request, { waitUntil: (promise) => work.push(promise) });
  if (job.isKilled) process.send?.({ status }, () => process.kill(process.pid, 'SIGKILL'));
  else report({ status });
  await Promise.all(work);
}
await bot.close();
await pool.end();
process.disconnect();

function report(outcome: object): void {
  process.send?.({ ...outcome, log: logger.loud });
}
