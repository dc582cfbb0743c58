import { handover } from '@handover/express';
import express from 'express';
import { serve } from '../serve.mjs';
import { countingBot } from './bot.mjs';

export default () => {
  const { bot, handled } = countingBot();
  return serve(express().use(handover(bot, { path: '/webhook' })), handled);
};
