import type { NewEntry, TimelineEntry } from './timeline-entry.ts';

/** The newest entries, in order, and those who listen to them. */
export interface Timeline {
  add(entry: NewEntry): TimelineEntry;
  /** A copy of the entries kept, from the first one after `seq`. */
  after(seq: number): TimelineEntry[];
  /** The entry at this place; undefined when it is not kept (any more). */
  find(seq: number): TimelineEntry | undefined;
  /** Sequence number of the oldest entry that is kept, 0 when there is none. */
  first(): number;
  /** Sequence number of the newest entry, 0 when there was none. */
  last(): number;
  /** Calls `fn` for every new entry; returns its undo. */
  on(fn: (entry: TimelineEntry) => void): () => void;
  clear(): void;
  /** Takes the place of everything: entries without gaps up to `last`. Listeners are not told. */
  restore(entries: readonly TimelineEntry[], last: number): void;
}

/** How much is kept: the newest entries, as many as fit both. */
export interface TimelineLimits {
  /** Entries. */
  entries: number;
  /** Characters of all entries as JSON, which is a byte each for all but foreign scripts. The newest entry always stays. */
  characters: number;
}

/**
 * Keeps the newest entries; older ones go. Sequence numbers go on over a `clear`, so that a reader's cursor
 * never meets an old number again.
 */
export function createTimeline(now: () => number, limits: TimelineLimits): Timeline {
  let entries: TimelineEntry[] = [];
  let sizes: number[] = [];
  /** Where the kept ones begin: shifting one by one would move the whole array for every entry. */
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
      // Through JSON and back: plain data, cut off from the live objects, without undefined values.
      const json = JSON.stringify({ seq: ++seq, at: now(), ...entry });
      const kept = JSON.parse(json) as TimelineEntry;
      keep(kept, json.length);
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
