import { createServer, type Server } from 'node:http';
import { createClient } from '@handover/client';
import { createHandover, type Handover, type HandoverOptions, nodeHandler, pauseOnHumanReply } from '@handover/core';
import { type TakebackEvents, takeback } from '@handover/takeback';
import type { NumberEnvironment } from '../support/world.ts';

/** After this long without a reply on the phone, the bot answers again. */
export const QUIET_MS = { asked: 45 * 60_000, unanswered: 15 * 60_000, unasked: 30 * 60_000 } as const;

/** The bot, typed with the events of its plugins. */
export interface ShopBot {
  readonly app: Server;
  readonly bot: Handover<unknown, TakebackEvents>;
}

/**
 * A bot on the WhatsApp number of a shop, whose owner answers in the WhatsApp Business app on the same number. The bot
 * is silent while the owner answers, whether or not the customer asked for that.
 */
export function createBot(env: NumberEnvironment, options: Partial<HandoverOptions> = {}): ShopBot {
  const { PAGE_ID: phoneNumberId, PAGE_TOKEN: accessToken, APP_ID: appId, GRAPH_URL: baseUrl } = env;
  const client = createClient({ platform: 'whatsapp', phoneNumberId, accessToken, appId, baseUrl });
  const { APP_SECRET: appSecret, VERIFY_TOKEN: verifyToken } = env;

  const bot = createHandover({ appId, appSecret, verifyToken, client, whenNotOwner: 'drop', ...options })
    // The owner writes without being asked.
    .use(pauseOnHumanReply({ forMs: QUIET_MS.unasked }))
    // The customer asked for the owner, who has gone quiet or never came.
    .use(
      takeback({
        afterMs: QUIET_MS.asked,
        unclaimedAfterMs: QUIET_MS.unanswered,
        message: ({ claimed }) =>
          claimed ? 'The assistant is back. Anything else?' : 'Nuno is not at the phone. Can I help meanwhile?',
      }),
    );

  // Fires only while the bot may answer.
  bot.on('message', async ({ event, thread }) => {
    const text = event.text ?? '';
    if (event.quickReplyPayload === 'TALK_TO_HUMAN' || /\b(human|person|nuno)\b/i.test(text)) {
      await thread.handOver('inbox', { message: 'One moment, Nuno answers here himself.' });
    } else if (/\bhelp\b/i.test(text)) {
      await thread.send({
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text: 'I repeat what you write. Or would you like to talk to Nuno?' },
          action: { buttons: [{ type: 'reply', reply: { id: 'TALK_TO_HUMAN', title: 'Talk to Nuno' } }] },
        },
      });
    } else {
      await thread.send(`You said: ${text === '' ? 'something without words' : text}`);
    }
  });

  return { app: createServer(nodeHandler(bot, { path: '/webhook' })), bot };
}
