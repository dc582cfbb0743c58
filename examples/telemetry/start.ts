// Starts only the bot, configured by the environment: against Meta, or against a running `pnpm sandbox`.
import type { AddressInfo } from 'node:net';
import { createBot } from './bot.ts';
import { startTelemetry } from './telemetry.ts';

const PORT = Number(process.env['PORT'] ?? 3000);
const NAMES = ['PAGE_TOKEN', 'APP_ID', 'APP_SECRET', 'VERIFY_TOKEN'] as const;

const missing = NAMES.filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(
    `Set ${missing.join(', ')} first: \`pnpm sandbox\` prints values for a laptop, the app dashboard at Meta has yours.`,
  );
  process.exit(1);
}
const read = (name: (typeof NAMES)[number]): string => process.env[name] ?? '';
const telemetry = startTelemetry();
const { app, bot } = createBot({
  GRAPH_URL: process.env['GRAPH_URL'],
  PAGE_TOKEN: read('PAGE_TOKEN'),
  APP_ID: read('APP_ID'),
  APP_SECRET: read('APP_SECRET'),
  VERIFY_TOKEN: read('VERIFY_TOKEN'),
});

const server = app.listen(PORT, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(`The bot answers at http://127.0.0.1:${port}/webhook. Ctrl-C ends it.`);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    server.close();
    server.closeIdleConnections();
    // The last metrics are printed once the handlers have ended.
    await bot.close();
    await telemetry.stop();
  });
}
