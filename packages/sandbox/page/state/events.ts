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
  /** The connection stands again, after a cut or the tab's time out of sight, and goes on where it ended. */
  onBack(): void;
}

/**
 * Follows the sandbox's server-sent events while the tab is in sight. A browser keeps few connections to one host, for
 * all tabs together: tabs in the background would take those that the one in front needs.
 *
 * @returns Its end.
 */
export function openEvents(handlers: EventHandlers): () => void {
  const { epoch, onEntry, onChange, onGap, onLost, onBack } = handlers;
  let newest = handlers.after;
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let behind = false;

  function open(): void {
    const stream = new EventSource(addressOf(`events?after=${newest}&epoch=${epoch}`));
    source = stream;
    stream.addEventListener('entry', ({ data }: MessageEvent<string>) => {
      const entry = JSON.parse(data) as TimelineEntry;
      newest = entry.seq;
      onEntry(entry);
    });
    stream.addEventListener('changed', onChange);
    stream.addEventListener('gap', onGap);
    stream.addEventListener('open', () => {
      if (behind) onBack();
      behind = false;
    });
    stream.addEventListener('error', () => {
      behind = true;
      onLost();
      // Refused rather than cut: then the browser gives up for good.
      if (stream.readyState === EventSource.CLOSED) timer = setTimeout(open, REOPEN_MS);
    });
  }

  function close(): void {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  }

  const onVisibility = (): void => {
    close();
    if (document.visibilityState === 'hidden') behind = true;
    else open();
  };
  document.addEventListener('visibilitychange', onVisibility);
  if (document.visibilityState === 'hidden') behind = true;
  else open();
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    close();
  };
}
