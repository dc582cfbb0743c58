import { formatTimelineEntry } from './timeline/format-timeline-entry.ts';
import type { DeliveryEntry, SubscriptionEntry, TimelineEntry } from './timeline/timeline-entry.ts';

/**
 * Writes the timeline line by line. Reports a missing field only once per app, page and field, until the app
 * subscribes there again: otherwise a bot without `messages` would get such a line for every message.
 */
export function createTerminalLog(write: (line: string) => void): (entry: TimelineEntry) => void {
  const lacking = new Set<string>();

  return (entry) => {
    if (entry.kind === 'subscription' && entry.state === 'subscribed') {
      for (const key of lacking) if (key.startsWith(subscriptionOf(entry))) lacking.delete(key);
    }
    if (entry.kind !== 'delivery' || !entry.notSubscribed) return write(formatTimelineEntry(entry));
    const key = subscriptionOf(entry) + entry.field;
    if (lacking.has(key)) return;
    lacking.add(key);
    write(`${formatTimelineEntry(entry)} (the page shows further ones)`);
  };
}

/** The app on the page, as the start of a key. */
function subscriptionOf({ app, page }: DeliveryEntry | SubscriptionEntry): string {
  return `${app.id} ${page?.platform ?? ''} ${page?.id ?? ''} `;
}
