import { type BotChild, startBotChild } from '../bot-child.ts';

/** What the bot's process is started with. */
export interface SoakBotOptions {
  readonly appId: string;
  readonly appSecret: string;
  readonly accessToken: string;
  readonly baseUrl: string;
  readonly redisUrl: string;
  readonly takebackAfterMs: number;
}

/** What the bot did since its start; `failed` leaves out errors that tell that another app owns the thread. */
export const COUNTS = ['events', 'handedOver', 'takenBack', 'takebackFailed', 'failed', 'gaveUp'] as const;
export type Counts = Readonly<Record<(typeof COUNTS)[number], number>>;

/** What the bot's process costs, and what it did since its start. */
export interface Figures extends Counts {
  /** After a collection. */
  readonly rssBytes: number;
  /** 99th percentile of the time between two turns of the event loop a millisecond apart, since the last figures. */
  readonly eventLoopP99Ms: number;
  /** CPU time since its start. */
  readonly cpuMs: number;
  /** All errors, by name. */
  readonly errors: Readonly<Record<string, number>>;
}

/** The bot's process; asked anything, it collects its garbage and answers with its figures. */
export type SoakBot = BotChild<Figures>;

/** Starts the bot, and resolves once it takes deliveries. */
export function startSoakBot(options: SoakBotOptions): Promise<SoakBot> {
  return startBotChild(new URL('bot-process.ts', import.meta.url), options);
}
