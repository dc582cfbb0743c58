import type { TimelineEntry } from '../../src/timeline-entry.ts';
import { addressOf } from './api.ts';

/** Pause before a stream that was refused is asked for again, in ms; a mere cut is mended by the browser itself. */
const REOPEN_MS = 2000;

/** What a reader of the sandbox's events is told. */
export interface EventHandlers {
  /** Number of the newest entry that is known already. */
  after: number;
  /** The stretch of the timeline that this number belongs to. */
  epoch: string;
  onEntry(entry: TimelineEntry): void;
  /** Something changed that makes no entry: the clock, faults, a person, or everything. */
  onChange(): void;
  /** Entries are missing: the sandbox has forgotten them, or began anew. */
  onGap(): void;
  /** The connection is gone; it is tried again until it stands. */
  onLost(): void;
  /** The connection stands again, and goes on where it was cut. */
  onBack(): void;
}

/** Follows the sandbox's server-sent events. @returns Its end. */
export function openEvents(handlers: EventHandlers): () => void {
  const { epoch, onEntry, onChange, onGap, onLost, onBack } = handlers;
  let newest = handlers.after;
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lost = false;

  function open(): void {
    source = new EventSource(addressOf(`events?after=${newest}&epoch=${epoch}`));
    source.addEventListener('entry', ({ data }: MessageEvent<string>) => {
      const entry = JSON.parse(data) as TimelineEntry;
      newest = entry.seq;
      onEntry(entry);
    });
    source.addEventListener('changed', onChange);
    source.addEventListener('gap', onGap);
    source.addEventListener('open', () => {
      if (lost) onBack();
      lost = false;
    });
    source.addEventListener('error', () => {
      lost = true;
      onLost();
      // Refused rather than cut: then the browser gives up for good.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, REOPEN_MS);
    });
  }

  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
