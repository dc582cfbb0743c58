import { postgresScheduler, postgresStore } from '@handover/postgres';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { redeliveryCases } from '@handover/test-support/redelivery-cases';
import { runDueContract, schedulerContract, storeContract } from '@handover/testkit';
import { suite } from 'uvu';
import type { TestDatabase } from './databases.ts';
import { quietPool } from './quiet-pool.ts';

/** Runs both contracts, and the cases of redeliveries, on a database, which is opened before the first case and stopped after the last. */
export function runContracts(where: string, open: () => Promise<TestDatabase>): void {
  let opened: Promise<TestDatabase> | undefined;
  const database = async (): Promise<TestDatabase> => {
    opened ??= open();
    return opened;
  };

  const store = suite(`postgresStore on ${where}`);
  for (const { name, run } of storeContract) {
    store(name, () =>
      run(async () => {
        const { pool, size, clear } = await database();
        return { store: postgresStore(pool), another: () => postgresStore(pool), size, close: clear };
      }),
    );
  }
  store.run();

  const redeliveries = suite(`redeliveries on ${where}`);
  for (const { name, run } of redeliveryCases) {
    redeliveries(name, async () => {
      const { pool, clear } = await database();
      try {
        await run(postgresStore(pool));
      } finally {
        await clear();
      }
    });
  }
  redeliveries.run();

  const scheduler = suite(`postgresScheduler on ${where}`);
  for (const { name, run } of [...schedulerContract, ...runDueContract]) {
    scheduler(name, () =>
      run(async () => {
        const on = await database();
        const { pool, clock, advance } = quietPool(on.pool);
        const start = (): ReturnType<typeof postgresScheduler> => {
          const started = postgresScheduler(pool);
          started.start({ clock, logger: memoryLogger() });
          return started;
        };
        return { scheduler: start(), now: clock.now, advance, another: start, close: on.clear };
      }),
    );
  }
  scheduler.after(async () => {
    await (await opened)?.stop();
  });
  scheduler.run();
}
