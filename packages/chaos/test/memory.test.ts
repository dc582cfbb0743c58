import { suite } from 'uvu';
import { shortDays } from './short-days.ts';

const days = suite('chaos on memory');

shortDays(days, 'memory', 'on', 10);

days.run();
