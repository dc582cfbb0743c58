import type { Routing } from '../meta.ts';
import type { PlatformFacts } from '../platform/platform.ts';
import type { Quirks } from '../quirks.ts';

/** What the page's settings allow one app to do. */
export interface AppRights {
  /** Settings toggle "take control of conversations". */
  canTake: boolean;
  /** The app has the Human Agent feature. */
  humanAgent: boolean;
  /** The app is subscribed to the page with its token: only then is it a legal target. */
  connected: boolean;
}

/** Everything about the page that the rules of thread control look at. */
export interface PageRules {
  routing: Routing;
  platform: PlatformFacts;
  /** Default app (routing on) or Primary Receiver (`primary`); null when nobody is chosen. */
  defaultApp: string | null;
  /** The platform's own inbox: a legal target that gets no webhooks. */
  inboxId: string;
  apps: ReadonlyMap<string, AppRights>;
  quirks: Quirks;
}

/** Who controls a thread. */
export interface Control {
  /** App id, or null: the thread is idle. */
  owner: string | null;
  /** When control ends by itself, in ms; null when idle. */
  expiresAt: number | null;
}

/** Control of a thread that nobody owns. */
export const IDLE: Control = { owner: null, expiresAt: null };

/** True for the inbox and for every app that is connected to the page. */
export function isConnected(page: PageRules, appId: string): boolean {
  return appId === page.inboxId || page.apps.get(appId)?.connected === true;
}

/** The app that speaks for the page while a thread is idle: with routing on, or with a Primary. */
export function idleSpeaker(page: PageRules): string | null {
  return page.routing === 'off' ? null : page.defaultApp;
}
