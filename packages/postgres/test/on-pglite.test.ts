// PostgreSQL in this process, on one connection.
import { PGlite } from '@electric-sql/pglite';
import { postgresScheduler } from '@handover/postgres';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { suite } from 'uvu';
import { NEVER_MS, runsWhatOthersSet } from './support/announced-timers.ts';
import { runContracts } from './support/contracts.ts';
import { testDatabase } from './support/databases.ts';
import { systemClock } from './support/system-clock.ts';

const db = new PGlite();
const database = testDatabase(db, () => db.close());

const timers = suite('timers on PGlite');

timers('PGlite announces timers as well', async () => {
  const { clear } = await database;
  const [here, there] = [postgresScheduler(db, { pollMs: NEVER_MS, listener: db }), postgresScheduler(db)];
  for (const each of [here, there]) each.start({ clock: systemClock, logger: memoryLogger() });
  try {
    await runsWhatOthersSet(here, there);
  } finally {
    await Promise.all([here.close(), there.close()]);
    await clear();
  }
});

timers.run();

// The last suite closes the database.
runContracts('PGlite', () => database);
