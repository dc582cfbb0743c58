import type { BegunEvent, EndEvent } from '@handover/core/store';
import type { Connection } from '../connection/connection.ts';
import { toText } from '../connection/text.ts';

// An event with an expired lease is free again: its holder died. A done mark expires in the same way, and the event
// then starts afresh.
const CLAIM = `INSERT INTO handover_events (id, holder, until, done, attempts, first_at) VALUES (?1, ?2, ?3, 0, 1, ?4)
  ON CONFLICT (id) DO UPDATE SET
    holder = excluded.holder,
    until = excluded.until,
    attempts = CASE done WHEN 1 THEN 1 ELSE attempts + 1 END,
    first_at = CASE done WHEN 1 THEN excluded.first_at ELSE first_at END,
    done = 0
  WHERE until <= ?4
  RETURNING 0 AS done, attempts, first_at, 1 AS claimed`;

const READ = `SELECT done, attempts, first_at, 0 AS claimed FROM handover_events WHERE id = ?`;

const DONE = `INSERT INTO handover_events (id, holder, until, done, attempts, first_at) VALUES (?1, ?2, ?3, 1, 1, ?4)
  ON CONFLICT (id) DO UPDATE SET until = excluded.until, done = 1`;

// Clears the holder, so that a renewal on its way can't restore the lease.
const FAILED = `UPDATE handover_events SET until = ?1, holder = '' WHERE id = ?2 AND holder = ?3 AND done = 0`;

const RENEW = `UPDATE handover_events SET until = ?1 WHERE id = ?2 AND holder = ?3 AND done = 0`;

interface Row {
  readonly done: number | bigint;
  readonly attempts: number | bigint;
  readonly first_at: number;
  readonly claimed: number | bigint;
}

/** The rows of events. Call all of these in a transaction. */
export interface Events {
  claim(id: string, holder: string, until: number, now: number): Omit<BegunEvent, 'record'>;
  end(event: EndEvent, holder: string, doneUntil: number, now: number): void;
  renew(id: string, holder: string, until: number): void;
}

export function events({ sql }: Connection): Events {
  return {
    claim(id, holder, until, now) {
      const key = toText(id);
      const row = (sql(CLAIM).get(key, toText(holder), until, now) ?? sql(READ).get(key)) as Row;
      const claim = Number(row.claimed) === 1 ? 'claimed' : Number(row.done) === 1 ? 'done' : 'leased';
      return { claim, attempts: Number(row.attempts), firstAt: row.first_at };
    },

    end({ id, outcome }, holder, doneUntil, now) {
      if (outcome === 'done') sql(DONE).run(toText(id), toText(holder), doneUntil, now);
      else sql(FAILED).run(now, toText(id), toText(holder));
    },

    renew(id, holder, until) {
      sql(RENEW).run(until, toText(id), toText(holder));
    },
  };
}
