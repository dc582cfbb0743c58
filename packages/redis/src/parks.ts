import { DONE_FOR_MS, type ParkedRun, type Store } from '@handover/core/store';
import type { Answer, Errand, Errands } from './errands.ts';
import { type Keys, SHARDS } from './keys.ts';
import { parkedRuns } from './parked-runs.ts';
import { KEEP } from './store-scripts.ts';
import { claimGiven, present, recordOf } from './store-values.ts';

/** What the store's operations share. */
export interface Parts {
  readonly keys: Keys;
  readonly errands: Errands;
  /** Identifies a call, so that a repeat by the connection counts as the same call. */
  readonly nonce: () => string;
  /** A number that orders arrivals: by time, then by call. */
  readonly arrival: (now: number) => string;
}

/** Rounds of a sweep: it searches again if others claimed what it found. The next sweep finds the rest. */
const MOST_ROUNDS = 10;

type ClaimOptions = Parameters<Store['renew']>[1];

/** The operations on leases, parked events and journals. */
export function parks({
  keys,
  errands,
  nonce,
  arrival,
}: Parts): Pick<Store, 'renew' | 'park' | 'claimParked' | 'recordStep'> {
  /** Finds threads with parked events to claim, in order of their first events' arrival. */
  async function listsOf(app: string, most: number, options: ClaimOptions): Promise<readonly string[]> {
    const found = await errands.run(
      KEEP,
      claimGiven(options),
      Array.from({ length: SHARDS }, (_, shard) => ({
        step: 'findLists',
        key: keys.parked(app, shard),
        args: [String(most)],
      })),
    );
    return found
      .flatMap(({ about, words }) => (about === 'list' ? [words as [key: string, arrival: string]] : []))
      .sort(([, a], [, b]) => Number(a) - Number(b))
      .slice(0, most)
      .map(([key]) => key);
  }

  async function claimLists(lists: readonly string[], options: ClaimOptions): Promise<readonly ParkedRun[][]> {
    const claiming = lists.map((key, number): Errand => {
      const own = nonce();
      return { step: 'claimList', key, number, nonce: own, args: [own] };
    });
    const answers = await errands.claim(KEEP, claimGiven(options), claiming);
    return lists.map((_, number) => runsOf(answers, number, options.now));
  }

  return {
    renew: async (ids, options) => {
      const renewed = new Array<boolean>(ids.length).fill(false);
      if (ids.length === 0) return renewed;
      const answers = await errands.run(
        KEEP,
        claimGiven(options),
        ids.map((id, number) => ({ step: 'renew', key: keys.run(id), number, args: [] })),
      );
      for (const { number, about } of answers) renewed[number] = about === 'renewed';
      return renewed;
    },

    park: async (events, { holder, now }) => {
      if (events.length === 0) return;
      await errands.run(
        KEEP,
        { now: String(now), holder, keptMs: String(DONE_FOR_MS), inOrder: '1' },
        events.map(({ id, thread, body }, number) => ({
          step: 'park',
          key: keys.run(id),
          number,
          args: [keys.item(id, thread), arrival(now), present(thread), body],
        })),
      );
    },

    claimParked: async (app, { limit: most, ...options }) => {
      const runs: ParkedRun[] = [];
      let claimed = 0;
      let isMore = true;
      for (let round = 0; round < MOST_ROUNDS && isMore && claimed < most; round += 1) {
        try {
          const lists = await listsOf(app, most - claimed, options);
          const each = (await claimLists(lists, options)).filter((list) => list.length > 0);
          claimed += each.length;
          runs.push(...each.flat());
          // Another process claimed some of them first: there may be more.
          isMore = each.length < lists.length;
        } catch (error) {
          if (claimed === 0) throw error;
          // The caller needs to know what it has claimed.
          isMore = false;
        }
      }
      return runs;
    },

    recordStep: async (id, { name, value }, { now }) => {
      await errands.run(KEEP, { now: String(now) }, [{ step: 'record', key: keys.run(id), args: [name, value] }]);
    },
  };
}

/** The parked events that the errand with this number claimed. */
export function runsOf(answers: readonly Answer[], number: number, now: number): ParkedRun[] {
  const own = answers.filter((answer) => answer.number === number);
  const record = own.find(({ about }) => about === 'record');
  return parkedRuns(own, record && recordOf(record.words[0], now));
}
