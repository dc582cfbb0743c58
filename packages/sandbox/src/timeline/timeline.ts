import type { NewEntry, TimelineEntry } from './timeline-entry.ts';

/** The newest entries, in order, with listeners. */
export interface Timeline {
  add(entry: NewEntry): TimelineEntry;
  /** A copy of the kept entries after `seq`. */
  after(seq: number): TimelineEntry[];
  /** The entry with this number; undefined if it is not kept (any more). */
  find(seq: number): TimelineEntry | undefined;
  /** Sequence number of the oldest kept entry; 0: none. */
  first(): number;
  /** Sequence number of the newest entry so far; 0: none. */
  last(): number;
  /** Calls `fn` for every new entry. Returns a function that stops it. */
  on(fn: (entry: TimelineEntry) => void): () => void;
  clear(): void;
  /** Replaces everything with entries up to `last`, without gaps. Does not call the listeners. */
  restore(entries: readonly TimelineEntry[], last: number): void;
}

/** How much the timeline keeps: the newest entries that fit both limits. */
export interface TimelineLimits {
  /** Entries. */
  entries: number;
  /** Characters of all entries as JSON; most take a byte each. The newest entry always stays. */
  characters: number;
}

/**
 * Creates a timeline. It keeps the newest entries and drops older ones. Sequence numbers continue after a `clear`, so
 * that a reader's cursor never meets the same number twice.
 */
export function createTimeline(now: () => number, limits: TimelineLimits): Timeline {
  let entries: TimelineEntry[] = [];
  let sizes: number[] = [];
  /** Index of the oldest kept entry. Removing entries one by one would move the array for every new entry. */
  let start = 0;
  let characters = 0;
  let seq = 0;
  const listeners = new Set<(entry: TimelineEntry) => void>();

  function keep(entry: TimelineEntry, size: number): void {
    entries.push(entry);
    sizes.push(size);
    characters += size;
    while (
      entries.length - start > Math.max(limits.entries, 1) ||
      (characters > limits.characters && entries.length - start > 1)
    ) {
      characters -= sizes[start] ?? 0;
      start += 1;
    }
    if (start <= entries.length / 2 || start < 100) return;
    entries = entries.slice(start);
    sizes = sizes.slice(start);
    start = 0;
  }

  function clear(): void {
    entries = [];
    sizes = [];
    start = 0;
    characters = 0;
  }

  return {
    add(entry) {
      // Through JSON and back: plain data without undefined values, which shares no objects with the caller.
      const json = JSON.stringify({ seq: ++seq, at: now(), ...entry });
      const kept = JSON.parse(json) as TimelineEntry;
      keep(kept, json.length);
      for (const listener of listeners) {
        try {
          listener(kept);
        } catch (error) {
          // The listener's own error must surface, but outside of the call that it only watches.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
      return kept;
    },
    after(from) {
      const first = entries[start]?.seq ?? 0;
      return entries.slice(start + Math.max(from - first + 1, 0));
    },
    find(wanted) {
      const first = entries[start]?.seq ?? 0;
      return wanted < first ? undefined : entries[start + wanted - first];
    },
    first: () => entries[start]?.seq ?? 0,
    last: () => seq,
    on(fn) {
      const listener = (entry: TimelineEntry): void => fn(entry);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    clear,
    restore(given, last) {
      clear();
      for (const entry of given) keep(entry, JSON.stringify(entry).length);
      seq = last;
    },
  };
}
