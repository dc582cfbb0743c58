import type { Scheduler } from '@handover/core/store';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { type BullSchedulerOptions, bullScheduler } from '../../src/index.ts';
import { systemClock } from './system-clock.ts';

/** Starts a scheduler, and resolves once it is connected: on a busy machine that alone can take a second. */
export async function openScheduler(options: BullSchedulerOptions): Promise<Scheduler> {
  const scheduler = bullScheduler({ timeoutMs: 30_000, ...options });
  scheduler.start({ clock: systemClock, logger: memoryLogger() });
  await scheduler.cancel('job', 'none');
  return scheduler;
}
