import type { SandboxClock } from '../clock.ts';
import type { FaultBook } from '../faults.ts';
import type { SandboxDelivery } from '../options/options.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Named, PageRef } from '../timeline/timeline-entry.ts';

/** What the dispatcher must know about an app. */
export interface WebhookTarget {
  id: string;
  name: string;
  secret: string;
  webhookUrl: string | null;
}

/** What the dispatcher needs. */
export interface DispatcherParts {
  rules: SandboxDelivery;
  limit: number;
  clock: SandboxClock;
  timeline: Timeline;
  faults: FaultBook;
  /** Functions that cut the requests in progress, handshakes too, when the sandbox closes. */
  inFlight: Set<() => void>;
  /** The app, with its webhook for this product, or for the account of this number. */
  target(appId: string, what: { object: string; page: PageRef | null }): WebhookTarget | undefined;
  /** True if the app is subscribed on this page; without a page: on any. */
  isSubscribed(appId: string, page: PageRef | null): boolean;
  /** Ends the app's subscriptions on all pages. */
  switchOff(appId: string): void;
  /** After how many failed attempts in a row a webhook is switched off; 0: only by time. */
  disableAfterFailures(page: PageRef | null): number;
  /** The page to show in the timeline. */
  shown(page: PageRef | null): PageRef | undefined;
  /** An app with its name. */
  nameOf(appId: string): Named;
  ownerOf(personId: string): Named | null;
}
