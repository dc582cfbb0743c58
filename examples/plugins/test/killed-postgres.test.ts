import { suite } from 'uvu';
import { killedProcesses } from './support/killed-processes.ts';

const killed = suite('killed processes, with PostgreSQL');

killedProcesses(killed, 'postgres');

killed.run();
