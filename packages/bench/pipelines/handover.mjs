import { countingBot } from '../servers/bot.mjs';
import { pipeline } from './run.mjs';

export default () => {
  const { bot, handled } = countingBot();
  return pipeline(({ body, headers }) => bot.handle({ method: 'POST', headers, body }), handled);
};
