import type { CallFault, DeliveryFault } from '../faults.ts';
import type { Routing } from '../meta.ts';
import type { SandboxAd } from '../options.ts';
import type { Platform } from '../platform/platform.ts';
import type { Quirks } from '../quirks.ts';
import type { PersonState } from '../state/person-state.ts';
import type { AppState, Counters, PersonaState } from '../state/world.ts';
import type { TimelineEntry } from '../timeline-entry.ts';
import type { DispatchState } from '../webhooks/job.ts';

/** What the file calls itself. */
export const SESSION_FORMAT = 'handover-sandbox-session';

/** Version of the format that is written and read. */
export const SESSION_VERSION = 1;

/** A person in a session: as the sandbox keeps them, as plain data. */
export type SessionPerson = Omit<PersonState, 'buttons' | 'expiryTimer'> & {
  /** Payload of each button in sight, with the app that sent it; oldest first. */
  buttons: [payload: string, appId: string][];
};

/**
 * Everything a sandbox is at one moment, as plain data: hand it to another one of the same platform, and it goes on from
 * there. It holds the apps' secrets and tokens.
 */
export interface SandboxSession {
  /** `handover-sandbox-session`. */
  format: typeof SESSION_FORMAT;
  /** Version of the format. */
  version: typeof SESSION_VERSION;
  /** Platform of its threads; another one takes a sandbox that was started for it. */
  platform: Platform;
  /** The sandbox's time in ms. */
  now: number;
  /** The page. */
  page: { id: string; name: string; instagramId: string };
  /** Mode of routing. */
  routing: Routing;
  /** Default app or Primary. */
  defaultApp: string | null;
  /** Which app a link's ref is tied to. */
  links: Record<string, string>;
  /** Ads by id. */
  ads: Record<string, SandboxAd>;
  /** All quirks. */
  quirks: Quirks;
  /** The apps with secrets, tokens, webhooks, switches and subscriptions. */
  apps: AppState[];
  /** Names with the PSID that `sandbox.person` gives for them, those who have not come (back) yet included. */
  names: { name: string; id: string }[];
  /** Everybody with the thread. */
  people: SessionPerson[];
  /** Personas of the page. */
  personas: PersonaState[];
  /** Where invented ids and time stamps go on. */
  counters: Counters & { people: number };
  /** Faults to come. */
  faults: { calls: CallFault[]; deliveries: DeliveryFault[] };
  /** Deliveries on their way. */
  deliveries: DispatchState;
  /** What is kept of the story. */
  timeline: { last: number; entries: TimelineEntry[] };
}
