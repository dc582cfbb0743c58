// Starts only the bot, configured by the environment: against Meta, or against a running `pnpm sandbox`.
import type { AddressInfo } from 'node:net';
import { sandboxClock } from '@handover/sandbox';
import { createBot } from './bot.ts';

const PORT = Number(process.env['PORT'] ?? 3000);
const NAMES = ['PAGE_ID', 'PAGE_TOKEN', 'APP_ID', 'APP_SECRET', 'VERIFY_TOKEN'] as const;

const missing = NAMES.filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(
    `Set ${missing.join(', ')} first: \`pnpm sandbox --platform whatsapp\` prints values for a laptop, the app dashboard at Meta has yours.`,
  );
  process.exit(1);
}
const read = (name: (typeof NAMES)[number]): string => process.env[name] ?? '';
const { GRAPH_URL } = process.env;
// In the sandbox "+1 h" on its page moves the bot's timers too.
const clock = GRAPH_URL === undefined ? undefined : sandboxClock(GRAPH_URL);
const { app, bot } = createBot(
  {
    GRAPH_URL,
    PAGE_ID: read('PAGE_ID'),
    PAGE_TOKEN: read('PAGE_TOKEN'),
    APP_ID: read('APP_ID'),
    APP_SECRET: read('APP_SECRET'),
    VERIFY_TOKEN: read('VERIFY_TOKEN'),
  },
  clock === undefined ? {} : { clock },
);

app.listen(PORT, '127.0.0.1', () => {
  const { port } = app.address() as AddressInfo;
  console.log(`The bot answers at http://127.0.0.1:${port}/webhook. Ctrl-C ends it.`);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    app.close();
    app.closeIdleConnections();
    await bot.close();
    clock?.close();
  });
}
