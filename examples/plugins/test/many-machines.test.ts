// Four processes of one bot on one Redis.
// May take up to 240 s on a slow machine.
import '@handover/test-support/redis-server';
import { suite } from 'uvu';
import { playOnManyMachines } from './support/many-machines.ts';

const machines = suite('many machines');

machines('run each handler once, announce each change once, and agree with Messenger on every owner', () =>
  playOnManyMachines('redis'),
);

machines.run();
