import type { BeginEvent, BegunEvent, ParkedRun, Store, ThreadRecord } from '@handover/core/store';
import type { Database } from '../database/database.ts';

/** What `begin_events` answers for one event. */
type Row = readonly [
  claim: BegunEvent['claim'],
  attempts: number,
  firstAt: number,
  record: ThreadRecord | null,
  journal: Readonly<Record<string, string>> | null,
  ahead: readonly ParkedRun[] | null,
];

type Lease = Parameters<Store['begin']>[1];

/** The store's `begin`, in one statement. */
export type Begin = (events: readonly BeginEvent[], lease: Lease, since: number) => Promise<readonly BegunEvent[]>;

/** Makes `begin`. @param purgeIsDue Whether expired rows should be removed besides, after so many operations. */
export function begin(database: Database, purgeIsDue: (operations: number, now: number) => boolean): Begin {
  return async (events, lease, since) => {
    const asked = events.map(({ id, thread, observation: marks, sign }) => ({ id, thread, marks, sign }));
    const purge = purgeIsDue(events.length, lease.now);
    const late = (rows: readonly Row[]): void => takeBack(database, events, lease, rows);
    const given = { ...lease, events: asked, purge };
    const rows = await database.call<readonly Row[]>('begin_events', given, { since, late });
    return rows.map(begunOf);
  };
}

function begunOf([claim, attempts, firstAt, record, journal, ahead]: Row): BegunEvent {
  const begun = { claim, attempts, firstAt };
  if (record === null && journal === null) return begun;
  return {
    ...begun,
    ...(record === null ? {} : { record }),
    ...(journal === null ? {} : { journal }),
    ...(ahead === null ? {} : { ahead: ahead.map((run) => (record === null ? run : { ...run, record })) }),
  };
}

/** Frees what was claimed for a caller that no longer waits. If this fails too, the leases end by themselves. */
function takeBack(database: Database, events: readonly BeginEvent[], lease: Lease, rows: readonly Row[]): void {
  const { holder, leaseMs, now } = lease;
  const claims = rows.flatMap(([claim, attempts, , , , ahead], index) => {
    const runs = (ahead ?? []).map((run) => [run.id, run.attempts]);
    return claim === 'claimed' ? [[events[index]?.id, attempts], ...runs] : runs;
  });
  if (claims.length === 0) return;
  database.call('take_back', { claims, holder, until: now + leaseMs, now }).catch(() => undefined);
}
