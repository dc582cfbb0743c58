import type { SandboxClock } from '../clock.ts';
import type { FaultBook } from '../faults.ts';
import type { SandboxDelivery } from '../options.ts';
import type { Timeline } from '../timeline.ts';
import type { Named } from '../timeline-entry.ts';

/** What the dispatcher must know about an app. */
export interface WebhookTarget {
  id: string;
  name: string;
  secret: string;
  webhookUrl: string | null;
  subscribed: boolean;
}

/** What the dispatcher needs. */
export interface DispatcherParts {
  /** `object` of the bodies, unless a delivery has its own. */
  objectName: string;
  rules: SandboxDelivery;
  limit: number;
  disableAfterFailures(): number;
  clock: SandboxClock;
  timeline: Timeline;
  faults: FaultBook;
  /** Functions that cut the requests in progress, handshakes too, when the sandbox closes. */
  inFlight: Set<() => void>;
  target(appId: string): WebhookTarget | undefined;
  ownerOf(personId: string): Named | null;
}
