import { sqliteStore } from '@handover/sqlite';
import { rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DatabaseFile, databaseFile, drivers, type OpenDatabase } from './support/drivers.ts';

const NOW = 1_764_590_400_000;
const THREAD = '1:messenger:2:3';
const LEASE = { holder: 'a', leaseMs: 30_000, now: NOW };
const END = { holder: 'a', doneForMs: 60_000, now: NOW };

/** A connection that counts the transactions which are begun on it. */
function counting(db: OpenDatabase): OpenDatabase & { readonly begun: number } {
  let begun = 0;
  return {
    exec(sql) {
      if (sql === 'BEGIN IMMEDIATE') begun += 1;
      return db.exec(sql);
    },
    prepare: (sql) => db.prepare(sql),
    close: () => db.close(),
    get begun() {
      return begun;
    },
  };
}

for (const { name, open } of drivers) {
  const group = suite(`group commit of sqliteStore on ${name}`);

  function withFile(title: string, body: (file: DatabaseFile) => Promise<void>): void {
    group(title, async () => {
      const file = databaseFile(open);
      try {
        await body(file);
      } finally {
        file.remove();
      }
    });
  }

  withFile('commits in one transaction what comes in one turn of the event loop, in its order', async (file) => {
    const db = counting(file.connect());
    const store = sqliteStore(db);
    await store.begin([{ id: '1:a', thread: THREAD }], LEASE);
    const before = db.begun;
    const answers = await Promise.all([
      store.begin([{ id: '1:b' }], LEASE),
      store.begin([{ id: '1:b' }], { ...LEASE, holder: 'b' }),
      store.recordStep('1:a', { name: 'send', value: 'm_1' }, { now: NOW }),
      store.park([{ id: '1:a', thread: THREAD, body: 'x' }], { holder: 'a', now: NOW }),
      store.end([{ id: '1:a', outcome: 'failed' }], END),
      store.begin([{ id: '1:c', thread: THREAD }], LEASE),
    ]);
    assert.is(db.begun - before, 1);
    const [[first], [second], , , , [third]] = answers;
    assert.equal([first?.claim, second?.claim], ['claimed', 'leased']);
    assert.equal(
      third?.ahead?.map(({ id, journal }) => [id, journal]),
      [['1:a', { send: 'm_1' }]],
    );
  });

  withFile('shares a transaction among a hundred callers at most', async (file) => {
    const db = counting(file.connect());
    const store = sqliteStore(db);
    const before = db.begun;
    const ids = Array.from({ length: 250 }, (_, index) => `1:${index}`);
    const begun = await Promise.all(ids.map((id) => store.begin([{ id }], LEASE)));
    assert.is(db.begun - before, 3);
    assert.ok(begun.every(([answer]) => answer?.claim === 'claimed'));
  });

  withFile('lets no caller fail for what another one asked', async (file) => {
    const db = file.connect();
    const store = sqliteStore(db);
    db.exec(`CREATE TRIGGER refuse BEFORE INSERT ON handover_events WHEN NEW.id = '1:bad'
      BEGIN SELECT RAISE(ABORT, 'refused by the test'); END`);
    await store.begin([{ id: '1:a' }, { id: '1:b' }], LEASE);
    const answers = await Promise.allSettled([
      store.begin([{ id: '1:c', thread: THREAD, observation: { person: { at: NOW, rank: 0, tie: '' } } }], LEASE),
      store.end([{ id: '1:a', outcome: 'done' }], END),
      store.begin([{ id: '1:lost', thread: `${THREAD}0` }, { id: '1:bad' }], LEASE),
      store.recordStep('1:b', { name: 'send', value: 'm_1' }, { now: NOW }),
      store.end([{ id: '1:b', outcome: 'failed' }], END),
    ]);
    assert.equal(
      answers.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
    );
    const [, , failed] = answers;
    const { name: kind, cause } = failed?.status === 'rejected' ? failed.reason : new Error('nothing failed');
    assert.is(kind, 'StoreError');
    assert.match((cause as Error).message, /refused by the test/);
    const begun = await store.begin([{ id: '1:a' }, { id: '1:b' }, { id: '1:c' }, { id: '1:lost' }], {
      ...LEASE,
      holder: 'b',
    });
    assert.equal(
      begun.map(({ claim, attempts, journal }) => [claim, attempts, journal]),
      [
        ['done', 1, undefined],
        ['claimed', 2, { send: 'm_1' }],
        ['leased', 1, undefined],
        ['claimed', 1, undefined],
      ],
    );
  });

  withFile('lets all fail where the transaction can not be committed, and leaves nothing of it', async (file) => {
    const db = file.connect();
    const store = sqliteStore(db);
    db.exec(`PRAGMA foreign_keys = 1;
      CREATE TABLE parent (id INTEGER PRIMARY KEY);
      CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
      CREATE TRIGGER orphan AFTER INSERT ON handover_events WHEN NEW.id = '1:bad'
      BEGIN INSERT INTO child VALUES (1); END`);
    const calls = ['1:a', '1:bad', '1:b'].map((id) => Promise.resolve(store.begin([{ id }], LEASE)));
    for (const call of calls) await rejects(call, 'StoreError');
    const [[a], [b]] = await Promise.all([store.begin([{ id: '1:a' }], LEASE), store.begin([{ id: '1:b' }], LEASE)]);
    assert.equal([a?.claim, a?.attempts, b?.claim, b?.attempts], ['claimed', 1, 'claimed', 1]);
  });

  withFile('lets all wait for a lock, and fail once the patience is over', async (file) => {
    const store = sqliteStore(file.connect(), { patienceMs: 50 });
    await store.begin([{ id: '1:a' }], LEASE);
    const other = file.connect();
    other.exec('BEGIN IMMEDIATE');
    const calls = [store.begin([{ id: '1:b' }], LEASE), store.end([{ id: '1:a', outcome: 'done' }], END)];
    for (const call of calls) {
      const error = await rejects(Promise.resolve<unknown>(call), 'StoreError');
      assert.match(error.message, /locked for 50 ms/);
    }
    other.exec('ROLLBACK');
    const begun = await store.begin([{ id: '1:a' }, { id: '1:b' }], LEASE);
    assert.equal(
      begun.map(({ claim }) => claim),
      ['leased', 'claimed'],
    );
  });

  group.run();
}
