// PostgreSQL in this process, on one connection.
// May take up to 240 s on a slow machine.
import { runContracts } from './support/contracts.ts';
import { pglite } from './support/databases.ts';

runContracts('PGlite', pglite);
