import { LEAD_ADS_APP_ID } from '../app-ids.ts';
import type { EchoEvent, HandoverEvent, Lane } from '../events.ts';
import { PLATFORMS } from '../platform/platforms.ts';
import { isRecord, latestTimeOf } from '../wire/json.ts';
import { isCallPermission } from '../wire/whatsapp/content.ts';

/**
 * When a mark was seen, and what decides between two marks of one register: the newer stays ({@link isNewer}), so that any
 * order and repetition of the same observations leaves the same registers.
 */
export interface Seen {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Decides between marks of one time: the greater stays. */
  readonly rank: number;
  /**
   * Decides between marks of one time and rank: the greater stays. The event's id; for a call of ours all that its mark
   * says; empty where all marks of one time and rank say the same.
   */
  readonly tie: string;
}

/** A mark that names an app. */
interface App {
  readonly says: 'app';
  readonly appId: string;
}

/** Who owns a thread: an app, some app that we can't name (`other`), no app (`idle`), or not known (`unknown`). */
export type Said = App | { readonly says: 'other' } | { readonly says: 'idle' } | { readonly says: 'unknown' };

/**
 * What each register holds. A register is fed on its own. One whose marks have `says` decides who owns the thread: a change
 * of what they say counts as a change of owner.
 */
export interface Marks {
  /** Pass and take events. `previous`: the owner before, where the wire named one. */
  readonly event: Seen &
    App &
    ControlFrom<'pass' | 'take'> & { readonly previous?: string; readonly metadata?: string };
  /**
   * Our own calls and owner look-ups; `local` is a change that this app made by itself, where no call can. `begunAt`: when the call was begun, in ms; `seenAt`: time of the newest control event
   * known then; `rough`: the time of the answer is only known to the second.
   */
  readonly call: Seen &
    Exclude<Said, { says: 'other' }> &
    ControlFrom<'call' | 'lookup' | 'refusal' | 'local'> & {
      readonly begunAt: number;
      readonly seenAt: number;
      readonly rough?: true;
    };
  /** Proof that some app we can't name owns the thread. */
  readonly other: Seen & { readonly says: 'other' } & ControlFrom<'take' | 'call' | 'lookup' | 'refusal' | 'local'>;
  /** The lane of messages. */
  readonly lane: Seen & { readonly says: Lane };
  /** Signs of the person. */
  readonly person: Seen;
  /**
   * Extensions and look-ups. `until`: when the control of app `of` ends, in ms; without `of`, of the owner then.
   * Absent where the end known before no longer counts.
   */
  readonly expiry: Seen & { readonly until?: number; readonly of?: string };
  /** Echoes of people in Meta's inboxes. Those of the WhatsApp Business app prolong a hand-over to it, and decide nothing. */
  readonly inbox: Seen & App;
  /** Echoes of other apps on standby. */
  readonly echo: Seen & App;
}

/** What a mark of control comes from. */
interface ControlFrom<Source extends string> {
  readonly source: Source;
}

/** Name of a register. */
export type Register = keyof Marks;

/** A mark of one register, or of any. */
export type Mark<Name extends Register = Register> = Marks[Name];

/** What one event, call or answer says about a thread: at most one mark a register. */
export type Observation = { readonly [Name in Register]?: Marks[Name] };

// As an object, so that a register which is left out does not compile.
const names: Readonly<Record<Register, 0>> = {
  event: 0,
  call: 0,
  other: 0,
  lane: 0,
  person: 0,
  expiry: 0,
  inbox: 0,
  echo: 0,
};

/** The registers of a thread. */
export const REGISTERS: readonly Register[] = Object.keys(names) as Register[];

/** What is remembered of a thread. */
export interface ThreadRecord {
  /** The newest mark of each register. */
  readonly registers: Observation;
  /** How often what the registers say about the owner has changed. */
  readonly changes: number;
  /** How many changes of owner have been announced. */
  readonly announced: number;
  /** Whom the last announcement named (`ownerKey`); empty before the first. */
  readonly announcedOwner: string;
}

/** The record of a thread of which nothing is known. */
export const EMPTY_RECORD: ThreadRecord = { registers: {}, changes: 0, announced: 0, announcedOwner: '' };

/**
 * Whether `mark` replaces `than`: later, else of greater rank, else of the greater id. Never true of equal marks, nor of
 * the same event seen again, whose time may have been cut to another present.
 */
export function isNewer(mark: Seen, than: Seen | undefined): boolean {
  if (than === undefined) return true;
  if (mark.tie !== '' && mark.tie === than.tie) return false;
  if (mark.at !== than.at) return mark.at > than.at;
  return mark.rank !== than.rank ? mark.rank > than.rank : mark.tie > than.tie;
}

