// Both contracts on PGlite: PostgreSQL in this process, on one connection.
// May take up to 240 s on a slow machine.
import { storeContract } from '@handover/testkit';
import { suite } from 'uvu';
import { postgresStore } from '../src/index.ts';
import { pglite, type TestDatabase } from './support/databases.ts';

const store = suite('postgresStore on PGlite');

let database: TestDatabase;

store.before(async () => {
  database = await pglite();
});

store.after(async () => {
  await database.stop();
});

for (const { name, run } of storeContract) {
  store(name, () =>
    run(() => ({
      store: postgresStore(database.pool),
      another: () => postgresStore(database.pool),
      size: database.size,
      close: database.clear,
    })),
  );
}

store.run();
