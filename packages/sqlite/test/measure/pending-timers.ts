// Measures start-up time and memory of a process with 100,000 pending timers in SQLite: node --import tsx
// packages/sqlite/test/measure/pending-timers.ts Each start is a new process, so that memory left by the one before
// does not count.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock, Logger } from '@handover/core';
import { sqliteScheduler } from '@handover/sqlite';
import Database from 'libsql';

const TIMERS = 100_000;
const STARTS = 5;
const DAY_MS = 86_400_000;

const clock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};
const logger: Logger = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error };

const [, , file, count] = process.argv;
if (file === undefined) measure();
else await start(file, Number(count));

/** In a process of its own: fills the file, or starts with its timers and reports the time and memory. */
async function start(path: string, timers: number): Promise<void> {
  const db = new Database(path);
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const startedAt = performance.now();
  const scheduler = sqliteScheduler(db);
  scheduler.start({ clock, logger });
  let ran = 0;
  scheduler.handle('takeback', () => {
    ran += 1;
  });
  for (let index = 0; index < timers; index += 1) {
    const data = JSON.stringify({ since: Date.now(), limit: 'claimed' });
    await scheduler.schedule('takeback', `1450077300221199:messenger:2:${index}`, Date.now() + DAY_MS + index, data);
  }
  // Once the due timer has run, the scheduler has handled everything set before it.
  if (timers === 0) {
    await scheduler.schedule('takeback', 'due', Date.now(), '{}');
    while (ran === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const ms = performance.now() - startedAt;
  const kib = Math.round((process.memoryUsage().rss - before) / 1024);
  await scheduler.close();
  db.close();
  console.log(JSON.stringify({ ms, kib }));
}

function measure(): void {
  const folder = mkdtempSync(join(tmpdir(), 'handover-measure-'));
  try {
    const empty = Array.from({ length: STARTS }, () => run(join(folder, 'empty.db'), 0));
    const path = join(folder, 'pending.db');
    const filled = run(path, TIMERS);
    const full = Array.from({ length: STARTS }, () => run(path, 0));
    const megabytes = (statSync(path).size / 1e6).toFixed(1);
    console.log(`setting ${TIMERS} timers: ${(filled.ms / 1000).toFixed(1)} s, ${megabytes} MB of file`);
    console.log(`start with 0 pending, until a due timer has run: ${described(empty)}`);
    console.log(`start with ${TIMERS} pending, the same: ${described(full)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Figures {
  readonly ms: number;
  readonly kib: number;
}

function run(path: string, timers: number): Figures {
  const args = ['--expose-gc', '--import', 'tsx', fileURLToPath(import.meta.url), path, String(timers)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Figures;
}

function described(figures: readonly Figures[]): string {
  const middle = (of: keyof Figures): number => figures.map((each) => each[of]).sort((a, b) => a - b)[STARTS >> 1] ?? 0;
  return `${middle('ms').toFixed(1)} ms, ${(middle('kib') / 1024).toFixed(1)} MiB more than before (median of ${STARTS})`;
}
