import { suite } from 'uvu';
import { killedProcesses } from './support/killed-processes.ts';

const killed = suite('killed processes, with Redis');

killedProcesses(killed, 'redis');

killed.run();
