import { createHandover, type Handover, type HandoverClient, type HandoverOptions } from '@handover/core';
import { type MemoryLogger, memoryLogger } from './memory-logger.ts';

export const APP = '1450077300221199';
export const DESK = '880042117756310';
export const SECRET = '0123456789abcdef0123456789abcdef';

/** A client for bots that are not expected to call Graph. */
const refuseCalls = new Proxy(
  {},
  {
    get: (_, name) =>
      name === 'pageId' || name === 'platform' ? undefined : () => Promise.reject(new Error('no call is expected')),
  },
) as HandoverClient;

/** A bot that uses the real clock. */
export interface Made {
  readonly bot: Handover;
  readonly logger: MemoryLogger;
  /** The lines of its log, without debug lines. */
  readonly log: readonly string[];
  /** The texts of the messages that it handled. */
  readonly handled: readonly string[];
}

/** Makes a bot whose tests expect no calls to Graph. */
export function makeBot(options: Partial<HandoverOptions> = {}): Made {
  const logger = memoryLogger();
  const handled: string[] = [];
  const bot = createHandover({ appId: APP, appSecret: SECRET, client: refuseCalls, routing: 'on', logger, ...options });
  bot.on('message', ({ event }) => void handled.push(event.text ?? ''));
  return { bot, logger, log: logger.loud, handled };
}
