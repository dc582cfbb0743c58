// Four processes of one bot on one PostgreSQL: once with 500 threads, and in `pnpm test:deep` five times with 2,000, each in
// another order.
import '@handover/test-support/postgres-server';
import { propertyRuns } from '@handover/test-support/property-runs';
import { suite } from 'uvu';
import { playOnManyMachines } from './support/many-machines.ts';

const machines = suite('many machines on PostgreSQL');
const threads = Math.min(propertyRuns(500).numRuns, 2_000);

for (let seed = 1; seed <= Math.min(propertyRuns(1).numRuns, 5); seed += 1) {
  machines(
    `run each handler once, announce each change once, and agree with Messenger on every owner (order ${seed})`,
    () => playOnManyMachines('postgres', { seed, threads }),
  );
}

machines.run();
