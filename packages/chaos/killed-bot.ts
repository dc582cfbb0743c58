import { type BotChild, startBotChild } from './bot-child.ts';
import type { KilledPlace } from './killed-place.ts';

/** The options of a bot process. */
export interface BotProcessOptions {
  readonly place: KilledPlace;
  readonly appId: string;
  readonly appSecret: string;
  readonly accessToken: string;
  readonly baseUrl: string;
  readonly pageId: string;
  /** Where it writes finished runs, one line of JSON each. */
  readonly ledgerFile: string;
}

/** A bot process. Asked about `{ people }`, it returns who owns their threads according to its state. */
export type BotProcess = BotChild<Readonly<Record<string, string>>>;

/** Starts a bot process, and resolves once it takes deliveries. */
export function startBotProcess(options: BotProcessOptions): Promise<BotProcess> {
  return startBotChild(new URL('bot-process.ts', import.meta.url), options);
}
