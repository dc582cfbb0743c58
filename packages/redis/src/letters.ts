import { DONE_FOR_MS, type EndEvent, type Letter, type Store } from '@handover/core/store';
import type { Errand } from './errands.ts';
import { appOf } from './keys.ts';
import { placeOf } from './page.ts';
import { type Parts, runsOf } from './parks.ts';
import { END, KEEP } from './store-scripts.ts';
import { claimGiven, doneGiven, present, ttlMs } from './store-values.ts';

/** Arrivals that one process can order within a millisecond. */
export const ARRIVALS_EACH_MS = 1024;

/** The store's `end`. */
export function end({ keys, errands, arrival }: Parts): Store['end'] {
  function errandOf({ id, outcome, letter }: EndEvent, now: number): Errand {
    const key = keys.run(id);
    if (outcome !== 'dead' || letter === undefined) return { step: 'finish', key, args: [outcome] };
    const { thread, body } = letter;
    const where = [keys.letter(id, thread), keys.letters(appOf(id))];
    return { step: 'dead', key, args: [...where, arrival(now), present(thread), body] };
  }

  return async (events, { holder, doneForMs, now, letters }) => {
    if (events.length === 0) return;
    const apps = letters === undefined ? [] : new Set(events.map(({ id }) => appOf(id)));
    await errands.run(
      END,
      {
        ...doneGiven(now, doneForMs),
        holder,
        lettersLastMs: ttlMs(letters?.keepMs ?? Number.POSITIVE_INFINITY),
        lettersSince: letters && String((now - letters.keepMs) * ARRIVALS_EACH_MS),
        lettersMost: letters && String(letters.most),
      },
      [
        ...events.map((event) => errandOf(event, now)),
        ...[...apps].map((app) => ({ step: 'trim', key: keys.letters(app), args: [] })),
      ],
    );
  };
}

/** The operations on dead letters. */
export function letters({
  keys,
  errands,
  nonce,
  arrival,
}: Parts): Pick<Store, 'letters' | 'retryLetter' | 'discardLetter'> {
  return {
    letters: async (app, { limit: most, cursor, now }) => {
      const answers = await errands.run(KEEP, { now: String(now) }, [
        { step: 'page', key: keys.letters(app), args: [String(most + 1), ...placeOf(cursor)] },
      ]);
      const places = answers.flatMap(({ about, words }) => (about === 'place' ? [words as [string, string]] : []));
      const found = new Map(answers.flatMap(({ about, words }) => (about === 'letter' ? [letterOf(words)] : [])));
      const items = places.slice(0, most).flatMap(([key]) => found.get(key) ?? []);
      const last = places.length > most ? places[most - 1] : undefined;
      return last === undefined ? { items } : { items, cursor: `${last[1]} ${last[0]}` };
    },

    retryLetter: async (id, options) => {
      const { now } = options;
      const answers = await errands.run(KEEP, { ...claimGiven(options), ...doneGiven(now, DONE_FOR_MS) }, [
        { step: 'retry', key: keys.run(id), args: [keys.letters(appOf(id)), nonce(), arrival(now)] },
      ]);
      return runsOf(answers, 0, now)[0];
    },

    discardLetter: async (id, { now }) => {
      const answers = await errands.run(KEEP, { now: String(now) }, [
        { step: 'discard', key: keys.run(id), args: [keys.letters(appOf(id)), nonce()] },
      ]);
      return answers.length > 0;
    },
  };
}

function letterOf(words: readonly unknown[]): [key: string, letter: Letter] {
  const [key = '', id = '', at, thread, body = ''] = words as (string | undefined)[];
  return [key, { id, at: Number(at), body, ...(typeof thread === 'string' ? { thread } : {}) }];
}
