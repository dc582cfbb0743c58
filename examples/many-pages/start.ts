// One process for several pages: all deliveries come to one webhook, and each page is answered with its own token.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHandover, nodeHandler, talkToHuman } from '@handover/core';
import { clientsOf, readPages } from './pages.ts';

const { APP_ID: appId = '', APP_SECRET: appSecret = '', VERIFY_TOKEN: verifyToken = '', PAGES, PORT } = process.env;

try {
  const pages = readPages(PAGES);
  const bot = createHandover({ appId, appSecret, verifyToken, client: clientsOf(pages) }).use(
    talkToHuman({ payload: 'TALK_TO_HUMAN', message: 'One moment, a colleague takes over.' }),
  );

  bot.on('message', async ({ event, thread }) => {
    if (event.quickReplyPayload === 'TALK_TO_HUMAN') return;
    await thread.send({
      text: `This is page ${thread.pageId}.`,
      quick_replies: [{ content_type: 'text', title: 'Talk to a human', payload: 'TALK_TO_HUMAN' }],
    });
  });

  const server = createServer(nodeHandler(bot, { path: '/webhook' }));
  server.listen(Number(PORT ?? 3000), '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    console.log(`The bot answers at http://127.0.0.1:${port}/webhook for ${pages.length} pages. Ctrl-C ends it.`);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      server.close();
      server.closeIdleConnections();
      await bot.close();
    });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
