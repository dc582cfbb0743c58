import type { TimelineEntry } from '../sandbox.ts';
import { addressOf } from './api.ts';

/** Pause in ms before a refused stream is opened again. After a cut the browser reconnects by itself. */
const REOPEN_MS = 2000;

/** Where the event stream starts, and the handlers for what it brings. */
export interface EventHandlers {
  /** Number of the newest entry that the reader already has. */
  after: number;
  /** Epoch of the timeline that this number belongs to. */
  epoch: string;
  onEntry(entry: TimelineEntry): void;
  /** Something without an entry changed: the clock, faults, a person, or everything. */
  onChange(): void;
  /** Entries are missing: the sandbox has dropped them or was restarted. */
  onGap(): void;
  /** The connection is lost; the stream reconnects by itself. */
  onLost(): void;
  /** The connection is back, after a cut or after the tab was hidden. Events resume where they stopped. */
  onBack(): void;
}

/**
 * Follows the sandbox's server-sent events while the tab is visible. All tabs of a browser share a few connections to a
 * host, so hidden tabs would take the connections that the visible tab needs.
 *
 * @returns A function that closes the stream.
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
      // After a refusal, unlike after a cut, the browser does not reconnect.
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
