import type { Routing } from '../meta.ts';
import type { PlatformFacts } from '../platform/platform.ts';
import type { Quirks } from '../quirks.ts';

/** What the page's settings allow one app to do. */
export interface AppRights {
  /** Settings toggle "take control of conversations". */
  canTake: boolean;
  /** The app has the Human Agent feature. */
  humanAgent: boolean;
  /** The app is subscribed to the page with its token. Only such an app is a valid target. */
  connected: boolean;
}

/** Everything about the page that the rules of thread control need. */
export interface PageRules {
  routing: Routing;
  platform: PlatformFacts;
  /** Default app (routing on) or Primary Receiver (`primary`); null if no app is chosen. */
  defaultApp: string | null;
  /** The platform's own inbox: a valid target that gets no webhooks. */
  inboxId: string;
  apps: ReadonlyMap<string, AppRights>;
  quirks: Quirks;
}

/** Who controls a thread. */
export interface Control {
  /** App id, or null: the thread is idle. */
  owner: string | null;
  /** When control expires, in ms; null: idle. */
  expiresAt: number | null;
}

/** Control of an idle thread. */
export const IDLE: Control = { owner: null, expiresAt: null };

/** True for the inbox and for every app that is connected to the page. */
export function isConnected(page: PageRules, appId: string): boolean {
  return appId === page.inboxId || page.apps.get(appId)?.connected === true;
}

/** The app that answers in an idle thread: the default app with routing on, or the Primary. */
export function idleSpeaker(page: PageRules): string | null {
  return page.routing === 'off' ? null : page.defaultApp;
}
