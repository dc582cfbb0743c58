import { EventEmitter } from 'node:events';
import { isSigned } from '../servers/verify.mjs';
import { pipeline } from './run.mjs';

/** The least that a bot does: digest, parse, and one emit per item. */
export default () => {
  let count = 0;
  const bot = new EventEmitter();
  bot.on('message', async () => {
    count += 1;
  });
  const deliver = ({ body, headers }) => {
    if (!isSigned(body, headers['x-hub-signature-256'])) throw new Error('wrong signature');
    for (const entry of JSON.parse(body).entry) for (const item of entry.messaging) bot.emit('message', item);
  };
  return pipeline(deliver, () => count);
};
