import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHandover, nodeHandler } from '@handover/core';
import { sqliteStore } from '@handover/sqlite';
import Database from 'libsql';
import { appId, appSecret } from '../deliveries.mjs';
import { serve } from '../serve.mjs';

/** What a client may say of itself, and which functions of it are optional. */
const NAMES = new Set(['appId', 'pageId', 'platform', 'then']);

/** A server on SQLite whose handler sends. Graph is a function that answers at once, so that its time does not count. */
export function sqliteSending(handle) {
  const folder = mkdtempSync(join(tmpdir(), 'handover-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const store = sqliteStore(new Database(join(folder, 'bench.sqlite')), { synchronous: 'normal' });
  const refuse = () => Promise.reject(new Error('this bench expects no other call'));
  let handled = 0;
  let sent = 0;
  const client = new Proxy(
    {
      sendMessage: async () => {
        sent += 1;
        return { messageId: `m_sent_${sent}`, at: Date.now() };
      },
    },
    { get: (calls, name) => calls[name] ?? (NAMES.has(name) ? undefined : refuse) },
  );
  const bot = createHandover({ appId, appSecret, verifyToken: 'verify-me', client, routing: 'on', store });
  bot.on('message', async (context) => {
    await handle(context, bot);
    handled += 1;
  });
  return serve(nodeHandler(bot), () => handled);
}
