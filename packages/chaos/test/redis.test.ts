// May take up to 240 s on a slow machine.
import { suite } from 'uvu';
import { tenShortDays } from './ten-days.ts';
import '@handover/test-support/redis-server';

const days = suite('chaos on Redis');

tenShortDays(days, 'redis', 'on');

days.run();
