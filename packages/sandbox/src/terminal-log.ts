import { formatTimelineEntry } from './format-timeline-entry.ts';
import type { TimelineEntry } from './timeline-entry.ts';

/**
 * Writes the timeline line by line. Reports a missing field only once per app and field, until the app subscribes
 * again: otherwise a bot without `messages` would get such a line for every message.
 */
export function createTerminalLog(write: (line: string) => void): (entry: TimelineEntry) => void {
  const lacking = new Set<string>();

  return (entry) => {
    if (entry.kind === 'subscription' && entry.state === 'subscribed') {
      for (const key of lacking) if (key.startsWith(`${entry.app.id} `)) lacking.delete(key);
    }
    if (entry.kind !== 'delivery' || !entry.notSubscribed) return write(formatTimelineEntry(entry));
    const key = `${entry.app.id} ${entry.field}`;
    if (lacking.has(key)) return;
    lacking.add(key);
    write(`${formatTimelineEntry(entry)} (the page shows further ones)`);
  };
}
