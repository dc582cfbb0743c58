import { createHandover } from '@handover/core';
import { appId, appSecret } from '../deliveries.mjs';

/** A bot with one handler and the memory store, as every contender of ours has. The handler is `async`, like those of the READMEs. */
export function countingBot(options = {}) {
  let count = 0;
  const refuse = () => Promise.reject(new Error('this bench calls nobody'));
  const client = new Proxy({}, { get: () => refuse });
  const bot = createHandover({ appId, appSecret, verifyToken: 'verify-me', client, routing: 'on', ...options });
  bot.on('message', async () => {
    count += 1;
  });
  return { bot, handled: () => count };
}
