import { inboxOf, PHONE } from '../app-ids.ts';
import type { PageReference } from '../events.ts';
import type { PlatformFacts } from '../platform/platforms.ts';
import type { Clock, RoutingMode } from '../ports.ts';
import { isNewer, type Mark, type Observation, type Said, type ThreadRecord } from './registers.ts';

/** Who owns a thread, as far as this app can know. */
export type Owner =
  | { readonly kind: 'self' }
  | {
      readonly kind: 'app';
      /** Missing where it is only known that some other app owns, and for the phone app. */
      readonly appId?: string;
      /** Set when people answer there: one of Meta's own inboxes, or the WhatsApp Business app on a phone. */
      readonly inbox?: PlatformFacts['inbox'];
    }
  | { readonly kind: 'idle' }
  | { readonly kind: 'unknown' };

/** An owner by Meta's word, and when its control ends, where Meta says so. */
export type OwnerWithExpiry = Owner & { readonly expiresAt?: Date };

/** The evidence that decided who owns a thread; `local`: this app handed it over, or brought it back, without a call to Meta. */
export type OwnerSource =
  | 'none'
  | 'pass'
  | 'take'
  | 'call'
  | 'lookup'
  | 'refusal'
  | 'message'
  | 'echo'
  | 'expiry'
  | 'local';

/** The answer of {@link ownerOf}. */
export interface Ownership {
  readonly owner: Owner;
  readonly source: OwnerSource;
  /** Since when, in ms. */
  readonly sinceMs?: number;
  /** When the thread becomes idle unless the person writes, in ms; set while an app owns. */
  readonly expiresAtMs?: number;
  /** Time of the newest sign that the owner is this one, in ms. */
  readonly evidenceAtMs: number;
  /** Metadata of the control event that made the owner, where it had any. */
  readonly metadata?: string;
}

/** Control lasts a day from the person's last message. Source: Messenger Platform docs, Conversation Routing. */
export const CONTROL_LASTS_MS: number = 86_400_000;

/**
 * The owner of a thread: a pure function of what was observed, of the page's routing mode and of the time. The newest of
 * control and lane decides; after the latest known end of control the thread is idle.
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
  return claim.owner.kind === 'self' || claim.owner.kind === 'app' ? { ...claim, expiresAtMs: until } : claim;
}

/** Whether an owner is the people on the phone, to whom this app handed the thread without a call. */
export function isPhone(owner: Owner): boolean {
  return owner.kind === 'app' && owner.inbox === 'phone';
}

/** A short text that is the same for the same owner: what announcements compare. */
export function ownerKey(owner: Owner): string {
  if (owner.kind !== 'app') return owner.kind;
  return `app:${owner.appId ?? (owner.inbox === 'phone' ? PHONE : '')}`;
}

/** The owner that a key of {@link ownerKey} stands for; the empty key is the one before the first announcement. */
export function ownerFromKey(key: string): Owner {
  if (key.startsWith('app:')) return otherApp(key.slice(4) || undefined);
  return key === 'self' || key === 'idle' ? { kind: key } : { kind: 'unknown' };
}

/** {@link Ownership} at the time of its evidence, before its end is worked out. */
interface Claim extends Omit<Ownership, 'expiresAtMs'> {
  readonly sinceMs: number;
}

type Control = Mark<'event' | 'call'>;

function claimOf(all: Observation, appId: string, routing: RoutingMode | undefined): Claim | undefined {
  const control = newestControl(all);
  const registers = control?.source === 'local' || all.inbox?.appId === PHONE ? withoutAdvice(all, control) : all;
  const { lane, other, inbox } = registers;
  // Of one time control stands, then the inbox's echo, then the unnamed owner, then the lane.
  const at = Math.max(control?.at ?? 0, inbox?.at ?? 0, other?.at ?? 0, lane?.at ?? 0);
  if (control?.at === at)
    return control.source === 'local' ? localClaim(control, all, appId) : claimOfControl(control, appId);
  if (inbox?.at === at) return claimOfOther(inbox, 'echo', registers, control, appId);
  if (other?.at === at) return claimOfOther(other, other.source, registers, control, appId);
  if (lane === undefined) return undefined;
  if (lane.says === 'standby') return claimOfOther(lane, 'message', registers, control, appId);
  return openLane(lane, registers, control, appId, routing);
}

/** A hand-over to the phone, where no call to Meta passes a thread. */
function isLocalHold(control: Control | undefined): boolean {
  return control?.source === 'local' && control.says === 'app';
}

/**
 * The registers that decide on a number: a reply on the phone changes no owner, and while this app has handed the thread to
 * people, a message that came to it as to every app gives nothing back.
 */
function withoutAdvice({ inbox, lane, ...rest }: Observation, control: Control | undefined): Observation {
  // What Meta's control says later ends the hand-over.
  const isHeld = isLocalHold(control) && (rest.other?.at ?? 0) < (control?.at ?? 0);
  return {
    ...rest,
    ...(inbox !== undefined && inbox.appId !== PHONE ? { inbox } : {}),
    ...(lane !== undefined && !(isHeld && lane.says === 'messaging') ? { lane } : {}),
  };
}

