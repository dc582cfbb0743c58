import { CONTROL_LASTS_MS, DAY_MS, LEAD_ADS_APP_ID, MAX_AD_DAYS } from '../meta.ts';
import { takeEvents } from './control-calls.ts';
import { type Change, type ControlEvent, withMetadata } from './outcome.ts';
import { type Control, IDLE, idleSpeaker, isConnected, type PageRules } from './page-rules.ts';

/** Where a person came from: a link tied to an app, or an ad with its own app and length of control. */
export interface Entry {
  appId?: string;
  /** Length of control in days, for ads. */
  days?: number;
  kind: 'organic' | 'link' | 'ad';
}

/** A person writes: an idle thread goes to the app of its entry point; an owner's control is renewed. */
export function personWrites(page: PageRules, control: Control, now: number, entry: Entry): Change {
  if (control.owner !== null) {
    // The renewal must not shorten an extension or an ad's longer control.
    return {
      control: { ...control, expiresAt: Math.max(control.expiresAt ?? 0, now + CONTROL_LASTS_MS) },
      cause: 'entry',
      events: [],
    };
  }
  const owner = entryOwner(page, entry);
  if (owner === null) return { control, cause: 'entry', events: [] };
  const events: ControlEvent[] = page.quirks.passOnEntry
    ? [{ kind: 'pass_thread_control', to: owner, previousOwner: null, newOwner: owner }]
    : [];
  return { control: { owner, expiresAt: now + adDays(entry) * DAY_MS }, cause: 'entry', events };
}

function entryOwner(page: PageRules, { appId, kind }: Entry): string | null {
  // Without a default app, ads still route; links route only with routing on.
  const routed = kind === 'ad' ? page.routing !== 'primary' : page.routing === 'on' && kind === 'link';
  if (routed && appId !== undefined && isConnected(page, appId)) return appId;
  return idleSpeaker(page);
}

function adDays({ kind, days = 1 }: Entry): number {
  return kind === 'ad' && Number.isInteger(days) && days >= 1 && days <= MAX_AD_DAYS ? days : 1;
}

/** A person answers in Meta's inbox: the inbox owns the thread, in every mode. */
export function agentReplies(page: PageRules, control: Control, now: number): Change {
  return {
    control: { owner: page.inboxId, expiresAt: now + CONTROL_LASTS_MS },
    cause: 'inbox',
    events: takeEvents(page, control.owner, page.inboxId),
  };
}

/** "Done" in the inbox. Null if the inbox does not own the thread: then only the folder changes. */
export function agentIsDone(page: PageRules, control: Control, now: number): Change | null {
  if (control.owner !== page.inboxId) return null;
  const meaning =
    page.quirks.doneMeans === 'by-routing' ? (page.routing === 'primary' ? 'pass' : 'release') : page.quirks.doneMeans;
  const to = idleSpeaker(page);
  if (meaning === 'release' || to === null || to === page.inboxId) return { control: IDLE, cause: 'inbox', events: [] };
  return {
    control: { owner: to, expiresAt: now + CONTROL_LASTS_MS },
    cause: 'inbox',
    events: [
      {
        kind: 'pass_thread_control',
        to,
        previousOwner: page.inboxId,
        newOwner: to,
        metadata: 'Pass thread control from Page Inbox',
      },
    ],
  };
}

/** "Move to Main" in the inbox: takes control with routing on, asks the Primary in the primary mode. */
export function agentMovesToMain(page: PageRules, control: Control, now: number): Change | null {
  if (control.owner === page.inboxId) return null;
  if (page.routing === 'on') return agentReplies(page, control, now);
  const primary = idleSpeaker(page);
  if (primary === null) return null;
  return {
    control,
    cause: 'inbox',
    events: [{ kind: 'request_thread_control', to: primary, requestedOwner: page.inboxId }],
  };
}

/** A click on a lead ad: Meta's automation owns the thread while it asks its questions. */
export function leadFlowStarts(now: number): Change {
  return { control: { owner: LEAD_ADS_APP_ID, expiresAt: now + CONTROL_LASTS_MS }, cause: 'lead_ad', events: [] };
}

/** The end of the questions: the chosen app gets the thread, or the thread becomes idle. */
export function leadFlowEnds(
  page: PageRules,
  control: Control,
  now: number,
  to: string | undefined,
  complete: boolean,
): Change | null {
  // An agent may have taken over; then there is nothing to pass.
  if (control.owner !== LEAD_ADS_APP_ID) return null;
  if (to === undefined || !isConnected(page, to)) return { control: IDLE, cause: 'lead_ad', events: [] };
  return {
    control: { owner: to, expiresAt: now + CONTROL_LASTS_MS },
    cause: 'lead_ad',
    events: [
      {
        kind: 'pass_thread_control',
        to,
        previousOwner: LEAD_ADS_APP_ID,
        newOwner: to,
        ...withMetadata(leadMetadata(complete)),
      },
    ],
  };
}

/** Metadata of the pass that ends the questions of a lead ad. */
export function leadMetadata(complete: boolean): string {
  return complete ? 'messenger_lead_gen_complete' : 'messenger_lead_gen_incomplete';
}

/** Meta's AI takes the thread, in every mode. Its event has a time in seconds and is delivered several times. Source: one observer. */
export function aiTakes(
  page: PageRules,
  control: Control,
  now: number,
  { appId, metadata, times }: { appId: string; metadata: string; times: number },
): Change {
  return {
    control: { owner: appId, expiresAt: now + CONTROL_LASTS_MS },
    cause: 'ai',
    events: takeEvents(page, control.owner, appId, metadata).map((event) => ({ ...event, inSeconds: true, times })),
  };
}

/** Meta's AI releases the thread; no app is notified. */
export function aiReleases(): Change {
  return { control: IDLE, cause: 'ai', events: [] };
}

/** Control that expired: the thread is idle, and no app is notified. Null while control lasts. */
export function expired(control: Control, now: number): Change | null {
  if (control.expiresAt === null || control.expiresAt > now) return null;
  return { control: IDLE, cause: 'expiry', events: [] };
}

/** The old protocol is switched off in the page's settings: threads of a Secondary go back to the Primary. */
export function protocolSwitchedOff(primary: string | null, control: Control, now: number): Change | null {
  if (primary === null || control.owner === null || control.owner === primary) return null;
  return {
    control: { owner: primary, expiresAt: now + CONTROL_LASTS_MS },
    cause: 'settings',
    events: [{ kind: 'pass_thread_control', to: primary, previousOwner: control.owner, newOwner: primary }],
  };
}
