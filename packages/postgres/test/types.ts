// Compiled by `check`, never run: the drivers fit without a cast.
import { PGlite } from '@electric-sql/pglite';
import { createHandover, type HandoverClient } from '@handover/core';
import { migrate, type PostgresPool, postgresScheduler, postgresStore } from '@handover/postgres';
import { Client as NeonClient, Pool as NeonPool, neon } from '@neondatabase/serverless';
import { Client, Pool } from 'pg';
import postgres from 'postgres';

declare const client: HandoverClient;

const pool = new Pool();
createHandover({
  appId: '1',
  appSecret: 's',
  client,
  store: postgresStore(pool, { schema: 'handover', timeoutMs: 1000 }),
  scheduler: postgresScheduler(pool, {
    schema: 'handover',
    timeoutMs: 1000,
    pollMs: 1000,
    leaseMs: 60_000,
    concurrency: 10,
    listener: new Client(),
  }),
});
await migrate(pool, { schema: 'handover' });

postgresStore(new Client());
postgresStore(new PGlite());
postgresScheduler(new PGlite(), { listener: new PGlite() });

postgresStore(new NeonPool());
postgresScheduler(new NeonPool(), { listener: new NeonClient() });
const overHttp = neon('postgres://127.0.0.1/postgres', { fullResults: true });
postgresStore({ query: (text, values) => overHttp.query(text, values) });

const sql = postgres();
postgresStore({ query: async (text, values) => ({ rows: await sql.unsafe(text, values) }) });
postgresScheduler(pool, { listener: sql });

// @ts-expect-error a tagged template is no query(text, values)
const wrong: PostgresPool = sql;
void wrong;

// @ts-expect-error a pool receives no notifications
postgresScheduler(pool, { listener: pool });

// @ts-expect-error the scheduler's option
postgresStore(pool, { pollMs: 1 });
