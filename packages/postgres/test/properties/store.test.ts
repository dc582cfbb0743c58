import assert from 'node:assert/strict';
import { memoryStore } from '@handover/core';
import { postgresStore } from '@handover/postgres';
import { postgresServer } from '@handover/test-support/postgres-server';
import { propertyRuns } from '@handover/test-support/property-runs';
import { KNOWN_LIVES, sameOwner } from '@handover/test-support/same-owner';
import { storeOperations } from '@handover/test-support/store-operations';
import * as fc from 'fast-check';
import { Pool } from 'pg';
import { suite } from 'uvu';
import { type TestDatabase, testDatabase } from '../support/databases.ts';

const store = suite('postgresStore, properties');

const NOW = 1_764_590_400_000;

let database: TestDatabase;

store.before(async () => {
  const server = await postgresServer();
  const pool = new Pool({ connectionString: server.url });
  database = await testDatabase(pool, async () => {
    await pool.end();
    await server.stop();
  });
});

store.after(async () => {
  await database.stop();
});

store('answers like memoryStore', async () => {
  const property = fc.asyncProperty(storeOperations, async (steps) => {
    await database.clear();
    const own = postgresStore(database.pool);
    const memory = memoryStore();
    let now = NOW;
    for (const [operation, afterMs] of steps) {
      now += afterMs;
      const expected = await operation(memory, now);
      assert.deepEqual(await operation(own, now), expected);
    }
  });
  await fc.assert(property, propertyRuns(30));
});

store('has the same owner for every order, repetition and split of the same observations', async () => {
  const property = sameOwner([postgresStore(database.pool), postgresStore(database.pool)]);
  await fc.assert(property, { ...propertyRuns(30), examples: KNOWN_LIVES });
});

store.run();
