import { inboxOf } from '../app-ids.ts';
import type { PageReference } from '../events.ts';
import type { Clock, RoutingMode } from '../ports.ts';
import {
  isNewer,
  type Mark,
  NOBODY,
  type Observation,
  RANK,
  type ThreadRecord,
  UNCLEAR,
  UNNAMED,
} from './registers.ts';

/** Who owns a thread, as far as this app can know. */
export type Owner =
  | { readonly kind: 'self' }
  | {
      readonly kind: 'app';
      /** Missing where it is only known that some other app owns. */
      readonly appId?: string;
      /** Set when the app is one of Meta's own inboxes, where people answer. */
      readonly inbox?: 'page' | 'instagram';
    }
  | { readonly kind: 'idle' }
  | { readonly kind: 'unknown' };

/** What told who owns a thread. */
export type OwnerSource = 'none' | 'pass' | 'take' | 'call' | 'lookup' | 'refusal' | 'message' | 'echo' | 'expiry';

/** The answer of {@link ownerOf}. */
export interface Ownership {
  readonly owner: Owner;
  readonly source: OwnerSource;
  /** Since when, in ms. */
  readonly sinceMs?: number;
  /** When control falls back to nobody unless the person writes, in ms; set while an app owns. */
  readonly expiresAtMs?: number;
  /** Time of the newest sign that the owner is this one, in ms. */
  readonly evidenceAtMs: number;
  /** Metadata of the control event that made the owner, where it had any. */
  readonly metadata?: string;
}

/** Control lasts a day from the person's last message. Source: Messenger Platform docs, Conversation Routing. */
const CONTROL_LASTS_MS = 86_400_000;

/**
 * The owner of a thread: a pure function of what was observed, of the page's routing mode and of the time. The newest of
 * control and lane decides; past the latest known end of control nobody owns.
 */
function ownerOf(
  registers: Observation,
  context: { readonly appId: string; readonly routing: RoutingMode | undefined; readonly now: number },
): Ownership {
  const claim = claimOf(registers, context.appId, context.routing);
  if (claim === undefined) return { owner: { kind: 'unknown' }, source: 'none', evidenceAtMs: 0 };

  const until = endOfControl(registers, claim, context.appId);
  if (context.now >= until && claim.owner.kind !== 'idle') {
    return { owner: { kind: 'idle' }, source: 'expiry', sinceMs: until, evidenceAtMs: until };
  }
  if (claim.owner.kind === 'self' || claim.owner.kind === 'app') claim.expiresAtMs = until;
  return claim;
}

/** A short text that is the same for the same owner: what announcements compare. */
export function ownerKey(owner: Owner): string {
  return owner.kind === 'app' ? `app:${owner.appId ?? ''}` : owner.kind;
}

/** The owner that a key of {@link ownerKey} stands for; the empty key is the one before the first announcement. */
export function ownerFromKey(key: string): Owner {
  if (key.startsWith('app:')) return otherApp(key.slice(4) || undefined);
  return key === 'self' || key === 'idle' ? { kind: key } : { kind: 'unknown' };
}

interface Claim {
  readonly owner: Owner;
  readonly source: OwnerSource;
  readonly sinceMs: number;
  readonly evidenceAtMs: number;
  readonly metadata?: string;
  expiresAtMs?: number;
}

function claimOf(registers: Observation, appId: string, routing: RoutingMode | undefined): Claim | undefined {
  const control = newestControl(registers);
  const { lane, other, inbox } = registers;

  // Of one time control stands, then the inbox's echo, then the unnamed owner, then the lane.
  let decider = control;
  if (isLater(inbox, decider)) decider = inbox;
  if (isLater(other, decider)) decider = other;
  if (isLater(lane, decider)) decider = lane;
  if (decider === undefined) return undefined;
  if (decider === lane && lane?.says === 'messaging') return openLane(lane, registers, control, appId, routing);
  if (decider === control) return claimOfControl(control, appId);
  return claimOfOther(decider, registers, control, appId);
}

function isLater(mark: Mark | undefined, than: Mark | undefined): boolean {
  return mark !== undefined && (than === undefined || mark.at > than.at);
}

/** The newer of the newest control event and our newest own call. */
function newestControl({ event, call }: Observation): Mark | undefined {
  if (event === undefined || call === undefined) return event ?? call;
  return eventBeatsCall(event, call) ? event : call;
}

function eventBeatsCall(event: Mark, call: Mark): boolean {
  // It was known when the call was begun.
  if (event.at <= (call.seenAt ?? 0)) return false;
  // The app that our call made owner gave it on: however the two clocks stand, that came after.
  if (event.previous !== undefined && event.previous === call.says) {
    return event.at >= (call.begunAt ?? call.at) - (call.rough === true ? 1000 : 0);
  }
  if (event.at >= call.at) return true;
  // Meta dates calls to the second. Within it a take wins (silence is the safe mistake); a pass by somebody who was
  // not the owner that our call made lies before the call, unless nothing tells.
  if (Math.floor(event.at / 1000) !== Math.floor(call.at / 1000)) return false;
  return event.rank >= RANK.take || (call.rough === true && event.previous === undefined);
}

function claimOfControl(control: Mark | undefined, appId: string): Claim | undefined {
  if (control === undefined) return undefined;
  const source: OwnerSource = control.via ?? (control.rank >= RANK.take ? 'take' : 'pass');
  return {
    owner: ownerSaid(control.says, appId),
    source,
    sinceMs: control.at,
    evidenceAtMs: control.at,
    ...(control.metadata !== undefined ? { metadata: control.metadata } : {}),
  };
}

