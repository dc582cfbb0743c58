import { createClient } from '@handover/client';
import { createHandover, type Handover, type HandoverOptions } from '@handover/core';
import { handover } from '@handover/koa';
import Koa from 'koa';
import type { BotEnvironment } from '../support/world.ts';

/** A bot that answers until the customer asks for a person, is silent while the person answers, and then continues. */
export function createBot(env: BotEnvironment, options: Partial<HandoverOptions> = {}): { app: Koa; bot: Handover } {
  const { PAGE_TOKEN: accessToken, APP_ID: appId, GRAPH_URL: baseUrl } = env;
  const client = createClient({ accessToken, appId, baseUrl });
  const bot = createHandover({ appId, appSecret: env.APP_SECRET, verifyToken: env.VERIFY_TOKEN, client, ...options });

  // Fires only while the bot may answer. Messages for the agents fire 'standby:message'.
  bot.on('message', async ({ event, thread }) => {
    if (/\b(human|person|agent)\b/i.test(event.text ?? '')) {
      await thread.handOver('inbox', { message: 'One moment, a colleague takes over.' });
    } else {
      await thread.send(`You said: ${event.text ?? 'something without words'}`);
    }
  });

  // "Get Started", the first button of a new thread.
  bot.on('postback', async ({ thread }) => {
    await thread.send({
      text: 'Welcome! I repeat what you write. Ask for a human whenever you like.',
      quick_replies: [{ content_type: 'text', title: 'Talk to a human', payload: 'TALK_TO_HUMAN' }],
    });
  });

  const app = new Koa();
  app.use(handover(bot, { path: '/webhook' }));
  return { app, bot };
}
