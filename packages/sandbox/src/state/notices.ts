import type { PageRef } from '../timeline/timeline-entry.ts';

/** A change without an entry in the timeline. A page that shows it must read it again. */
export interface Notice {
  /**
   * `clock`: it was advanced; `followers`: a process began or stopped following it; `faults`: one was set, used up or
   * removed; `person`: a person was added, or starts or stops typing; `everything`: a reset or an imported session,
   * which makes everything read before out of date.
   */
  what: 'clock' | 'followers' | 'faults' | 'person' | 'everything';
  /** PSID of the person concerned. */
  personId?: string;
  /** Page of the person; absent if the run has only one page. */
  page?: PageRef;
}

/** Notifies readers of changes that are not in the timeline. */
export interface Notices {
  /** Calls all listeners, synchronously. */
  tell(notice: Notice): void;
  /** Calls `fn` for every notice. Returns a function that stops it. */
  on(fn: (notice: Notice) => void): () => void;
}

/** Creates notices without listeners. */
export function createNotices(): Notices {
  const listeners = new Set<(notice: Notice) => void>();

  return {
    tell(notice) {
      for (const listener of listeners) listener(notice);
    },
    on(fn) {
      const listener = (notice: Notice): void => fn(notice);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