/** What this app did without a call. A hand-over to the phone lasts longer with each reply there. */
function localClaim(control: Control, { inbox }: Observation, appId: string): Claim {
  const claim = claimOfControl(control, appId);
  if (!isLocalHold(control) || inbox?.appId !== PHONE) return claim;
  return { ...claim, evidenceAtMs: Math.max(claim.evidenceAtMs, inbox.at) };
}

/** The newer of the newest control event and our newest own call. */
function newestControl({ event, call }: Observation): Control | undefined {
  if (event === undefined || call === undefined) return event ?? call;
  return eventBeatsCall(event, call) ? event : call;
}

function eventBeatsCall(event: Mark<'event'>, call: Mark<'call'>): boolean {
  // It was known when the call was begun.
  if (event.at <= call.seenAt) return false;
  // The app that our call made owner gave it on: however the two clocks stand, that came after.
  if (call.says === 'app' && event.previous === call.appId) return event.at >= call.begunAt - (call.rough ? 1000 : 0);
  if (event.at >= call.at) return true;
  // Meta dates calls to the second. Within it a take wins (silence is the safe mistake); a pass by an app
  // other than the owner that our call set came before the call, unless nothing names the app that passed.
  if (Math.floor(event.at / 1000) !== Math.floor(call.at / 1000)) return false;
  return event.source === 'take' || (call.rough === true && event.previous === undefined);
}

function claimOfControl(control: Control, appId: string): Claim {
  const { at, source } = control;
  const metadata = 'metadata' in control ? { metadata: control.metadata } : {};
  return { owner: ownerSaid(control, appId), source, sinceMs: at, evidenceAtMs: at, ...metadata };
}

/** The owner that `said` means to the app `appId`. */
export function ownerSaid(said: Said, appId: string): Owner {
  if (said.says === 'idle' || said.says === 'unknown') return { kind: said.says };
  if (said.says === 'other') return otherApp(undefined);
  return said.appId === appId ? { kind: 'self' } : otherApp(said.appId);
}

/** A message came on `messaging`: at its time no other app owned the thread. */
function openLane(
  lane: Mark<'lane'>,
  registers: Observation,
  control: Control | undefined,
  appId: string,
  routing: RoutingMode | undefined,
): Claim {
  const own = control === undefined ? undefined : claimOfControl(control, appId);
  // Control of ours that had run out before the message is not brought back by it.
  if (own?.owner.kind === 'self' && lane.at < endOfControl(registers, own, appId)) {
    return { ...own, evidenceAtMs: lane.at };
  }
  // No app owns a thread of a number without routing, so the return of the thread to this app stays the newest change.
  if (control?.source === 'local' && own?.owner.kind === 'idle' && routing !== 'on')
    return { ...own, evidenceAtMs: lane.at };
  const kind = routing === undefined ? 'unknown' : routing === 'off' ? 'idle' : 'self';
  return { owner: { kind }, source: 'message', sinceMs: lane.at, evidenceAtMs: lane.at };
}

/** Some other app owns the thread; an echo, or control that nothing contradicts, identifies it. */
function claimOfOther(
  decider: Mark<'inbox' | 'other' | 'lane'>,
  source: OwnerSource,
  { echo, inbox, lane }: Observation,
  control: Control | undefined,
  appId: string,
): Claim {
  // A take that names no owner is a new owner; a message on `messaging` means that what was before it ended.
  const taken = source === 'take';
  const openAt = lane?.says === 'messaging' ? lane.at : 0;
  const ended = taken || (control !== undefined && openAt > control.at);
  // A hand-over that Meta does not know of says nothing of the owner that Meta knows.
  const isNamed = !ended && control?.says === 'app' && control.appId !== appId && control.source !== 'local';
  const named = isNamed ? control : undefined;
  const from = Math.max(control?.at ?? 0, openAt, taken ? decider.at : 0);
  let speaker: Mark<'echo'> | undefined;
  for (const voice of [inbox, echo]) if (voice && voice.at >= from && isNewer(voice, speaker)) speaker = voice;

  const appSaid = (speaker ?? named)?.appId;
  const spokenAt = (speaker ?? named)?.at ?? decider.at;
  const evidenceAtMs = Math.max(decider.at, spokenAt);
  // If control names the same app, it supplies the start time and the reason.
  if (named !== undefined && named.appId === appSaid) return { ...claimOfControl(named, appId), evidenceAtMs };
  return { owner: otherApp(appSaid), source, sinceMs: Math.min(spokenAt, decider.at), evidenceAtMs };
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
  // A sign from before Meta reported the end is already counted in that end.
  const signAt = person !== undefined && !(isKnown && person.at <= expiry.at) ? person.at : undefined;
  return signAt !== undefined && signAt < base ? Math.max(base, signAt + CONTROL_LASTS_MS) : base;
}

/** An expiry is of the owner at its time: once the thread has changed hands it is over. Calls of ours end it themselves. */
function stillCounts(expiry: Mark<'expiry'>, { event }: Observation, { owner }: Claim, appId: string): boolean {
  if (event !== undefined && event.at > expiry.at) return false;
  const id = owner.kind === 'self' ? appId : owner.kind === 'app' ? owner.appId : undefined;
  return id === undefined || expiry.of === undefined || expiry.of === id;
}

function otherApp(appId: string | undefined): Owner {
  const inbox = inboxOf(appId);
  if (inbox === 'phone') return { kind: 'app', inbox };
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
