// Four processes of one bot on one PostgreSQL: once, and in `pnpm test:deep` five times, each in another order.
// May take up to 240 s on a slow machine.
import '@handover/test-support/postgres-server';
import { propertyRuns } from '@handover/test-support/property-runs';
import { suite } from 'uvu';
import { playOnManyMachines } from './support/many-machines.ts';

const machines = suite('many machines on PostgreSQL');

for (let seed = 1; seed <= Math.min(propertyRuns(1).numRuns, 5); seed += 1) {
  machines(
    `run each handler once, announce each change once, and agree with Messenger on every owner (order ${seed})`,
    () => playOnManyMachines('postgres', seed),
  );
}

machines.run();
