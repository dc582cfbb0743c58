import { createClient } from '@handover/client';
import { createHandover, type Handover, type HandoverOptions } from '@handover/core';
import { handover } from '@handover/koa';
import { persona } from '@handover/persona';
import { type TakebackEvents, takeback } from '@handover/takeback';
import Koa from 'koa';
import type { BotEnvironment } from '../support/world.ts';

/** How long agents may be silent before the bot takes a thread back. */
export const TAKE_BACK_AFTER_MS = { answered: 15 * 60_000, unanswered: 5 * 60_000 } as const;

/** The bot, typed with the events of its plugins. */
export interface PluginsBot {
  readonly app: Koa;
  readonly bot: Handover<unknown, TakebackEvents>;
}

/**
 * A bot with a name and a picture that hands threads to people and takes them back once they have gone quiet. All its
 * state is in the given store and scheduler, so a restart loses nothing.
 */
export function createBot(
  env: BotEnvironment,
  memory: Required<Pick<HandoverOptions, 'store' | 'scheduler'>> & Partial<HandoverOptions>,
): PluginsBot {
  const { PAGE_TOKEN: accessToken, APP_ID: appId, GRAPH_URL: baseUrl } = env;
  const client = createClient({ accessToken, appId, baseUrl });

  const bot = createHandover({ appId, appSecret: env.APP_SECRET, verifyToken: env.VERIFY_TOKEN, client, ...memory })
    // Every message of the bot goes out under one of these personas, chosen when it is sent.
    .use(
      persona({
        personas: {
          robin: { name: 'Robin (assistant)', profilePictureUrl: 'https://assets.example.com/robin.png' },
          orders: { name: 'Otto (order desk)', profilePictureUrl: 'https://assets.example.com/otto.png' },
        },
        pick: () => 'robin',
      }),
    )
    .use(
      takeback({
        afterMs: TAKE_BACK_AFTER_MS.answered,
        unclaimedAfterMs: TAKE_BACK_AFTER_MS.unanswered,
        message: ({ claimed }) =>
          claimed
            ? 'My colleague has gone. Is there anything else?'
            : 'No colleague is at the desk right now. Can I help meanwhile?',
      }),
    );

  // Fires only while the bot may answer. Messages for the agents fire 'standby:message'.
  bot.on('message', async ({ event, thread, persona: speaker }) => {
    const text = event.text ?? '';
    if (/\b(human|person|agent)\b/i.test(text)) {
      await thread.handOver('inbox', { message: 'One moment, a colleague takes over.' });
    } else if (/\border\b/i.test(text)) {
      // From here on, another persona speaks in this thread.
      await speaker.set('orders');
      await thread.send('The order desk here. Which order is it?');
    } else {
      await thread.send(`You said: ${text === '' ? 'something without words' : text}`);
    }
  });
  // "Get Started", the first button of a new thread.
  bot.on('postback', async ({ thread }) => {
    await thread.send({
      text: 'Welcome! I repeat what you write. Ask for a human whenever you like.',
      quick_replies: [{ content_type: 'text', title: 'Talk to a human', payload: 'TALK_TO_HUMAN' }],
    });
  });
  bot.on('takeback_failed', ({ reason, thread }) =>
    console.warn(`A thread of page ${thread.pageId} stays away: ${reason}`),
  );

  const app = new Koa();
  app.use(handover(bot, { path: '/webhook' }));
  return { app, bot };
}
