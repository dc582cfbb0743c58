// A bot over HTTP, and sandboxes that deliver to it while its store is in trouble.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { nodeHandler } from '@handover/core';
import type { Store } from '@handover/core/store';
import { createSandbox, type Sandbox } from '@handover/sandbox';
import { APP, type Made, makeBot, SECRET } from './make-bot.ts';

const MINUTE_MS = 60_000;
/** One sandbox delivers events one after the other; several make a load. */
const PAGES = 8;
const WORDS = 12;

/** The bot and its load. */
export interface OutageStage extends Made {
  readonly sandboxes: readonly Sandbox[];
  /** Makes each person send one word to each page. */
  say(word: number): Promise<void>;
  /** Runs Meta's redeliveries until all are answered. */
  repeatAll(): Promise<void>;
  /** The statuses with which the bot answered. */
  statuses(): Set<number | null>;
  close(): Promise<void>;
}

/** Starts a bot on `store` over HTTP, and sandboxes that deliver to it. */
export async function outageStage(store: Store): Promise<OutageStage> {
  const made = makeBot({ store });
  const http: Server = createServer(nodeHandler(made.bot, { path: '/webhook' }));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const sandboxes = await Promise.all(
    Array.from({ length: PAGES }, (_, page) =>
      createSandbox({
        page: { id: String(5000 + page), name: `Page ${page}` },
        apps: [
          {
            id: APP,
            name: 'Bot',
            secret: SECRET,
            webhookUrl: `http://127.0.0.1:${port}/webhook`,
            subscribedFields: ['messages', 'standby', 'messaging_handovers'],
          },
        ],
      }),
    ),
  );
  return {
    ...made,
    sandboxes,
    say: async (word) => {
      await Promise.all(sandboxes.map((sandbox, page) => sandbox.person(`Ana ${page}`).say(`${page}-${word}`)));
    },
    repeatAll: async () => {
      await Promise.all(sandboxes.map((sandbox) => sandbox.settled()));
      for (let turn = 0; turn < 3; turn += 1) {
        await Promise.all(sandboxes.map((sandbox) => sandbox.clock.advance(MINUTE_MS)));
        await Promise.all(sandboxes.map((sandbox) => sandbox.settled()));
      }
    },
    statuses: () =>
      new Set(
        sandboxes.flatMap((sandbox) =>
          sandbox.timeline.flatMap((entry) => (entry.kind === 'delivery' ? [entry.status] : [])),
        ),
      ),
    async close() {
      await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
      await made.bot.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** All words, as the bot must have handled them: each once. */
export const everything: readonly string[] = Array.from(
  { length: PAGES * WORDS },
  (_, index) => `${index % PAGES}-${Math.floor(index / PAGES)}`,
);

/** Delivers all words, and causes `trouble` while a third is under way. */
export async function playThrough(on: OutageStage, trouble: () => Promise<void>): Promise<void> {
  for (let word = 0; word < 4; word += 1) await on.say(word);
  await Promise.all(on.sandboxes.map((sandbox) => sandbox.settled()));
  const troubled = trouble();
  for (let word = 4; word < 8; word += 1) await on.say(word);
  await troubled;
  for (let word = 8; word < WORDS; word += 1) await on.say(word);
  await on.repeatAll();
}

/** The log has one line for the beginning of the outage, and one for its end. */
export function assertOneOutage({ logger }: OutageStage): void {
  const levels = logger.loud.map((line) => line.split(' ').slice(0, 4).join(' '));
  assert.deepEqual(levels, ['error The store failed:', 'info The store answers'], logger.loud.join('\n'));
}
