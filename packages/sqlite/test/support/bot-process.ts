// Run by a test: a bot on the file of the order at argv[2], for one webhook request or for one tick. Its clock stands
// still at the order's time. It reports each call to Graph that is carried out, and then its answer or its counts.
import { createHandover, type HandoverClient, pauseOnHumanReply, type TickCounts } from '@handover/core';
import { sqliteScheduler, sqliteStore } from '@handover/sqlite';
import { takeback } from '@handover/takeback';
import { APP, INBOX, SECRET } from '@handover/test-support/harness';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { scriptedClient } from '@handover/test-support/scripted-client';
import { signedRequest, testClock } from '@handover/testkit';
import { open } from './drivers.ts';

/** What the process does. */
export interface BotOrder {
  readonly file: string;
  /** The time, in ms. */
  readonly now: number;
  /** The page's routing decides which plugin fits: `takeback` with `on`, `pauseOnHumanReply` with `off`. */
  readonly routing: 'on' | 'off';
  /** The body of the webhook request; without one the process ticks. */
  readonly body?: unknown;
  /** Kills itself as `kill -9` does: with its answer to the request, or ahead of the message with this text. */
  readonly diesAt?: string;
}

/** What the process reports. */
export type BotReport =
  | { readonly did: string }
  | { readonly status: number }
  | { readonly counts: TickCounts }
  | { readonly failed: string };

const { file, now, routing, body, diesAt }: BotOrder = JSON.parse(process.argv[2] ?? '');
const clock = testClock(now);
const db = open(file);
const graph = scriptedClient(clock);
graph.owner = { state: 'owned', appId: INBOX };

function report(message: BotReport): Promise<void> {
  return new Promise((resolve) => void process.send?.(message, () => resolve()));
}

/** Carries a call out. A process that serves a request is stopped with its answer, so its calls reach nothing. */
async function carryOut<Result>(did: string, call: () => Promise<Result>): Promise<Result> {
  if (body !== undefined) return new Promise(() => undefined);
  if (did === diesAt) process.kill(process.pid, 'SIGKILL');
  await report({ did });
  return call();
}

const client: HandoverClient = {
  ...graph,
  sendMessage: (...args) => carryOut(String(args[1]['text']), () => graph.sendMessage(...args)),
  passThreadControl: (...args) => carryOut('pass', () => graph.passThreadControl(...args)),
  takeThreadControl: (...args) => carryOut('take', () => graph.takeThreadControl(...args)),
};

const bot = createHandover({
  appId: APP,
  appSecret: SECRET,
  client,
  routing,
  clock,
  logger: memoryLogger(),
  store: sqliteStore(db),
  scheduler: sqliteScheduler(db),
  answerWithinMs: 0,
  handlerTimeoutMs: 5_000,
});
if (routing === 'on') bot.use(takeback({ afterMs: 60_000, message: 'back' }));
else bot.use(pauseOnHumanReply({ forMs: 60_000 }));
bot.on('error', ({ error }) => report({ failed: error.message }));
bot.on('message', async ({ event, thread, step }) => {
  const text = event.text ?? '';
  if (text === 'human') {
    await thread.passThreadControlToPageInbox();
    return;
  }
  await thread.send(`got ${text}`);
  const reply = await step('answer', async () => {
    await report({ did: `model ${text}` });
    return `re ${text}`;
  });
  await thread.send(reply);
});

if (body === undefined) {
  await report({ counts: await bot.tick() });
  await bot.close();
  db.close();
} else {
  const { headers, body: bytes, method } = signedRequest(body, SECRET);
  const { status } = await bot.fetch(new Request('https://bot.example/webhook', { method, headers, body: bytes }));
  await report({ status });
  if (diesAt === 'answer') process.kill(process.pid, 'SIGKILL');
}
process.exit();