function ownerSaid(says: string, appId: string): Owner {
  if (says === NOBODY) return { kind: 'idle' };
  if (says === UNCLEAR) return { kind: 'unknown' };
  return says === appId ? { kind: 'self' } : otherApp(says);
}

/** A message came on `messaging`: at its time no other app owned the thread. */
function openLane(
  lane: Mark,
  registers: Observation,
  control: Mark | undefined,
  appId: string,
  routing: RoutingMode | undefined,
): Claim {
  const own = control?.says === appId ? claimOfControl(control, appId) : undefined;
  // Control of ours that had run out before the message is not brought back by it.
  if (own !== undefined && lane.at < endOfControl(registers, own, appId)) return { ...own, evidenceAtMs: lane.at };
  const owner: Owner =
    routing === undefined ? { kind: 'unknown' } : routing === 'off' ? { kind: 'idle' } : { kind: 'self' };
  return { owner, source: 'message', sinceMs: lane.at, evidenceAtMs: lane.at };
}

/** Some other app owns the thread; an echo, or control that nothing contradicts, tells which. */
function claimOfOther(decider: Mark, registers: Observation, control: Mark | undefined, appId: string): Claim {
  const { echo, inbox, lane, other } = registers;
  // A take that names no owner is a new owner; a message on `messaging` means that what was before it ended.
  const taken = decider === other && decider.via === undefined;
  const nobodyAt = lane?.says === 'messaging' ? lane.at : 0;
  const ended = taken || (control !== undefined && nobodyAt > control.at);
  const named = !ended && control !== undefined && ownerSaid(control.says, appId).kind === 'app' ? control : undefined;
  const from = Math.max(control?.at ?? 0, nobodyAt, taken ? decider.at : 0);
  const voices = [inbox, echo].filter((voice) => voice !== undefined && voice.at >= from);
  const speaker =
    voices.reduce((newest, voice) => (voice && isNewer(voice, newest) ? voice : newest), undefined) ?? named;

  const source: OwnerSource = decider === inbox ? 'echo' : decider === lane ? 'message' : (decider.via ?? 'take');
  const evidenceAtMs = Math.max(decider.at, speaker?.at ?? 0);
  if (speaker === undefined) return { owner: { kind: 'app' }, source, sinceMs: decider.at, evidenceAtMs };
  const confirmed = named !== undefined && speaker.says === named.says ? named : undefined;
  return {
    owner: otherApp(speaker.says),
    source: confirmed === undefined ? source : (claimOfControl(confirmed, appId)?.source ?? source),
    sinceMs: confirmed?.at ?? Math.min(speaker.at, decider.at),
    evidenceAtMs,
    ...(confirmed?.metadata !== undefined ? { metadata: confirmed.metadata } : {}),
  };
}

/**
 * Control lasts a day from the last evidence of it. Where its end is known it lasts till then, which may be sooner; where
 * there is evidence behind that end, the later of the two counts. A sign of the person while it lasts makes it a day from
 * there at least.
 */
function endOfControl(registers: Observation, claim: Claim, appId: string): number {
  const { person, expiry } = registers;
  const until = expiry !== undefined && stillCounts(expiry, registers, claim, appId) ? expiry.until : undefined;
  const evidenceAt = Math.max(claim.sinceMs, claim.evidenceAtMs);
  const isKnown = expiry !== undefined && until !== undefined && evidenceAt < until;
  const base = isKnown ? until : Math.max(evidenceAt + CONTROL_LASTS_MS, until ?? 0);
  // What came before Meta told the end stands in that end.
  const signAt = person !== undefined && !(isKnown && person.at <= expiry.at) ? person.at : undefined;
  return signAt !== undefined && signAt < base ? Math.max(base, signAt + CONTROL_LASTS_MS) : base;
}

/** An expiry is of the owner at its time: once the thread has changed hands it is over. Calls of ours end it themselves. */
function stillCounts(expiry: Mark, { event }: Observation, { owner }: Claim, appId: string): boolean {
  if (event !== undefined && event.at > expiry.at) return false;
  const id = owner.kind === 'self' ? appId : owner.kind === 'app' ? owner.appId : undefined;
  return id === undefined || expiry.says === UNNAMED || expiry.says === id;
}

function otherApp(appId: string | undefined): Owner {
  const inbox = inboxOf(appId);
  return { kind: 'app', ...(appId !== undefined ? { appId } : {}), ...(inbox !== undefined ? { inbox } : {}) };
}

/** Whether the owner is another than the one announced last; before the first announcement that is `unknown`. */
export function isPending(record: ThreadRecord, owner: Owner): boolean {
  return ownerKey(owner) !== (record.announcedOwner || 'unknown');
}

/** The owners of a bot's threads, by what is known now. */
export class Owners {
  constructor(
    private readonly appId: string,
    private readonly routing: RoutingMode | 'auto',
    private readonly modes: { known(page: PageReference): RoutingMode | undefined },
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** The owner of the thread of a page that has this record. */
  of({ registers }: ThreadRecord, page: PageReference): Ownership {
    const routing = this.routing === 'auto' ? this.modes.known(page) : this.routing;
    return ownerOf(registers, { appId: this.appId, routing, now: this.clock.now() });
  }
}
