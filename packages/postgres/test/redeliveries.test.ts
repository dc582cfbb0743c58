// May take up to 120 s on a slow machine.
import { postgresStore } from '@handover/postgres';
import { redeliveryCases } from '@handover/test-support/redelivery-cases';
import { suite } from 'uvu';
import { pglite, type TestDatabase } from './support/databases.ts';

const redeliveries = suite('redeliveries on PostgreSQL');

let database: TestDatabase;

redeliveries.before(async () => {
  database = await pglite();
});

redeliveries.after(async () => {
  await database.stop();
});

for (const { name, run } of redeliveryCases) {
  redeliveries(name, async () => {
    try {
      await run(postgresStore(database.pool));
    } finally {
      await database.clear();
    }
  });
}

redeliveries.run();
