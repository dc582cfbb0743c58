import type { BegunEvent, Store } from '@handover/core/store';
import type { Connection } from '../connection/connection.ts';
import { toText } from '../connection/text.ts';
import type { Journal } from './journal.ts';

/** The holder of a claim, the length of its lease, and the current time. */
export type Lease = Parameters<Store['begin']>[1];

// An event with an expired lease is free again: its holder died. A done mark expires in the same way, and the event
// then starts afresh.
const CLAIM = `INSERT INTO handover_events (id, holder, until, done, attempts, first_at) VALUES (?1, ?2, ?3, 0, 1, ?4)
  ON CONFLICT (id) DO UPDATE SET
    holder = excluded.holder,
    until = excluded.until,
    attempts = CASE done WHEN 1 THEN 1 ELSE attempts + 1 END,
    first_at = CASE done WHEN 1 THEN excluded.first_at ELSE first_at END,
    done = 0
  WHERE until <= ?4 AND parked = 0
  RETURNING 0 AS done, 0 AS parked, attempts, first_at, recorded, 1 AS claimed`;

const READ = `SELECT done, parked, attempts, first_at, recorded, 0 AS claimed FROM handover_events WHERE id = ?`;

const CLAIM_PARKED = `UPDATE handover_events SET holder = ?1, until = ?2, attempts = attempts + 1
  WHERE id = ?3 AND until <= ?4 AND parked = 1
  RETURNING attempts, first_at, recorded`;

const PARK = `UPDATE handover_events SET parked = 1 WHERE id = ?1 AND holder = ?2 AND done = 0`;

const RETRY = `INSERT INTO handover_events (id, holder, until, done, attempts, first_at, parked, recorded)
  VALUES (?1, ?2, ?3, 0, 1, ?4, 1, EXISTS (SELECT 1 FROM handover_steps WHERE id = ?1))
  ON CONFLICT (id) DO UPDATE SET
    holder = excluded.holder,
    until = excluded.until,
    done = 0,
    attempts = 1,
    first_at = excluded.first_at,
    parked = 1,
    recorded = excluded.recorded
  RETURNING attempts, first_at, recorded`;

const DONE = `INSERT INTO handover_events (id, holder, until, done, attempts, first_at) VALUES (?1, ?2, ?3, 1, 1, ?4)
  ON CONFLICT (id) DO UPDATE SET until = excluded.until, done = 1
  RETURNING parked, recorded`;

const CLEAR = `UPDATE handover_events SET parked = 0, recorded = 0 WHERE id = ?`;

const IS_DONE = `SELECT 1 AS found FROM handover_events WHERE id = ?1 AND done = 1 AND until > ?2`;

const UNPARK = `DELETE FROM handover_parked WHERE id = ?`;

// Clears the holder, so that a renewal on its way can't restore the lease.
const FAILED = `UPDATE handover_events SET until = ?1, holder = '' WHERE id = ?2 AND holder = ?3 AND done = 0`;

const RENEW = `UPDATE handover_events SET until = ?1 WHERE id = ?2 AND holder = ?3 AND done = 0`;

interface Row {
  readonly done: number | bigint;
  readonly parked: number | bigint;
  readonly attempts: number | bigint;
  readonly first_at: number;
  readonly recorded: number | bigint;
  readonly claimed: number | bigint;
}

/** What a claim returns about an event. */
export type Claimed = Pick<BegunEvent, 'attempts' | 'firstAt' | 'journal'>;

/** The rows of events. Call its functions in a transaction. */
export interface Events {
  /** Claims an event that was not parked. */
  claim(id: string, lease: Lease): Claimed & Pick<BegunEvent, 'claim'>;
  /** Claims a parked event; `undefined` while it is leased. */
  claimParked(id: string, lease: Lease): Claimed | undefined;
  /** Marks an event as parked. Returns false if the holder does not hold the event. */
  park(id: string, holder: string): boolean;
  /** Makes an event that was given up a parked event again. */
  retry(id: string, lease: Lease): Claimed;
  /** Whether an event has a done mark that has not expired. */
  isDone(id: string, now: number): boolean;
  /** Marks an event as done. Removes its parked body, and its recorded steps unless it has a letter. */
  done(id: string, holder: string, until: number, now: number): void;
  /** Frees an event that failed. */
  failed(id: string, holder: string, now: number): void;
  /** Prolongs a lease. Returns whether the holder still has it. */
  renew(id: string, holder: string, until: number): boolean;
}

export function events({ sql }: Connection, journal: Journal): Events {
  function claimed(id: string, row: Pick<Row, 'attempts' | 'first_at' | 'recorded'>): Claimed {
    const claim = { attempts: Number(row.attempts), firstAt: row.first_at };
    const recorded = Number(row.recorded) === 1 ? journal.read(id) : undefined;
    return recorded === undefined ? claim : { ...claim, journal: recorded };
  }

  return {
    claim(id, { holder, leaseMs, now }) {
      const key = toText(id);
      const row = (sql(CLAIM).get(key, toText(holder), now + leaseMs, now) ?? sql(READ).get(key)) as Row;
      if (Number(row.claimed) === 1) return { claim: 'claimed', ...claimed(id, row) };
      const claim = Number(row.parked) === 1 ? 'parked' : Number(row.done) === 1 ? 'done' : 'leased';
      return { claim, attempts: Number(row.attempts), firstAt: row.first_at };
    },

    claimParked(id, { holder, leaseMs, now }) {
      const row = sql(CLAIM_PARKED).get(toText(holder), now + leaseMs, toText(id), now) as Row | undefined;
      return row === undefined ? undefined : claimed(id, row);
    },

    park: (id, holder) => Number(sql(PARK).run(toText(id), toText(holder)).changes) > 0,

    retry(id, { holder, leaseMs, now }) {
      return claimed(id, sql(RETRY).get(toText(id), toText(holder), now + leaseMs, now) as Row);
    },

    isDone: (id, now) => sql(IS_DONE).get(toText(id), now) !== undefined,

    done(id, holder, until, now) {
      const key = toText(id);
      const { parked, recorded } = sql(DONE).get(key, toText(holder), until, now) as Pick<Row, 'parked' | 'recorded'>;
      const [wasParked, wasRecorded] = [Number(parked) === 1, Number(recorded) === 1];
      if (wasParked || wasRecorded) sql(CLEAR).run(key);
      if (wasParked) sql(UNPARK).run(key);
      if (wasRecorded) journal.clear(id);
    },

    failed(id, holder, now) {
      sql(FAILED).run(now, toText(id), toText(holder));
    },

    renew: (id, holder, until) => Number(sql(RENEW).run(until, toText(id), toText(holder)).changes) > 0,
  };
}
