// Begins to run a timer and never ends it; the test kills this process. Arguments: URL, prefix, lock in ms.

import { memoryLogger } from '@handover/test-support/memory-logger';
import { Redis } from 'ioredis';
import { bullScheduler } from '../../src/index.ts';
import { systemClock } from './system-clock.ts';

const [url = '', prefix = '', lockMs = ''] = process.argv.slice(2);
const scheduler = bullScheduler({ connection: new Redis(url), prefix, lockMs: Number(lockMs) });
scheduler.start({ clock: systemClock, logger: memoryLogger() });
scheduler.handle('job', ({ key }) => {
  process.send?.(key);
  return new Promise(() => undefined);
});
