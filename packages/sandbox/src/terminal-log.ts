import { formatTimelineEntry } from './format-timeline-entry.ts';
import type { TimelineEntry } from './timeline-entry.ts';

/**
 * Writes the timeline line by line. That an app lacks a field is said once for each of them, until the app subscribes
 * again: a bot without `messages` would have as many lines of it as there are messages.
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
    write(`${formatTimelineEntry(entry)} (more of these stand on the page only)`);
  };
}