/** `record` with `observation` merged in; the same object where nothing is new. For stores that merge in this language. */
export function mergeObservation(record: ThreadRecord, observation: Observation): ThreadRecord {
  const registers: { [Name in Register]?: Mark } = { ...record.registers };
  let { changes } = record;
  let isOld = true;
  for (const name of REGISTERS) {
    const mark: Compared | undefined = observation[name];
    const known: Compared | undefined = record.registers[name];
    if (mark === undefined || !isNewer(mark, known)) continue;
    registers[name] = mark as Mark;
    isOld = false;
    if (mark.says !== undefined && (mark.says !== known?.says || mark.appId !== known.appId)) changes += 1;
  }
  if (isOld) return record;
  const { announced, announcedOwner } = record;
  return { registers: registers as Observation, changes, announced, announcedOwner };
}

/** What a merge looks at of any mark. */
type Compared = Seen & { readonly says?: string; readonly appId?: string };

/** A take beats a pass; each counts double to leave room for "another app over us". */
const RANK = { take: 4, pass: 2 } as const;

/** How far Meta's clock may run ahead of ours. */
const MOST_AHEAD_MS = 60_000;

/** Kinds that show the person at work; receipts do not renew control. */
const SIGNS_OF_PERSON: ReadonlySet<HandoverEvent['kind']> = new Set<HandoverEvent['kind']>([
  'postback',
  'reaction',
  'referral',
  'optin',
  'optin_stopped',
  'order',
  'account_linking',
  'customer_information',
  'feedback',
]);

/** Who shows themselves by an event, for the waiting list: the customer, or a person who answers. */
export function signOf(event: HandoverEvent): 'customer' | 'human' | undefined {
  if (event.kind === 'message')
    return event.platform === 'whatsapp' && isCallPermission(event) ? undefined : 'customer';
  if (SIGNS_OF_PERSON.has(event.kind)) return 'customer';
  return event.kind === 'echo' && isOfPerson(event) ? 'human' : undefined;
}

/** Whether an echo may be a person's reply: neither this bot nor Meta's AI sent it. */
export function isOfPerson({ sentBy }: Pick<EchoEvent, 'sentBy'>): boolean {
  return sentBy === 'inbox' || sentBy === 'app' || sentBy === 'phone';
}

/** The time of an event in ms, at most a minute ahead of `now`: one far in the future would silence all that comes after it. */
export function boundedTimeOf({ timestamp }: Pick<HandoverEvent, 'timestamp'>, now: number): number {
  return Math.min(timestamp, now + MOST_AHEAD_MS);
}

/** What an event says about the owner of its thread, or `undefined` where it says nothing. */
export function observationOf(event: HandoverEvent, appId: string, now: number): Observation | undefined {
  const at = boundedTimeOf(event, now);
  const person: Mark<'person'> = { at, rank: 0, tie: '' };
  switch (event.kind) {
    case 'pass_thread_control':
    case 'take_thread_control':
      return controlObservation(event, at, appId);
    case 'message': {
      // An answer about calls is the person's, but moves no ownership.
      if (event.platform === 'whatsapp' && isCallPermission(event)) return undefined;
      // Two of one time and lane say the same, so that nothing is left to decide. Where the time is of our own making, the
      // same event seen again has another one, and is known by its id.
      const isDated = at === event.timestamp && event.raw['timestamp'] !== undefined;
      const rank = event.lane === 'standby' ? 1 : 0;
      return { lane: { at, rank, tie: isDated ? '' : event.id, says: event.lane }, person };
    }
    case 'message_deleted':
      // The person was at work. Which app may answer the next message, an unsend does not say.
      return event.of === 'message' ? { person } : undefined;
    case 'echo':
      return echoObservation(event, at);
    default:
      return SIGNS_OF_PERSON.has(event.kind) ? { person } : undefined;
  }
}

function controlObservation(
  event: Extract<HandoverEvent, { kind: 'pass_thread_control' | 'take_thread_control' }>,
  time: number,
  ourAppId: string,
): Observation {
  // Of a time in seconds the rest is unknown: within that second control decides over the lane.
  const at = latestTimeOf(event, time);
  const tie = event.id;
  const source = event.kind === 'take_thread_control' ? 'take' : 'pass';
  const appId = event.newOwnerAppId ?? (source === 'pass' ? ourAppId : undefined);
  if (appId === undefined) return { other: { at, rank: RANK.take, tie, says: 'other', source: 'take' } };
  const rank = RANK[source] + (appId === ourAppId ? 0 : 1);
  const { previousOwnerAppId: previous, metadata } = event;
  return {
    event: {
      at,
      rank,
      tie,
      says: 'app',
      appId,
      source,
      ...(previous !== null ? { previous } : {}),
      ...(metadata !== undefined ? { metadata } : {}),
    },
  };
}

