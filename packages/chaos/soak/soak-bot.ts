import { type BotChild, startBotChild } from '../bot-child.ts';

/** The options of the bot process. */
export interface SoakBotOptions {
  readonly appId: string;
  readonly appSecret: string;
  readonly accessToken: string;
  readonly baseUrl: string;
  readonly redisUrl: string;
  readonly takebackAfterMs: number;
}

/** What the bot did since its start. `failed` leaves out refusals because another app owns the thread. */
export const COUNTS = ['events', 'handedOver', 'takenBack', 'takebackFailed', 'failed', 'gaveUp'] as const;
export type Counts = Readonly<Record<(typeof COUNTS)[number], number>>;

/** The bot process's resource use, and what it did since its start. */
export interface Figures extends Counts {
  /** After a garbage collection. */
  readonly rssBytes: number;
  /** 99th percentile of the time between two turns of the event loop, a millisecond apart, since the last report. */
  readonly eventLoopP99Ms: number;
  /** CPU time since its start. */
  readonly cpuMs: number;
  /** All errors, by name. */
  readonly errors: Readonly<Record<string, number>>;
}

/** The bot process. On any question, it collects its garbage and returns its figures. */
export type SoakBot = BotChild<Figures>;

/** Starts the bot, and resolves once it takes deliveries. */
export function startSoakBot(options: SoakBotOptions): Promise<SoakBot> {
  return startBotChild(new URL('bot-process.ts', import.meta.url), options);
}
