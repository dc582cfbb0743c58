import { type BotChild, startBotChild } from './bot-child.ts';

/** What a process of the bot is started with. */
export interface BotProcessOptions {
  readonly place: { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'redis'; readonly url: string };
  readonly appId: string;
  readonly appSecret: string;
  readonly accessToken: string;
  readonly baseUrl: string;
  readonly pageId: string;
  /** Where it writes the runs that ended, a line of JSON each. */
  readonly ledgerFile: string;
}

/** A process of the bot; asked about `{ people }`, it says who owns their threads, by what it believes. */
export type BotProcess = BotChild<Readonly<Record<string, string>>>;

/** Starts a process, and resolves once it takes deliveries. */
export function startBotProcess(options: BotProcessOptions): Promise<BotProcess> {
  return startBotChild(new URL('bot-process.ts', import.meta.url), options);
}
