import { createHandover } from '@handover/core';
import { appId, appSecret } from '../deliveries.mjs';

/** A bot with one handler and the memory store, which is what every contender of ours has. */
export function countingBot(options = {}) {
  let count = 0;
  const refuse = () => Promise.reject(new Error('this bench calls nobody'));
  const client = new Proxy({}, { get: () => refuse });
  const bot = createHandover({ appId, appSecret, verifyToken: 'verify-me', client, routing: 'on', ...options });
  bot.on('message', () => {
    count += 1;
  });
  return { bot, handled: () => count };
}
