// The bot of the scripted afternoon. Each of its processes measures itself.
import { createClient } from '@handover/client';
import { type Clock, createHandover, type Handover } from '@handover/core';
import { otel } from '@handover/otel';
import { sqliteScheduler, sqliteStore } from '@handover/sqlite';
import { takeback } from '@handover/takeback';
import Database from 'libsql';
import { type Figures, meters } from './meters.ts';

export const BOT = '1450077300221199';
export const DESK = '880042117756310';

/** What a process of the bot needs. */
export interface Setting {
  readonly file: string;
  readonly baseUrl: string;
  readonly accessToken: string;
  readonly appSecret: string;
}

export interface Process {
  readonly bot: Handover;
  figures(): Promise<Figures>;
  close(): Promise<void>;
}

/** Starts a process of the bot. `onSlow` is awaited before a slow answer. */
export function startBot(setting: Setting, clock: Clock, onSlow: () => Promise<void>): Process {
  const { file, baseUrl, accessToken, appSecret } = setting;
  const db = new Database(file);
  const measured = meters();
  const bot = createHandover({
    appId: BOT,
    appSecret,
    client: createClient({ accessToken, appId: BOT, baseUrl }),
    routing: 'on',
    store: sqliteStore(db),
    scheduler: sqliteScheduler(db),
    clock,
    logger: { debug: () => undefined, info: () => undefined, warn: console.error, error: () => undefined },
  })
    .use(otel({ meterProvider: measured.provider, waiting: { everyMs: 0 } }))
    .use(takeback({ afterMs: 30 * 60_000, unclaimedAfterMs: 15 * 60_000 }));
  bot.on('error', () => undefined);
  bot.on('message', async ({ event: { text = '' }, thread }) => {
    if (text === 'broken') throw new TypeError('the bot has a mistake');
    if (text.startsWith('slow')) await onSlow();
    if (text.endsWith('human')) await thread.handOver('inbox', { message: 'One moment.' });
    if (text.endsWith('desk')) await thread.handOver(DESK, { message: 'One moment.' });
  });
  return {
    bot,
    figures: measured.figures,
    async close() {
      await bot.close();
      db.close();
    },
  };
}
