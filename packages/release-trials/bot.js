// Copied next to an example that imports a bot which the README does not show.
import { createClient } from '@handover/client';
import { createHandover } from '@handover/core';

const {
  APP_ID: appId,
  APP_SECRET: appSecret,
  PAGE_TOKEN: accessToken,
  VERIFY_TOKEN: verifyToken,
  GRAPH_URL: baseUrl,
} = process.env;

export const bot = createHandover({
  appId,
  appSecret,
  verifyToken,
  client: createClient({ accessToken, appId, baseUrl }),
});
bot.on('message', ({ event, thread }) => thread.send(`You said: ${event.text}`));
