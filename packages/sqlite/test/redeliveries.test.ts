import { sqliteStore } from '@handover/sqlite';
import { redeliveryCases } from '@handover/test-support/redelivery-cases';
import { suite } from 'uvu';
import { databaseFile, drivers } from './support/drivers.ts';

for (const driver of drivers) {
  const redeliveries = suite(`redeliveries on ${driver.name}`);

  for (const { name, run } of redeliveryCases) {
    redeliveries(name, async () => {
      const file = databaseFile(driver.open);
      try {
        await run(sqliteStore(file.connect()));
      } finally {
        file.remove();
      }
    });
  }

  redeliveries.run();
}
