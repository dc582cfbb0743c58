// Three days, and in `pnpm test:deep` ten: an idle minute of a simulated day costs many operations of a real store.
import { propertyRuns } from '@handover/test-support/property-runs';
import { suite } from 'uvu';
import { shortDays } from './short-days.ts';
import '@handover/test-support/redis-server';

const days = suite('chaos on Redis');

shortDays(days, 'redis', 'on', Math.min(propertyRuns(3).numRuns, 10));

days.run();
