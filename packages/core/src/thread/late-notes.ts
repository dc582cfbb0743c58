import { asError } from '../errors.ts';
import { errorFields } from '../logger.ts';
import { EMPTY_RECORD, mergeObservation, type Observation } from '../ownership/registers.ts';
import type { Clock, Logger, Store } from '../ports.ts';
import type { Thread } from './thread.ts';
import type { OwnerAnnouncements } from './thread-core.ts';

/** What late notes are written with. */
export interface LateNotesOptions {
  readonly store: Pick<Store, 'observe'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly announcements: OwnerAnnouncements;
}

/** Owners learned from calls while the store was down, written once it is back: no webhook may report them again. */
export interface LateNotes {
  /** Keeps what could not be written. Beyond ten thousand threads the oldest is forgotten. */
  add(thread: Thread, key: string, observation: Observation): void;
  /** Stops retrying. */
  stop(): void;
}

const RETRY_MS = 5_000;
const MOST_KEPT = 10_000;

export function lateNotes({ store, clock, logger, announcements }: LateNotesOptions): LateNotes {
  const kept = new Map<string, { readonly thread: Thread; readonly observation: Observation }>();
  let timer: unknown;
  let stopped = false;

  function arm(): void {
    if (timer !== undefined || stopped || kept.size === 0) return;
    timer = clock.setTimeout(() => {
      timer = undefined;
      void write().then(arm);
    }, RETRY_MS);
  }

  /** One after the other: the first failure shows that the store is still down. */
  async function write(): Promise<void> {
    for (const [key, note] of kept) {
      try {
        const record = await store.observe(key, note.observation, clock.now());
        // More may have come for the thread meanwhile.
        if (kept.get(key) === note) kept.delete(key);
        await announcements.afterCall(note.thread, key, record);
      } catch (error) {
        logger.debug(
          { threads: kept.size, error: errorFields(asError(error)) },
          'Owners learned from calls could not be recorded yet',
        );
        return;
      }
    }
  }

  return {
    add(thread, key, observation) {
      const known = kept.get(key)?.observation ?? {};
      const { registers } = mergeObservation({ ...EMPTY_RECORD, registers: known }, observation);
      kept.delete(key);
      kept.set(key, { thread, observation: registers });
      const oldest = kept.keys().next();
      if (kept.size > MOST_KEPT && oldest.done !== true) kept.delete(oldest.value);
      arm();
    },
    stop() {
      stopped = true;
      if (timer !== undefined) clock.clearTimeout(timer);
    },
  };
}
