// Run by a test: runs the timers of the file at argv[2], with a lease of argv[3] ms, and reports each run. Keys that
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
// Not once: without a listener, a process with only pending timers would end.
process.on('message', () => {
  scheduler.start({ clock, logger: memoryLogger() });
  scheduler.handle('job', async ({ key, data }) => {
    process.send?.({ ran: key, data });
    if (key.startsWith('hang')) await new Promise(() => undefined);
  });
});
