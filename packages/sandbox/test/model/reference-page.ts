import type { Platform, Routing } from './steps.ts';

/** Ids of Meta's own apps. Source: Messenger Platform docs, Conversation Routing and Lead Generation Ads. */
export const INBOX_OF: Readonly<Record<Platform, string>> = {
  messenger: '263902037430900',
  instagram: '1217981644879628',
};
export const LEAD_ADS = '413038776280800';
/** App ids under which Meta's AI speaks and takes threads. Source: a partner's copy of Meta's text; one observer. */
export const AI = { speaks: '622851382610562', takes: '388207815496149' };
export const DAY_MS = 86_400_000;
export const WEEK_SECONDS = 604_800;

/** An app with its switches in the page's settings. */
export interface AppState {
  readonly id: string;
  canTake: boolean;
  standby: boolean;
  readonly humanAgent: boolean;
}

/** A thread: its owner, the end of control, and what else the rules need. */
export interface ThreadState {
  readonly userId: string;
  /** `null`: idle. */
  owner: string | null;
  /** `null`: idle. */
  endsAt: number | null;
  /** The person's last sign, which opens the messaging window. */
  signAt: number | null;
  /** Whether it has any message. */
  begun: boolean;
  /** Link or ad that brought the person, until the first message. */
  arrival: Arrival | undefined;
  /** The newest button, and the app that sent it. */
  button: { readonly payload: string; readonly app: string } | undefined;
  /** Labels of the person's messages, in order, without unsent ones. */
  readonly written: string[];
  /** The same for the page's messages, with the app that sent each. */
  readonly sent: { readonly label: string; readonly app: string }[];
  /** The running questions of a lead ad, and the app that gets the answers. */
  leadAd: { readonly to: string | undefined } | undefined;
}

/** The link or ad by which a person came. */
export interface Arrival {
  /** Its name in the delivery. */
  readonly named: string;
  /** App of the link, or of the ad. */
  readonly app: string | undefined;
  /** Length of control in days, for ads. */
  readonly days: number;
  readonly isAd: boolean;
}

/** The page with all its threads. */
export interface PageState {
  readonly routing: Routing;
  readonly platform: Platform;
  readonly inbox: string;
  /** Whether echoes leave out the app id. */
  readonly hidesSenders: boolean;
  readonly apps: readonly AppState[];
  /** Default app or Primary. */
  defaultApp: string;
  now: number;
  readonly threads: readonly ThreadState[];
  /** Deliveries that the current step has caused, in order. */
  readonly delivered: Delivered[];
}

/** One delivery: the app that gets it, and its content in one line. */
export interface Delivered {
  readonly app: string;
  readonly says: string;
}

/** Gives a thread a new owner, for a day or for `days`. */
export function give(page: PageState, thread: ThreadState, owner: string, days = 1): void {
  thread.owner = owner;
  thread.endsAt = page.now + days * DAY_MS;
}

/** Makes a thread idle. */
export function letGo(thread: ThreadState): void {
  thread.owner = null;
  thread.endsAt = null;
}

/** The app that answers in an idle thread: the default app or the Primary; none with routing off. */
export function speakerWhenIdle(page: PageState): string | null {
  return page.routing === 'off' ? null : page.defaultApp;
}

/** Notifies one app on `messaging`, unless it is Meta's own app, which has no webhook. */
export function notifyOne(page: PageState, app: string, says: string): void {
  if (page.apps.some(({ id }) => id === app)) page.delivered.push({ app, says: `messaging ${says}` });
}

/**
 * Notifies every app: the owner on `messaging`, the others on `standby`. In an idle thread the app that answers counts
 * as the owner; without one, all apps are on `messaging`. While a lead ad owns the thread, no app is notified.
 *
 * @param onStandby Content for the others, if it differs.
 * @param alwaysTo An app that gets it on `messaging`, even if another app owns.
 */
export function notifyAll(
  page: PageState,
  thread: ThreadState,
  says: string,
  { onStandby = says, alwaysTo }: { onStandby?: string; alwaysTo?: string | undefined } = {},
): void {
  if (thread.owner === LEAD_ADS) return;
  const speaker = thread.owner ?? speakerWhenIdle(page);
  for (const { id, standby } of page.apps) {
    if (speaker === null || speaker === id || alwaysTo === id)
      page.delivered.push({ app: id, says: `messaging ${says}` });
    else if (standby || page.routing !== 'on') page.delivered.push({ app: id, says: `standby ${onStandby}` });
  }
}

/** The line of a message that the page sent or unsent. */
export function echoLine(page: PageState, { userId }: ThreadState, app: string, what: string): string {
  return `${userId} echo of ${page.hidesSenders ? undefined : app}: ${what}`;
}

/** The line of a pass. */
export function passLine({ userId }: ThreadState, from: string | null, to: string, metadata = '-'): string {
  return `${userId} pass ${from} > ${to} ${metadata}`;
}

/** The line of a take. */
export function takeLine({ userId }: ThreadState, from: string, to: string, metadata = '-'): string {
  return `${userId} take ${from} > ${to} ${metadata}`;
}

/** The line of a request. */
export function requestLine({ userId }: ThreadState, by: string, metadata = '-'): string {
  return `${userId} request by ${by} ${metadata}`;
}
