import { sqliteScheduler, sqliteStore } from '@handover/sqlite';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { runDueContract, schedulerContract, storeContract, testClock } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { databaseFile, type OpenDatabase } from './support/drivers.ts';

const plans = suite('query plans');

/** A connection that notes in `texts` all that is prepared on it. */
function noting(db: OpenDatabase, texts: Set<string>): OpenDatabase {
  return {
    exec: (sql) => db.exec(sql),
    prepare(sql) {
      texts.add(sql);
      return db.prepare(sql);
    },
    close: () => db.close(),
  };
}

plans('find rows by an index, whatever the store and the scheduler are asked', async () => {
  const texts = new Set<string>();
  const file = databaseFile();
  try {
    for (const { run } of storeContract) {
      const one = databaseFile();
      await run(() => ({ store: sqliteStore(noting(one.connect(), texts)), close: one.remove }));
    }
    for (const { run } of [...schedulerContract, ...runDueContract]) {
      const one = databaseFile();
      const clock = testClock();
      await run(() => {
        const scheduler = sqliteScheduler(noting(one.connect(), texts));
        scheduler.start({ clock, logger: memoryLogger() });
        return { scheduler, now: clock.now, advance: clock.advance, close: one.remove };
      });
    }
    const db = file.connect();
    sqliteStore(db);
    const asked = [...texts].filter((sql) => sql.includes('handover_'));
    assert.ok(asked.length > 40);
    for (const sql of asked) {
      const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { readonly detail: string }[];
      const details = steps.map(({ detail }) => detail);
      const slow = details.filter((detail) => /^SCAN(?! \(subquery| CONSTANT)|TEMP B-TREE/.test(detail));
      assert.equal(slow, [], `${sql}\n${details.join('\n')}`);
    }
  } finally {
    file.remove();
  }
});

plans.run();
