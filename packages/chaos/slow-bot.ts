import { type BotChild, startBotChild } from './bot-child.ts';
import type { BotProcessOptions } from './killed-bot.ts';

/** Messages that each handler sends. */
export const PARTS = 4;
/** Long before the handlers are over. */
export const ANSWER_WITHIN_MS = 200;
/** What a dead process had is free again soon. */
export const LEASE_MS = 3_000;

/** Starts a process whose handlers take seconds, and resolves once it takes deliveries. */
export function startSlowBot(options: BotProcessOptions): Promise<BotChild<never>> {
  return startBotChild(new URL('slow-process.ts', import.meta.url), options);
}
