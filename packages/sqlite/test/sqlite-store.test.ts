import { writeFileSync } from 'node:fs';
import { sqliteScheduler, sqliteStore } from '@handover/sqlite';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { rejects, testClock } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DatabaseFile, type Driver, databaseFile, drivers } from './support/drivers.ts';
import { FIRST_VERSION } from './support/first-version.ts';

const NOW = 1_764_590_400_000;
const THREAD = '1:messenger:2:3';
const seen = { lane: { at: NOW, rank: 0, tie: '', says: 'standby' } } as const;

for (const driver of drivers) runTests(driver);

/** Tests of the file and the connection. The contract covers the store's own rules. */
function runTests({ name, open }: Driver): void {
  const store = suite(`a file of sqliteStore on ${name}`);

  /** A test with a new file. */
  function withFile(title: string, body: (file: DatabaseFile) => void | Promise<void>): void {
    store(title, async () => {
      const file = databaseFile(open);
      try {
        await body(file);
      } finally {
        file.remove();
      }
    });
  }

  withFile('answers at once what it is asked to read', (file) => {
    const subject = sqliteStore(file.connect());
    assert.not.instance(subject.read(THREAD, NOW), Promise);
    assert.not.instance(subject.getValue(THREAD, 'n', NOW), Promise);
    assert.not.instance(subject.bodies(THREAD, NOW), Promise);
  });

  withFile(
    'with migrate: false opens only a file that has the tables of this version, and changes no other',
    (file) => {
      const db = file.connect();
      const options = { migrate: false } as const;
      assert.throws(() => sqliteStore(db, options), /has no tables of Handover/);
      assert.equal(db.prepare("SELECT name FROM sqlite_master WHERE name LIKE 'handover_%'").all(), []);
      db.exec(FIRST_VERSION);
      assert.throws(() => sqliteStore(db, options), /has tables of an older version \(1\)/);
      sqliteStore(file.connect());
      assert.ok(sqliteStore(file.connect(), options).isDurable);
      assert.throws(() => sqliteStore(db, { migrate: 0 as never }), /migrate must be true or false/);
    },
  );

  withFile('remembers threads, events, values and timers across a restart', async (file) => {
    const before = file.connect();
    const clock = testClock();
    const lease = { holder: 'a', leaseMs: 1000, now: NOW };
    const first = sqliteStore(before);
    await first.begin([{ id: 'e1', thread: THREAD, observation: seen }], lease);
    await first.end([{ id: 'e1', outcome: 'done' }], { ...lease, doneForMs: 60_000 });
    await first.setValue(THREAD, 'n', { expected: undefined, value: 'v', expiresAt: NOW + 60_000, now: NOW });
    const timers = sqliteScheduler(before);
    timers.start({ clock, logger: memoryLogger() });
    await timers.schedule('job', 'k', clock.now() + 1000, 'data');
    await timers.close();

    const after = file.connect();
    const second = sqliteStore(after);
    const [begun] = await second.begin([{ id: 'e1' }], lease);
    assert.is(begun?.claim, 'done');
    assert.is((await second.read(THREAD, NOW)).registers.lane?.says, 'standby');
    assert.is(await second.getValue(THREAD, 'n', NOW), 'v');
    const ran: string[] = [];
    const again = sqliteScheduler(after);
    again.start({ clock, logger: memoryLogger() });
    again.handle('job', ({ data }) => void ran.push(data));
    await clock.advance(1000);
    await again.close();
    assert.equal(ran, ['data']);
  });

  withFile('keeps a thread for a month after its last observation, even one without news', async (file) => {
    const subject = sqliteStore(file.connect());
    const day = 86_400_000;
    for (const days of [0, 20]) await subject.observe(THREAD, seen, NOW + days * day);
    const now = NOW + 40 * day;
    for (let count = 0; count < 400; count += 1) {
      await subject.setValue('1:messenger:2:4', 'n', { expected: undefined, value: 'v', expiresAt: now, now });
    }
    assert.is((await subject.read(THREAD, now)).registers.lane?.says, 'standby');
  });

  withFile('keeps the attempts of an event for a day and a half, whatever else it deletes', async (file) => {
    const subject = sqliteStore(file.connect());
    const lease = { holder: 'a', leaseMs: 1000, now: NOW };
    await subject.begin([{ id: 'e1' }], lease);
    await subject.end([{ id: 'e1', outcome: 'failed' }], { ...lease, doneForMs: 1000 });
    const now = NOW + 35 * 3_600_000;
    for (let count = 0; count < 400; count += 1) {
      await subject.setValue(THREAD, 'n', { expected: undefined, value: 'v', expiresAt: now, now });
    }
    const [begun] = await subject.begin([{ id: 'e1' }], { ...lease, now });
    assert.equal([begun?.claim, begun?.attempts, begun?.firstAt], ['claimed', 2, NOW]);
  });

  withFile(
    'forgets a parked event with all that was recorded of it, and keeps a letter with what was',
    async (file) => {
      const db = file.connect();
      const subject = sqliteStore(db);
      const lease = { holder: 'a', leaseMs: 1000, now: NOW };
      await subject.begin([{ id: '1:parked' }, { id: '1:letter' }], lease);
      await subject.park([{ id: '1:parked', body: 'x' }], lease);
      for (const id of ['1:parked', '1:letter']) await subject.recordStep(id, { name: 'send', value: 'm_1' }, lease);
      await subject.end([{ id: '1:letter', outcome: 'dead', letter: { body: 'y' } }], { ...lease, doneForMs: 1000 });
      const now = NOW + 48 * 3_600_000;
      for (let count = 0; count < 400; count += 1) {
        await subject.setValue(THREAD, 'n', { expected: undefined, value: 'v', expiresAt: now, now });
      }
      const rows = (table: string): unknown[] => db.prepare(`SELECT id FROM handover_${table}`).all();
      assert.equal([rows('events').length, rows('parked').length, rows('steps').length], [0, 0, 1]);
      assert.equal((await subject.retryLetter('1:letter', { ...lease, now }))?.journal, { send: 'm_1' });
    },
  );

  withFile("refuses a cursor that is not a page's", async (file) => {
    const subject = sqliteStore(file.connect());
    const given = Promise.resolve().then(() => subject.letters('1', { limit: 1, cursor: 'x', now: NOW }));
    assert.match((await rejects(given, 'TypeError')).message, /cursor must be the cursor of a page/);
  });

  withFile('goes on after an operation that failed half-way', async (file) => {
    const db = file.connect();
    const subject = sqliteStore(db);
    db.exec(`CREATE TRIGGER refuse BEFORE INSERT ON handover_values WHEN NEW.value = 'bad'
      BEGIN SELECT RAISE(ABORT, 'refused by the test'); END`);
    const options = { expected: undefined, expiresAt: NOW + 1000, now: NOW };
    await rejects(Promise.resolve(subject.setValue(THREAD, 'n', { ...options, value: 'bad' })), 'StoreError');
    assert.is(await subject.setValue(THREAD, 'n', { ...options, value: 'good' }), true);
    assert.is(await subject.getValue(THREAD, 'n', NOW), 'good');

    db.exec(`CREATE TRIGGER refuse_event BEFORE INSERT ON handover_events WHEN NEW.id = '1:bad'
      BEGIN SELECT RAISE(ABORT, 'refused by the test'); END`);
    const lease = { holder: 'a', leaseMs: 1000, now: NOW };
    await rejects(Promise.resolve(subject.begin([{ id: '1:lost' }, { id: '1:bad' }], lease)), 'StoreError');
    const [begun] = await subject.begin([{ id: '1:lost' }], lease);
    assert.equal([begun?.claim, begun?.attempts], ['claimed', 1]);
  });

  store('also works in memory', async () => {
    const db = open(':memory:');
    const subject = sqliteStore(db);
    assert.is((await subject.observe(THREAD, seen, NOW)).changes, 1);
    db.close();
  });

  withFile('keeps a write-ahead log, waits for the disk as configured, and blocks for a moment at most', (file) => {
    const db = file.connect();
    const pragma = (of: string): unknown => Object.values(db.prepare(`PRAGMA ${of}`).get() as object)[0];
    sqliteStore(db);
    assert.equal([pragma('journal_mode'), pragma('synchronous'), pragma('busy_timeout')], ['wal', 1, 5]);
    sqliteScheduler(db, { synchronous: 'full' });
    assert.is(pragma('synchronous'), 2);
  });

  withFile('adds its tables to a file with other tables and no version', (file) => {
    const db = file.connect();
    db.exec("CREATE TABLE customers (name TEXT); INSERT INTO customers VALUES ('Ana')");
    sqliteStore(db);
    assert.is((db.prepare('SELECT name FROM customers').get() as { name: string }).name, 'Ana');
    sqliteStore(file.connect());
  });

  withFile("refuses another program's file, and leaves it unchanged", (file) => {
    const db = file.connect();
    db.exec('PRAGMA user_version = 7');
    assert.throws(() => sqliteStore(db), /another program's: its user_version is 7\. Give Handover a file of its own/);
    assert.throws(() => sqliteScheduler(db), /another program's/);
    const { count } = db.prepare('SELECT count(*) AS count FROM sqlite_schema').get() as { count: number };
    assert.is(count, 0);
  });

  withFile('refuses the file of a newer version', (file) => {
    const db = file.connect();
    sqliteStore(db);
    const { user_version: ours } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    db.exec(`PRAGMA user_version = ${ours + 1}`);
    assert.throws(
      () => sqliteStore(file.connect()),
      /newer @handover\/sqlite: its tables have version 3, .* Update the package/,
    );
  });

  withFile('brings a file of the first version to its own, with all that it holds', async (file) => {
    const db = file.connect();
    db.exec(FIRST_VERSION);
    db.exec(`INSERT INTO handover_events VALUES ('1:done', 'a', ${NOW + 60_000}, 1, 1, ${NOW});
      INSERT INTO handover_threads VALUES ('${THREAD}', '{}', 0, 1, 'self', 0, 0, ${NOW}, ${NOW})`);
    const subject = sqliteStore(db);
    const lease = { holder: 'a', leaseMs: 1000, now: NOW };
    const [done, begun] = await subject.begin([{ id: '1:done' }, { id: '1:a', thread: THREAD }], lease);
    assert.equal([done?.claim, begun?.claim, begun?.record?.announced], ['done', 'claimed', 1]);
    await subject.park([{ id: '1:a', thread: THREAD, body: 'x' }], lease);
    assert.equal(await subject.bodies(THREAD, NOW), [{ id: '1:a', body: 'x' }]);
  });

  withFile('refuses a file that is not a database', (file) => {
    writeFileSync(file.path, 'This is not a database, though long enough to be looked at. '.repeat(50));
    // Some drivers notice it when they open the file. Then the message is theirs.
    assert.throws(() => sqliteStore(file.connect()), /not an SQLite database: give Handover|^file is not a database$/);
  });

  withFile('does not join a transaction of the caller', async (file) => {
    const db = file.connect();
    const subject = sqliteStore(db);
    db.exec('BEGIN');
    const error = await rejects(Promise.resolve(subject.observe(THREAD, seen, NOW)), 'StoreError');
    assert.match(error.message, /give the store a connection of its own/);
    db.exec('COMMIT');
    assert.is((await subject.observe(THREAD, seen, NOW)).changes, 1);
  });

  withFile('reports a closed database', async (file) => {
    const db = open(file.path);
    const subject = sqliteStore(db);
    await subject.observe(THREAD, seen, NOW);
    db.close();
    const error = await rejects(Promise.resolve(subject.read(THREAD, NOW)), 'StoreError');
    assert.match(error.message, /close it after bot\.close\(\)/);
    assert.throws(() => sqliteStore(db), /closed/);
  });

  withFile('reports a full disk, changes nothing, and continues once there is room', async (file) => {
    const db = file.connect();
    const subject = sqliteStore(db);
    db.exec('PRAGMA max_page_count = 12');
    const tie = 'x'.repeat(100_000);
    const full = Promise.resolve(subject.observe(THREAD, { lane: { ...seen.lane, tie } }, NOW));
    assert.match((await rejects(full, 'StoreError')).message, /full: free some space/);
    assert.is((await subject.read(THREAD, NOW)).changes, 0);
    db.exec('PRAGMA max_page_count = 1000');
    assert.is((await subject.observe(THREAD, seen, NOW)).changes, 1);
  });

  withFile('reports a read-only database', async (file) => {
    const db = file.connect();
    const subject = sqliteStore(db);
    db.exec('PRAGMA query_only = 1');
    const error = await rejects(Promise.resolve(subject.observe(THREAD, seen, NOW)), 'StoreError');
    assert.match(error.message, /read-only: open it for writing/);
  });

  store('refuses anything but an open database, and unknown option values', () => {
    const message = /pass new Database\('handover\.db'\)/;
    assert.throws(() => sqliteStore(undefined as never), message);
    assert.throws(() => sqliteStore({ exec: () => undefined } as never), message);
    const db = open(':memory:');
    assert.throws(() => sqliteStore(db, { synchronous: 'off' as never }), /synchronous must be 'normal' or 'full'/);
    assert.throws(() => sqliteStore(db, { patienceMs: -1 }), /patienceMs must be a whole number/);
    assert.throws(() => sqliteScheduler(db, { pollMs: 0 }), /pollMs must be a whole number/);
    assert.throws(() => sqliteScheduler(db, { leaseMs: 1.5 }), /leaseMs must be a whole number/);
    assert.throws(() => sqliteScheduler(db, { concurrency: 0 }), /concurrency must be a positive integer/);
    db.close();
  });

  store.run();
}
