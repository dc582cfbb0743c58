import type { BeginEvent, BegunEvent, Store, ThreadRecord } from '@handover/core/store';
import type { Answer, Errand, Errands } from './errands.ts';
import type { Keys } from './keys.ts';
import { journalOf, parkedRuns } from './parked-runs.ts';
import { BEGIN } from './store-scripts.ts';
import { claimGiven, marksOf, recordOf } from './store-values.ts';

/**
 * The store's `begin`. The run of an event is in the part of its id, because `end` and `renew` know only the id. The
 * record and the parked events of a thread are in the part of the thread. One write sends the scripts for both.
 */
export type Begin = (
  events: readonly BeginEvent[],
  options: Parameters<Store['begin']>[1],
) => Promise<readonly BegunEvent[]>;

/** Makes `begin`. @param nonce Identifies a claim. */
export function begin({
  keys,
  errands,
  nonce,
}: {
  readonly keys: Keys;
  readonly errands: Errands;
  readonly nonce: () => string;
}): Begin {
  function errandsOf(events: readonly BeginEvent[]): Errand[] {
    const all: Errand[] = [];
    const threads = new Set<string>();
    // A new nonce at each try, so that undoing one try does not affect the next.
    const claiming = (step: string, key: string, number: number): void => {
      const own = nonce();
      all.push({ step, key, number, nonce: own, args: [own] });
    };
    for (const [number, { id, thread, observation, sign }] of events.entries()) {
      if (thread !== undefined) {
        const shard = keys.shardOf(thread);
        const key = keys.thread(thread, shard);
        const seen = sign === undefined ? ['', ''] : [sign.by, String(sign.at)];
        if (observation === undefined) all.push({ step: 'read', key, number, args: seen });
        else all.push({ step: 'merge', key, number, args: [...seen, ...marksOf(observation)] });
        if (!threads.has(thread)) claiming('claimAhead', keys.parks(thread, shard), number);
        threads.add(thread);
      }
      claiming('claim', keys.run(id), number);
    }
    return all;
  }

  return async (events, options) => {
    if (events.length === 0) return [];
    const answers = await errands.claim(BEGIN, claimGiven(options), errandsOf(events));
    return begunOf(events.length, answers, options.now);
  };
}

function begunOf(count: number, answers: readonly Answer[], now: number): BegunEvent[] {
  const begun = new Array<BegunEvent>(count);
  const records = new Array<ThreadRecord | undefined>(count);
  const ahead = new Map<number, Answer[]>();
  for (const answer of answers) {
    const { number, about, words } = answer;
    switch (about) {
      case 'record':
        records[number] = recordOf(words[0], now);
        break;
      case 'claimed':
      case 'leased':
      case 'parked':
      case 'done': {
        const [attempts, firstAt, journal] = words;
        begun[number] = { claim: about, attempts: Number(attempts), firstAt: Number(firstAt), ...journalOf(journal) };
        break;
      }
      default:
        ahead.set(number, [...(ahead.get(number) ?? []), answer]);
    }
  }
  return begun.map((answer, number) => {
    const record = records[number];
    if (record === undefined) return answer;
    const runs = parkedRuns(ahead.get(number) ?? [], record);
    return { ...answer, record, ...(runs.length === 0 ? {} : { ahead: runs }) };
  });
}
