import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrate, postgresStore } from '@handover/postgres';
import { hasRedisStore, redisStore } from '@handover/redis';
import { sqliteStore } from '@handover/sqlite';
import { type PostgresServer, postgresServer } from '@handover/test-support/postgres-server';
import { type RedisServer, redisServer } from '@handover/test-support/redis-server';
import { Redis } from 'ioredis';
import Database from 'libsql';
import { Pool } from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openStore } from '../../src/store/open-store.ts';
import { UsageError } from '../../src/usage-error.ts';
import { emptyFolder } from '../support/run-command.ts';

const opening = suite('openStore');
const KEY = '1:messenger:2:3';
const NOW = 1_764_590_400_000;

let redis: RedisServer;
let postgres: PostgresServer;
opening.before(async () => {
  [redis, postgres] = await Promise.all([redisServer(), postgresServer()]);
});
opening.after(async () => {
  await Promise.all([redis.stop(), postgres.stop()]);
});

async function failure(address: string, folder = emptyFolder()): Promise<Error & { code?: string; hint?: string }> {
  try {
    await (await openStore(address, { cwd: () => folder })).close();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was opened');
}

/** What a bot wrote is read by the address. */
async function readBack(address: string, folder = emptyFolder()): Promise<unknown> {
  const opened = await openStore(address, { cwd: () => folder });
  try {
    return await opened.store.getValue(KEY, 'note', NOW);
  } finally {
    await opened.close();
  }
}

const VALUE = { expected: undefined, value: 'kept', expiresAt: NOW + 60_000, now: NOW };

opening('opens the file of a bot, by a path of the folder and by an absolute one', async () => {
  const folder = emptyFolder();
  const db = new Database(join(folder, 'bot.db'));
  await sqliteStore(db).setValue(KEY, 'note', VALUE);
  for (const address of ['sqlite:bot.db', 'sqlite://bot.db', `sqlite://${folder}/bot.db`]) {
    assert.is(await readBack(address, folder), 'kept');
  }
  db.close();
});

opening('creates no file, and no tables in a file without them', async () => {
  const folder = emptyFolder();
  const missing = await failure('sqlite:bot.db', folder);
  assert.is(missing.code, 'no_store');
  assert.match(missing.message, /There is no file .*bot\.db/);
  assert.not(existsSync(join(folder, 'bot.db')));
  writeFileSync(join(folder, 'empty.db'), '');
  const empty = await failure('sqlite:empty.db', folder);
  assert.is(empty.code, 'no_store');
  assert.match(empty.message, /has no tables of Handover/);
  assert.is(readFileSync(join(folder, 'empty.db')).byteLength, 0);
  assert.equal(readdirSync(folder), ['empty.db']);
  assert.is((await failure('sqlite:.', folder)).code, 'no_store');
});

opening('refuses a file that is no database, and says so', async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'notes.txt'), 'no database, but long enough to be read as one'.repeat(50));
  const { code, message } = await failure('sqlite:notes.txt', folder);
  assert.is(code, 'unreachable');
  assert.match(message, /is not an SQLite database/);
});

opening("finds a bot's store on Redis, and writes nothing where there is none", async () => {
  const connection = new Redis(redis.url);
  const none = await failure(`${redis.url}?prefix=other`);
  assert.is(none.code, 'no_store');
  assert.match(none.message, /no store under the prefix 'other'/);
  assert.is(await connection.dbsize(), 0);
  const store = redisStore(connection, { prefix: 'other' });
  await store.setValue(KEY, 'note', VALUE);
  while (!(await hasRedisStore(connection, { prefix: 'other' })));
  assert.is(await readBack(`${redis.url}?prefix=other`), 'kept');
  assert.is(await readBack(`redis:127.0.0.1:${redis.port}?prefix=other`), 'kept');
  assert.is((await failure(redis.url)).code, 'no_store');
  connection.disconnect();
});

opening('opens the schema of a bot on PostgreSQL, and makes none', async () => {
  const missing = await failure(`${postgres.url}?schema=bots`);
  assert.is(missing.code, 'no_store');
  assert.match(missing.message, /no schema 'bots' of this version: run migrate/);
  const pool = new Pool({ connectionString: postgres.url });
  await migrate(pool, { schema: 'bots' });
  await postgresStore(pool, { schema: 'bots' }).setValue(KEY, 'note', VALUE);
  assert.is(await readBack(`${postgres.url}?schema=bots`), 'kept');
  assert.is(await readBack(`${postgres.url.replace('postgres:', 'postgresql:')}?schema=bots`), 'kept');
  await pool.end();
});

opening('names the driver that is missing, and the command that installs it', async () => {
  // A driver in the folder of the user comes first: this one can't be loaded.
  const folder = emptyFolder();
  mkdirSync(join(folder, 'node_modules/ioredis'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/ioredis/index.js'), "throw new Error('built for another Node');");
  const { code, message, hint } = await failure(redis.url, folder);
  assert.is(code, 'driver_missing');
  assert.match(message, /ioredis is installed, and does not load: built for another Node/);
  assert.match(hint ?? '', /npm install ioredis/);
});

opening('gives up on a server that is not there, without the password of its address', async () => {
  for (const address of ['redis://bot:hunter2@127.0.0.1:1', 'postgres://bot:hunter2@127.0.0.1:1/bots']) {
    const error = await failure(address);
    assert.is(error.code, 'unreachable');
    assert.match(error.message, /can't be reached/);
    assert.not.match(`${error.message}${error.hint}${error.stack}`, /hunter2/);
  }
});

opening('refuses an address that it can not read, without repeating it', async () => {
  for (const address of [
    'handover.db',
    'mysql://bot:hunter2@127.0.0.1',
    'postgres://bot:hunter2#x@127.0.0.1/bots',
    'postgres://bot:1/hunter2@127.0.0.1/bots',
    'redis://:hunter2/x@127.0.0.1',
    'sqlite:',
    'sqlite::memory:',
    'redis://127.0.0.1?schema=x',
    'postgres://127.0.0.1?prefix=x',
  ]) {
    const error = await failure(address);
    assert.instance(error, UsageError, address);
    assert.match(error.message, /^STORE_URL \(or --store-url\)/);
    assert.not.match(error.message, /hunter2/);
  }
});

opening.run();
