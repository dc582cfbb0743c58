// Makes or updates the tables of the bot. Run it ahead of each new version, as a user who may create tables.
import { migrate } from '@handover/postgres';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env['DATABASE_URL'] ?? 'postgres://127.0.0.1:5432/postgres' });
await migrate(pool);
await pool.end();
