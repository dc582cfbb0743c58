import type { Page } from '@handover/core';
import { type BeginEvent, type ListedThread, type Store, THREAD_LASTS_MS } from '@handover/core/store';
import type { Connection } from '../connection/connection.ts';
import { fromText, toText } from '../connection/text.ts';
import { type Place, pageOf } from './page.ts';

const CUSTOMER = `UPDATE handover_threads SET customer_at = max(coalesce(customer_at, ?1), ?1) WHERE thread = ?2`;

const HUMAN = `UPDATE handover_threads SET human_at = max(coalesce(human_at, ?1), ?1) WHERE thread = ?2`;

const OF_OWNER = (
  owner: string,
): string => `SELECT thread, listed, listed_at, customer_at, human_at FROM handover_threads
  WHERE app = ?1 AND listed = '${owner}' AND (listed_at, thread) > (?2, ?3) AND touched_at > ?4`;

const PAGE = 'ORDER BY listed_at, thread LIMIT ?5';

/** The index returns the rows of each owner in order. For `any`, SQLite merges the two. */
const LISTS = {
  self: `${OF_OWNER('self')} ${PAGE}`,
  others: `${OF_OWNER('others')} ${PAGE}`,
  any: `${OF_OWNER('self')} UNION ALL ${OF_OWNER('others')} ${PAGE}`,
};

interface Row {
  readonly thread: string;
  readonly listed: ListedThread['owner'];
  readonly listed_at: number;
  readonly customer_at: number | null;
  readonly human_at: number | null;
}

/** The waiting list, which is columns in the rows of threads. */
export interface WaitingList {
  /** Records a sign of the customer or a human in a thread of another owner. Call it in a transaction. */
  note(thread: string, sign: NonNullable<BeginEvent['sign']>): void;
  list(app: string, from: Place, options: Omit<Parameters<Store['threads']>[1], 'cursor'>): Page<ListedThread>;
}

export function waitingList({ sql }: Connection): WaitingList {
  return {
    note(thread, { by, at }) {
      sql(by === 'customer' ? CUSTOMER : HUMAN).run(at, toText(thread));
    },

    list(app, { at, rest }, { owner, limit, now }) {
      const rows = sql(LISTS[owner]).all(toText(app), at, rest, now - THREAD_LASTS_MS, limit + 1) as Row[];
      return pageOf(rows, limit, listedOf, (row) => ({ at: row.listed_at, rest: row.thread }));
    },
  };
}

function listedOf({ thread, listed, listed_at: since, customer_at: customerAt, human_at: humanAt }: Row): ListedThread {
  return {
    thread: fromText(thread),
    owner: listed,
    since,
    ...(customerAt === null ? {} : { customerAt }),
    ...(humanAt === null ? {} : { humanAt }),
  };
}
