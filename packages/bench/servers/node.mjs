import { nodeHandler } from '@handover/core';
import { serve } from '../serve.mjs';
import { countingBot } from './bot.mjs';

export default () => {
  const { bot, handled } = countingBot();
  return serve(nodeHandler(bot, { path: '/webhook' }), handled);
};
