import { EVENT_FUNCTIONS } from './events.ts';
import { LETTER_FUNCTIONS } from './letters.ts';
import { FIX_SEARCH_PATH } from './search-path.ts';
import { TABLES } from './tables.ts';
import { THREAD_FUNCTIONS } from './threads.ts';
import { TIMER_FUNCTIONS } from './timers.ts';

/**
 * Each migration brings the schema from the version before to its own. Only append to this list: processes of older
 * versions may run meanwhile, so a function never changes what it takes and returns, and a new one gets a new name.
 */
const MIGRATIONS: readonly string[] = [
  TABLES + THREAD_FUNCTIONS + EVENT_FUNCTIONS + LETTER_FUNCTIONS + TIMER_FUNCTIONS + FIX_SEARCH_PATH,
];

/** The schema in the texts above. */
const WRITTEN = /\bhandover\./g;

/** The lock that lets one of several migrations run, a number of our own. */
const LOCK = 0x68616e64;

/**
 * Makes the SQL that migrates a schema to the current version: one statement, so that any driver sends it in one piece
 * and all of it happens or nothing.
 *
 * @param schema A checked name.
 */
export function schemaSql(schema: string): string {
  const migrations = MIGRATIONS.map(
    (sql, index) => `IF NOT EXISTS (SELECT 1 FROM handover.migrations WHERE version = ${index + 1}) THEN
${sql.trim()}
INSERT INTO handover.migrations (version) VALUES (${index + 1});
END IF;`,
  );
  return `DO $handover$
BEGIN
IF getdatabaseencoding() NOT IN ('UTF8', 'SQL_ASCII') THEN
RAISE 'the encoding of the database is not UTF8' USING ERRCODE = 'untranslatable_character';
END IF;
PERFORM pg_advisory_xact_lock(${LOCK});
IF to_regnamespace('"${schema}"') IS NULL THEN
CREATE SCHEMA "${schema}";
END IF;
IF to_regclass('"${schema}".migrations') IS NULL THEN
CREATE TABLE handover.migrations (version integer PRIMARY KEY);
END IF;

${migrations.join('\n')}
END
$handover$`.replace(WRITTEN, `"${schema}".`);
}
