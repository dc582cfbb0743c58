// Begins to run timers and never ends them; the test kills this process. Arguments: URL, lease in ms.
import { memoryLogger } from '@handover/test-support/memory-logger';
import { Pool } from 'pg';
import { postgresScheduler } from '../../src/index.ts';
import { systemClock } from './system-clock.ts';

const [url = '', leaseMs = ''] = process.argv.slice(2);
const scheduler = postgresScheduler(new Pool({ connectionString: url }), { leaseMs: Number(leaseMs) });
scheduler.start({ clock: systemClock, logger: memoryLogger() });
scheduler.handle('job', ({ key }) => {
  process.send?.(key);
  return new Promise(() => undefined);
});
