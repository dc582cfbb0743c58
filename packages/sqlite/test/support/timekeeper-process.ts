// Run by a test: runs the timers of the file at argv[2], with the lease of argv[3] ms, and tells of each run. Keys that
// begin with "hang" never end.
import type { Clock } from '@handover/core';
import { sqliteScheduler } from '@handover/sqlite';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { open } from './drivers.ts';

const clock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};
const [, , file = '', leaseMs = '30000'] = process.argv;
const scheduler = sqliteScheduler(open(file), { leaseMs: Number(leaseMs), pollMs: 100 });

process.send?.('ready');
// Not once: without somebody to listen to, a process whose timers all wait would end.
process.on('message', () => {
  scheduler.start({ clock, logger: memoryLogger() });
  scheduler.handle('job', async ({ key, data }) => {
    process.send?.({ ran: key, data });
    if (key.startsWith('hang')) await new Promise(() => undefined);
  });
});
