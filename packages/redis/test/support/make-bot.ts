import { createHandover, type Handover, type HandoverClient, type HandoverOptions } from '@handover/core';
import { type MemoryLogger, memoryLogger } from './memory-logger.ts';

export const APP = '1450077300221199';
export const SECRET = '0123456789abcdef0123456789abcdef';

/** A client for bots that are not expected to call Graph. */
const refuseCalls = new Proxy(
  {},
  {
    get: (_, name) =>
      name === 'pageId' || name === 'platform' ? undefined : () => Promise.reject(new Error('no call is expected')),
  },
) as HandoverClient;

/** A bot that notes each message it handles, by its text. */
export interface Made {
  readonly bot: Handover;
  readonly logger: MemoryLogger;
  readonly handled: string[];
}

export function makeBot(options: Partial<HandoverOptions>): Made {
  const logger = memoryLogger();
  const handled: string[] = [];
  const bot = createHandover({ appId: APP, appSecret: SECRET, client: refuseCalls, routing: 'on', logger, ...options });
  bot.on('message', ({ event }) => void handled.push(event.text ?? ''));
  return { bot, logger, handled };
}
