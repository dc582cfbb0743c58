import type { NewEntry, TimelineEntry } from './timeline-entry.ts';

/** The newest entries, in order, and those who listen to them. */
export interface Timeline {
  add(entry: NewEntry): TimelineEntry;
  /** A copy of the entries kept, from the first one after `seq`. */
  after(seq: number): TimelineEntry[];
  /** Sequence number of the newest entry, 0 when there was none. */
  last(): number;
  /** Calls `fn` for every new entry; returns its undo. */
  on(fn: (entry: TimelineEntry) => void): () => void;
  clear(): void;
}

/**
 * Keeps the newest `limit` entries; older ones go. Sequence numbers go on over a `clear`, so that a
 * reader's cursor never meets an old number again.
 */
export function createTimeline(now: () => number, limit: number): Timeline {
  let entries: TimelineEntry[] = [];
  let seq = 0;
  const listeners = new Set<(entry: TimelineEntry) => void>();

  return {
    add(entry) {
      // Through JSON and back: plain data, cut off from the live objects, without undefined values.
      const kept = JSON.parse(JSON.stringify({ seq: ++seq, at: now(), ...entry })) as TimelineEntry;
      entries.push(kept);
      // Cut in chunks: shifting one by one would move the whole array for every entry.
      if (entries.length > limit * 1.1 + 10) entries = entries.slice(-limit);
      for (const listener of listeners) {
        try {
          listener(kept);
        } catch (error) {
          // The reader's own mistake: it must surface, but not inside the call that it only watches.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
      return kept;
    },
    after(from) {
      const kept = entries.slice(-limit);
      return from <= 0 ? kept : kept.filter((entry) => entry.seq > from);
    },
    last: () => seq,
    on(fn) {
      const listener = (entry: TimelineEntry): void => fn(entry);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    clear() {
      entries = [];
    },
  };
}
