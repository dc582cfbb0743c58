import type { Platform, Routing } from './steps.ts';

/** Ids that Meta gave its own apps. Source: Messenger Platform docs, Conversation Routing and Lead Generation Ads. */
export const INBOX_OF: Readonly<Record<Platform, string>> = {
  messenger: '263902037430900',
  instagram: '1217981644879628',
};
export const LEAD_ADS = '413038776280800';
/** Meta's AI as it speaks, and as it takes threads. Source: a partner's copy of Meta's text; one observer. */
export const AI = { speaks: '622851382610562', takes: '388207815496149' };
export const DAY_MS = 86_400_000;
export const WEEK_SECONDS = 604_800;

/** An app as the page's settings have it. */
export interface AppState {
  readonly id: string;
  canTake: boolean;
  standby: boolean;
  readonly humanAgent: boolean;
}

/** A thread: who controls it and until when, and what else its rules look at. */
export interface ThreadState {
  readonly userId: string;
  /** `null`: idle. */
  owner: string | null;
  /** `null`: idle. */
  endsAt: number | null;
  /** The person's last sign, which opens the messaging window. */
  signAt: number | null;
  /** Whether anything was ever said in it. */
  begun: boolean;
  /** Link or ad that brought the person before anything was said. */
  arrival: Arrival | undefined;
  /** The newest button, and the app that sent it. */
  button: { readonly payload: string; readonly app: string } | undefined;
  /** Labels of what the person wrote, in order, without what was taken back. */
  readonly written: string[];
  /** The same for the page, with the app behind each. */
  readonly sent: { readonly label: string; readonly app: string }[];
  /** Questions of a lead ad that run, and the app that the answers are for. */
  leadAd: { readonly to: string | undefined } | undefined;
}

/** How a person came. */
export interface Arrival {
  /** What the delivery says of it. */
  readonly named: string;
  /** App of the link, or of the ad. */
  readonly app: string | undefined;
  /** How long control lasts, for ads. */
  readonly days: number;
  readonly isAd: boolean;
}

/** The page with all its threads. */
export interface PageState {
  readonly routing: Routing;
  readonly platform: Platform;
  readonly inbox: string;
  /** Whether echoes leave out the app behind them. */
  readonly hidesSenders: boolean;
  readonly apps: readonly AppState[];
  /** Default app or Primary. */
  defaultApp: string;
  now: number;
  readonly threads: readonly ThreadState[];
  /** Deliveries that the step under way has caused, in order. */
  readonly told: Told[];
}

/** One delivery: to whom, and what it says in one line. */
export interface Told {
  readonly app: string;
  readonly says: string;
}

/** A thread has a new owner for a day, or for as long as said. */
export function give(page: PageState, thread: ThreadState, owner: string, days = 1): void {
  thread.owner = owner;
  thread.endsAt = page.now + days * DAY_MS;
}

/** Nobody owns a thread any more. */
export function letGo(thread: ThreadState): void {
  thread.owner = null;
  thread.endsAt = null;
}

/** The app that answers for an idle thread: the default app or the Primary; nobody with routing off. */
export function speakerWhenIdle(page: PageState): string | null {
  return page.routing === 'off' ? null : page.defaultApp;
}

/** Tells one app on `messaging`; Meta's own apps have no webhook. */
export function tellOne(page: PageState, app: string, says: string): void {
  if (page.apps.some(({ id }) => id === app)) page.told.push({ app, says: `messaging ${says}` });
}

/**
 * Tells every app of what was said: the owner on `messaging`, the others on `standby`. While nobody owns, the app that
 * answers then counts as the owner, and without one all are on `messaging`. Nobody hears what is said to a lead ad.
 *
 * @param onStandby What the others are told, where that is less.
 * @param alwaysTo An app that gets it on `messaging` whoever owns.
 */
export function tellAll(
  page: PageState,
  thread: ThreadState,
  says: string,
  { onStandby = says, alwaysTo }: { onStandby?: string; alwaysTo?: string | undefined } = {},
): void {
  if (thread.owner === LEAD_ADS) return;
  const speaker = thread.owner ?? speakerWhenIdle(page);
  for (const { id, standby } of page.apps) {
    if (speaker === null || speaker === id || alwaysTo === id) page.told.push({ app: id, says: `messaging ${says}` });
    else if (standby || page.routing !== 'on') page.told.push({ app: id, says: `standby ${onStandby}` });
  }
}

/** The line of what the page said or took back. */
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
