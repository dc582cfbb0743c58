import { createHandover } from '@handover/core';
import { appId, appSecret } from '../deliveries.mjs';

/**
 * Makes a bot with one handler and the memory store, for all our contenders. The handler is `async`, as in the READMEs.
 */
export function countingBot(options = {}) {
  let count = 0;
  const refuse = () => Promise.reject(new Error('this bench expects no calls'));
  const client = new Proxy({}, { get: () => refuse });
  const bot = createHandover({ appId, appSecret, verifyToken: 'verify-me', client, routing: 'on', ...options });
  bot.on('message', async () => {
    count += 1;
  });
  return { bot, handled: () => count };
}
