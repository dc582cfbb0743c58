import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeHandler } from '@handover/core';
import { sqliteStore } from '@handover/sqlite';
import Database from 'libsql';
import { serve } from '../serve.mjs';
import { countingBot } from './bot.mjs';

export default () => {
  const folder = mkdtempSync(join(tmpdir(), 'handover-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const store = sqliteStore(new Database(join(folder, 'bench.sqlite')), { synchronous: 'normal' });
  const { bot, handled } = countingBot({ store });
  return serve(nodeHandler(bot), handled);
};
