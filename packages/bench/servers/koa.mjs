import { handover } from '@handover/koa';
import Koa from 'koa';
import { serve } from '../serve.mjs';
import { countingBot } from './bot.mjs';

export default () => {
  const { bot, handled } = countingBot();
  return serve(new Koa().use(handover(bot, { path: '/webhook' })).callback(), handled);
};
