import { createServer, type Server } from 'node:http';
import { createClient } from '@handover/client';
import { createHandover, type Handover, nodeHandler } from '@handover/core';
import { otel } from '@handover/otel';
import { trace } from '@opentelemetry/api';
import type { BotEnvironment } from '../support/world.ts';

/** A bot that is measured. The span that its handler makes is a child of the handler's. */
export function createBot(env: BotEnvironment): { app: Server; bot: Handover } {
  const { PAGE_TOKEN: accessToken, APP_ID: appId, GRAPH_URL: baseUrl } = env;
  const client = createClient({ accessToken, appId, baseUrl });
  const bot = createHandover({ appId, appSecret: env.APP_SECRET, verifyToken: env.VERIFY_TOKEN, client }).use(otel());
  const tracer = trace.getTracer('the bot');

  bot.on('message', async ({ event, thread }) => {
    const isHumanWanted = await tracer.startActiveSpan('understand', async (span) => {
      try {
        return /\b(human|person|agent)\b/i.test(event.text ?? '');
      } finally {
        span.end();
      }
    });
    if (isHumanWanted) await thread.handOver('inbox', { message: 'One moment, a colleague takes over.' });
    else await thread.send(`You said: ${event.text ?? 'something without words'}`);
  });

  return { app: createServer(nodeHandler(bot, { path: '/webhook' })), bot };
}
