// May take up to 240 s on a slow machine.
import { suite } from 'uvu';
import { tenShortDays } from './ten-days.ts';

const days = suite('chaos on SQLite');

tenShortDays(days, 'sqlite', 'off');

days.run();
