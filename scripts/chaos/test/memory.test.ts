import { suite } from 'uvu';
import { tenShortDays } from './ten-days.ts';

const days = suite('chaos on memory');

tenShortDays(days, 'memory', 'on');

days.run();