/**
 * Our own echo says nothing: after a pass it may arrive late, and on standby. Meta's AI is no person in an inbox, whatever
 * id it speaks under. Where it speaks on standby another app owns the thread, and as of any app there, its id is the best
 * name for that owner.
 */
function echoObservation(event: EchoEvent, at: number): Observation | undefined {
  if (!PLATFORMS[event.platform].hasThreadControl) return numberEchoObservation(event, at);
  if (event.appId === undefined || event.sentBy === 'self') return undefined;
  const mark: Mark<'echo'> = { at, rank: 0, tie: event.id, says: 'app', appId: event.appId };
  if (event.sentBy === 'inbox') return { inbox: mark };
  return event.lane === 'standby' ? { echo: mark } : undefined;
}

/** On WhatsApp no echo names an app: one of the phone is a person's, and one on standby is of some app that owns the thread. */
function numberEchoObservation(event: EchoEvent, at: number): Observation | undefined {
  const appId = PLATFORMS[event.platform].inboxAppId;
  if (event.sentBy === 'phone') {
    return { inbox: { at: latestTimeOf(event, at), rank: 0, tie: event.id, says: 'app', appId } };
  }
  if (event.lane !== 'standby' || isTemplate(event)) return undefined;
  return { lane: { at, rank: 1, tie: '', says: 'standby' } };
}

/** Templates need no ownership: any partner may send them. Source: WhatsApp docs, Conversation routing. */
function isTemplate({ raw: { message } }: EchoEvent): boolean {
  return isRecord(message) && message['type'] === 'template';
}

/** A successful call of ours, or what Meta answered about the owner. */
export interface OwnCall {
  /** The owner after it. */
  readonly owner: Said;
  readonly source: 'call' | 'lookup' | 'refusal' | 'local';
  /** Meta's time of the answer, in ms, known to the second; absent where none came. */
  readonly answeredAt?: number | undefined;
  /** Our clock when the call was begun and when it was over. */
  readonly begunAt: number;
  readonly endedAt: number;
  /** The thread as it was known when the call was begun. */
  readonly before: ThreadRecord;
  /** Until when control lasts by the answer, in ms. */
  readonly until?: number | undefined;
}

/**
 * What a call of ours says about the owner. Meta dates its answer to the second only: our own clock adds the rest where
 * it lies within that second. And whatever was known before the call is older than the call.
 */
export function observationOfCall({ owner, source, until, ...call }: OwnCall): Observation {
  const { event, call: earlier, other, inbox, echo, lane } = call.before.registers;
  const second = call.answeredAt ?? call.endedAt;
  const exact = call.endedAt >= second && call.endedAt < second + 1000;
  const after = Math.max(...[event, earlier, other, inbox, echo].map((mark) => (mark?.at ?? 0) + 1), lane?.at ?? 0);
  const at = Math.max(exact ? call.endedAt : second + 999, after);
  const begunAt = exact ? call.begunAt : second - (call.endedAt - call.begunAt);
  const seenAt = event?.at ?? 0;
  // Two machines may call at the same time and get different answers: the same one must win in either order.
  const tie = [...Object.values(owner), until, source, begunAt, seenAt, exact, at].join(' ');
  const seen = { at, rank: 1, tie };

  // What a call says about the end of control: the end, that an earlier known end no longer counts, or nothing.
  const isOver = source === 'call' || source === 'local' || (source === 'lookup' && owner.says === 'idle');
  const end = until !== undefined ? { until, ...(owner.says === 'app' ? { of: owner.appId } : {}) } : {};
  const expiry = until !== undefined || isOver ? { expiry: { ...seen, ...end } } : {};
  if (owner.says === 'other') return { other: { ...seen, ...owner, source }, ...expiry };
  const rough = exact ? {} : { rough: true as const };
  return { call: { ...seen, ...owner, source, begunAt, seenAt, ...rough }, ...expiry };
}

/** The owner by an app id; without one it is an app that we can't name. */
export function appOrOther(appId: string | undefined): Said {
  return appId === undefined ? { says: 'other' } : { says: 'app', appId };
}

/** Whom a refused call names as the owner, if it does: the lead-ads automation has a subcode of its own. */
export function ownerNamedBy(subcode: number | undefined): Said | undefined {
  return subcode === 2018321 ? appOrOther(LEAD_ADS_APP_ID) : undefined;
}
