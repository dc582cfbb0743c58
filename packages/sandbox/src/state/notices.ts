/** Something changed that has no entry of its own in the timeline; a page that shows it reads it again. */
export interface Notice {
  /**
   * `clock`: it was advanced; `faults`: one was set, used up or taken back; `person`: somebody came, or starts or stops
   * typing; `everything`: a reset or an imported session, after which nothing read before holds.
   */
  what: 'clock' | 'faults' | 'person' | 'everything';
  /** PSID of the person concerned. */
  personId?: string;
}

/** Tells readers what changed beside the timeline. */
export interface Notices {
  /** Tells all listeners, synchronously. */
  tell(notice: Notice): void;
  /** Calls `fn` for every notice; returns its undo. */
  on(fn: (notice: Notice) => void): () => void;
}

/** Nobody listens yet. */
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
