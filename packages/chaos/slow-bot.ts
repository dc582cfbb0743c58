import { type BotChild, startBotChild } from './bot-child.ts';
import type { BotProcessOptions } from './killed-bot.ts';

/** Messages that each handler sends. */
export const PARTS = 4;
/** The bot answers Meta after this time, long before its handlers end. */
export const ANSWER_WITHIN_MS = 200;
/** A short lease, so that the events of a dead process are soon free again. */
export const LEASE_MS = 3_000;

/** Starts a process whose handlers take seconds, and resolves once it accepts deliveries. */
export function startSlowBot(options: BotProcessOptions): Promise<BotChild<never>> {
  return startBotChild(new URL('slow-process.ts', import.meta.url), options);
}
