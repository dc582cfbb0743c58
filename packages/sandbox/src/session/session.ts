import type { CallFault, DeliveryFault } from '../faults.ts';
import type { Routing } from '../meta.ts';
import type { SandboxAd } from '../options/options.ts';
import type { AppIdentity, AppOnPage } from '../options/resolve-app.ts';
import type { ResolvedPageNames } from '../options/resolve-page.ts';
import type { Platform } from '../platform/platform.ts';
import type { Quirks } from '../quirks.ts';
import type { PersonState } from '../state/person-state.ts';
import type { Profile } from '../state/profile.ts';
import type { Counters } from '../state/run.ts';
import type { AppState, CommentState, LabelState, PersonaState } from '../state/world.ts';
import type { TimelineEntry } from '../timeline/timeline-entry.ts';
import type { DispatchState } from '../webhooks/job.ts';
import type { SessionUpload } from './session-uploads.ts';

/** The format's name in the file. */
export const SESSION_FORMAT = 'handover-sandbox-session';

/** Version of the format that this release writes and reads. */
export const SESSION_VERSION = 3;

/** A person in a session: the sandbox's state of the person as plain data. */
export type SessionPerson = Omit<PersonState, 'buttons' | 'expiryTimer'> & {
  /** Payload of each button in sight, with the app that sent it; oldest first. */
  buttons: [payload: string, appId: string][];
};

/** A page of a session: its settings and its people. */
export interface SessionPage {
  /** Platform of its threads. */
  platform: Platform;
  /** Its ids and its name, on WhatsApp with the facts of the number. */
  page: ResolvedPageNames;
  /** Mode of routing. */
  routing: Routing;
  /** Default app or Primary. */
  defaultApp: string | null;
  /** The app for each link's ref. */
  links: Record<string, string>;
  /** Ads by id. */
  ads: Record<string, SandboxAd>;
  /** All quirks. */
  quirks: Quirks;
  /** The apps that are connected to it, with tokens, switches and subscriptions. */
  apps: (AppOnPage & Pick<AppState, 'subscribed' | 'callback'>)[];
  /** Names with the PSID that `person` gives them, including people who do not exist (again) yet. */
  names: { name: string; id: string }[];
  /** All people with their threads. */
  people: SessionPerson[];
  /** Personas of the page. */
  personas: PersonaState[];
  /** Labels of the page, with the ids of their people. */
  labels: (Omit<LabelState, 'people'> & { people: string[] })[];
  /** Comments of people on posts of the page. */
  comments: CommentState[];
  /** Uploaded media, with their bytes as far as 16 MiB go, the newest first. */
  uploads: SessionUpload[];
  /** Messenger profile of the page. */
  profile: Profile;
}

/**
 * The complete state of a sandbox at one moment, as plain data. Another sandbox can import it and continue from there.
 * It contains the apps' secrets and tokens.
 */
export interface SandboxSession {
  /** `handover-sandbox-session`. */
  format: typeof SESSION_FORMAT;
  /** Version of the format. */
  version: typeof SESSION_VERSION;
  /** The sandbox's time in ms. */
  now: number;
  /** The apps with secrets and webhooks. */
  apps: AppIdentity[];
  /** The pages, in their order. */
  pages: SessionPage[];
  /** Where invented ids and time stamps continue. */
  counters: Counters;
  /** Pending faults. */
  faults: { calls: CallFault[]; deliveries: DeliveryFault[] };
  /** Pending deliveries. */
  deliveries: DispatchState;
  /** The kept entries of the timeline. */
  timeline: { last: number; entries: TimelineEntry[] };
}
