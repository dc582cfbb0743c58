import { createHandover, type Handover, type HandoverClient, type HandoverOptions } from '@handover/core';

const APP = '1450077300221199';
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

export interface Made {
  readonly bot: Handover;
  /** The lines of the log, each a message and its fields; debug left out. */
  readonly log: string[];
}

export function makeBot(options: Partial<HandoverOptions> = {}): Made {
  const log: string[] = [];
  const write = (fields: object, message: string): void => void log.push(`${message} ${JSON.stringify(fields)}`);
  const logger = { debug: () => undefined, info: write, warn: write, error: write };
  return {
    log,
    bot: createHandover({ appId: APP, appSecret: SECRET, client: refuseCalls, routing: 'on', logger, ...options }),
  };
}

/** Counts the messages that a bot's own handler gets. */
export function countMessages(bot: Handover): () => number {
  let runs = 0;
  bot.on('message', () => {
    runs += 1;
  });
  return () => runs;
}
