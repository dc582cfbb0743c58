import { sqliteScheduler, sqliteStore } from '@handover/sqlite';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { runDueContract, schedulerContract, storeContract, testClock } from '@handover/testkit';
import { suite } from 'uvu';
import { type Driver, databaseFile, drivers, type OpenDatabase } from './support/drivers.ts';

const TABLES = ['threads', 'events', 'values', 'parked', 'steps', 'letters'].map((name) => `handover_${name}`);

function rowsOf(db: OpenDatabase): number {
  const counts = TABLES.map((table) => db.prepare(`SELECT count(*) AS count FROM ${table}`).get() as { count: number });
  return counts.reduce((sum, { count }) => sum + count, 0);
}

for (const driver of drivers) {
  runStoreContract(driver);
  runSchedulerContract(driver);
}

function runStoreContract({ name: driver, open }: Driver): void {
  const store = suite(`sqliteStore on ${driver}`);
  for (const { name, run } of storeContract) {
    store(name, () =>
      run(() => {
        const file = databaseFile(open);
        const db = file.connect();
        return {
          store: sqliteStore(db),
          another: () => sqliteStore(file.connect()),
          size: () => rowsOf(db),
          close: file.remove,
        };
      }),
    );
  }
  store.run();
}

function runSchedulerContract({ name: driver, open }: Driver): void {
  const scheduler = suite(`sqliteScheduler on ${driver}`);
  for (const { name, run } of [...schedulerContract, ...runDueContract]) {
    scheduler(name, () =>
      run(() => {
        const file = databaseFile(open);
        const clock = testClock();
        const start = (): ReturnType<typeof sqliteScheduler> => {
          const started = sqliteScheduler(file.connect());
          started.start({ clock, logger: memoryLogger() });
          return started;
        };
        return { scheduler: start(), now: clock.now, advance: clock.advance, another: start, close: file.remove };
      }),
    );
  }
  scheduler.run();
}
