import { LEAD_ADS_APP_ID } from '../app-ids.ts';
import type { HandoverEvent } from '../events.ts';
import { isDatedInSeconds } from '../wire/json.ts';

/**
 * One thing that was seen, at one time. Of two marks of a register the newer stays ({@link isNewer}), so that any order
 * and repetition of the same observations leaves the same registers.
 */
export interface Mark {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Decides between marks of one time: the greater stays. */
  readonly rank: number;
  /**
   * Decides between marks of one time and rank: the greater stays. The event's id; of our own call all that it says;
   * empty where all of one time and rank say the same.
   */
  readonly tie: string;
  /** What the mark says; for control an app id or one of {@link NOBODY} and {@link UNCLEAR}, for the lane its name. */
  readonly says: string;
  /** Where control came from: the owner before, where the wire named one. */
  readonly previous?: string;
  /** Metadata of the control event. */
  readonly metadata?: string;
  /** Our own call: what it was. */
  readonly via?: 'call' | 'lookup' | 'refusal';
  /** Our own call: when it was begun, in ms. */
  readonly begunAt?: number;
  /** Our own call: time of the newest control event known when it was begun. */
  readonly seenAt?: number;
  /** Our own call: its time is only known to the second. */
  readonly rough?: boolean;
  /** Expiry: until when the control of the app it says lasts, in ms; absent where what was known of an end is over. */
  readonly until?: number;
}

/**
 * The registers of a thread, each fed on its own:
 * `event` by pass and take events; `call` by our own calls and owner look-ups; `other` by proof that some app we can't
 * name owns the thread; `lane` by the lane of messages; `person` by signs of the person; `expiry` by extensions and
 * look-ups; `inbox` by echoes of people in Meta's inboxes; `echo` by echoes of other apps on standby.
 */
export const REGISTERS = ['event', 'call', 'other', 'lane', 'person', 'expiry', 'inbox', 'echo'] as const;

/** Name of a register. */
export type Register = (typeof REGISTERS)[number];

/** What one event, call or answer says about a thread: at most one mark a register. */
export type Observation = { readonly [Name in Register]?: Mark };

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

/** Said by a control mark: no app owns the thread. */
export const NOBODY = 'nobody';
/** Said by a control mark: it can't be told who owns the thread. */
export const UNCLEAR = 'unclear';
/** Said by the `other` register. */
export const UNNAMED = 'unnamed';

/**
 * Whether `mark` replaces `than`: later, else of greater rank, else of the greater id. Never true of equal marks, nor of
 * the same event seen again, whose time may have been cut to another present.
 */
export function isNewer(mark: Mark, than: Mark | undefined): boolean {
  if (than === undefined) return true;
  if (mark.tie !== '' && mark.tie === than.tie) return false;
  if (mark.at !== than.at) return mark.at > than.at;
  if (mark.rank !== than.rank) return mark.rank > than.rank;
  if (mark.tie !== than.tie) return mark.tie > than.tie;
  return mark.says > than.says;
}

/** `record` with `observation` merged in; the same object where nothing is new. For stores that merge in this language. */
export function mergeObservation(record: ThreadRecord, observation: Observation): ThreadRecord {
  const known = record.registers;
  // Each by its name: a look-up by a name that varies costs ten times as much, and every event comes by here.
  const event = newerOf(observation.event, known.event);
  const call = newerOf(observation.call, known.call);
  const other = newerOf(observation.other, known.other);
  const lane = newerOf(observation.lane, known.lane);
  const person = newerOf(observation.person, known.person);
  const expiry = newerOf(observation.expiry, known.expiry);
  const inbox = newerOf(observation.inbox, known.inbox);
  const echo = newerOf(observation.echo, known.echo);
  const changes =
    record.changes +
    changeOf(event, known.event) +
    changeOf(call, known.call) +
    changeOf(other, known.other) +
    changeOf(lane, known.lane) +
    changeOf(inbox, known.inbox) +
    changeOf(echo, known.echo);
  const isOld =
    event === known.event &&
    call === known.call &&
    other === known.other &&
    lane === known.lane &&
    person === known.person &&
    expiry === known.expiry &&
    inbox === known.inbox &&
    echo === known.echo;
  if (isOld) return record;

  const isAllNew =
    event === observation.event &&
    call === observation.call &&
    other === observation.other &&
    lane === observation.lane &&
    person === observation.person &&
    expiry === observation.expiry &&
    inbox === observation.inbox &&
    echo === observation.echo;
  // With most messages nothing of before is left: no copy is made of what is replaced at once.
  const registers: Observation = isAllNew
    ? observation
    : {
        ...(event !== undefined ? { event } : {}),
        ...(call !== undefined ? { call } : {}),
        ...(other !== undefined ? { other } : {}),
        ...(lane !== undefined ? { lane } : {}),
        ...(person !== undefined ? { person } : {}),
        ...(expiry !== undefined ? { expiry } : {}),
        ...(inbox !== undefined ? { inbox } : {}),
        ...(echo !== undefined ? { echo } : {}),
      };
  return { registers, changes, announced: record.announced, announcedOwner: record.announcedOwner };
}

function newerOf(mark: Mark | undefined, known: Mark | undefined): Mark | undefined {
  return mark !== undefined && isNewer(mark, known) ? mark : known;
}

/** 1 where a register whose content decides who owns says something else than before; a sign of the person or an expiry alone changes no owner. */
function changeOf(mark: Mark | undefined, before: Mark | undefined): 0 | 1 {
  return mark === before || mark?.says === before?.says ? 0 : 1;
}

/** Take beats pass; each counts double to leave room for "another app over us". */
export const RANK = { take: 4, pass: 2, plain: 0 } as const;

/** Meta's clock may run ahead of ours, but a time far in the future would silence all that comes after it. */
const MOST_AHEAD_MS = 60_000;

/** Kinds that show the person at work; receipts do not renew control. */
const SIGNS_OF_PERSON: ReadonlySet<HandoverEvent['kind']> = new Set<HandoverEvent['kind']>([
  'message',
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

/** What an event says about the owner of its thread, or `undefined` where it says nothing. */
export function observationOf(event: HandoverEvent, appId: string, now: number): Observation | undefined {
  const at = Math.min(event.timestamp, now + MOST_AHEAD_MS);
  switch (event.kind) {
    case 'pass_thread_control': {
      const says = event.newOwnerAppId ?? appId;
      return { event: controlMark(event, says, RANK.pass, controlTime(event, at), appId) };
    }
    case 'take_thread_control':
      return event.newOwnerAppId === undefined
        ? { other: { at: controlTime(event, at), rank: RANK.take, tie: event.id, says: UNNAMED } }
        : { event: controlMark(event, event.newOwnerAppId, RANK.take, controlTime(event, at), appId) };
    case 'message': {
      // Two of one time and lane say the same, so that nothing is left to decide. Where the time is of our own making, the
      // same event seen again has another one, and is known by its id.
      const isDated = at === event.timestamp && event.raw['timestamp'] !== undefined;
      const tie = isDated ? '' : event.id;
      const lane: Mark = { at, rank: event.lane === 'standby' ? 1 : 0, tie, says: event.lane };
      return { lane, person: { at, rank: 0, tie: '', says: '' } };
    }
    case 'message_deleted':
      // The person was at work. Which app may answer the next message, an unsend does not say.
      return event.of === 'message' ? { person: { at, rank: 0, tie: '', says: '' } } : undefined;
    case 'echo':
      return echoObservation(event, at);
    default:
      return SIGNS_OF_PERSON.has(event.kind) ? { person: { at, rank: 0, tie: '', says: '' } } : undefined;
  }
}

/** Of a time in seconds the rest is unknown: within that second control decides over the lane. */
function controlTime(event: HandoverEvent, at: number): number {
  return isDatedInSeconds(event) ? at + 999 : at;
}

function controlMark(
  event: { readonly id: string; readonly previousOwnerAppId: string | null; readonly metadata?: string },
  says: string,
  rank: number,
  at: number,
  appId: string,
): Mark {
  return {
    at,
    rank: rank + (says === appId ? 0 : 1),
    tie: event.id,
    says,
    ...(event.previousOwnerAppId !== null ? { previous: event.previousOwnerAppId } : {}),
    ...(event.metadata !== undefined ? { metadata: event.metadata } : {}),
  };
}

/**
 * Our own echo says nothing: after a pass it may arrive late, and on standby. Meta's AI is no person in an inbox, whatever
 * id it speaks under. Where it speaks on standby another app owns the thread, and as of any app there, its id is the best
 * name for that owner.
 */
function echoObservation(event: Extract<HandoverEvent, { kind: 'echo' }>, at: number): Observation | undefined {
  if (event.appId === undefined || event.sentBy === 'self') return undefined;
  const mark: Mark = { at, rank: 0, tie: event.id, says: event.appId };
  if (event.sentBy === 'inbox') return { inbox: mark };
  return event.lane === 'standby' ? { echo: mark } : undefined;
}

/** A successful call of ours, or what Meta answered about the owner. */
export interface OwnCall {
  /** App id of the owner after it, {@link NOBODY}, {@link UNCLEAR} or {@link UNNAMED}. */
  readonly says: string;
  readonly via: 'call' | 'lookup' | 'refusal';
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
 * What a call of ours says about the owner. Meta dates its answer to the second only: our own clock tells the rest where
 * it lies within that second. And whatever was known before the call is older than the call.
 */
export function observationOfCall(call: OwnCall): Observation {
  const { registers } = call.before;
  const second = call.answeredAt ?? call.endedAt;
  const exact = call.endedAt >= second && call.endedAt < second + 1000;
  let at = exact ? call.endedAt : second + 999;
  for (const name of ['event', 'call', 'other', 'inbox', 'echo'] as const)
    at = Math.max(at, (registers[name]?.at ?? 0) + 1);
  at = Math.max(at, registers.lane?.at ?? 0);

  if (call.says === UNNAMED) {
    return { other: callMark({ at, rank: 1, says: UNNAMED, via: call.via }), ...expiryOf(call, at) };
  }
  const mark = callMark({
    at,
    rank: 1,
    says: call.says,
    via: call.via,
    begunAt: exact ? call.begunAt : second - (call.endedAt - call.begunAt),
    seenAt: registers.event?.at ?? 0,
    ...(exact ? {} : { rough: true }),
  });
  return { call: mark, ...expiryOf(call, at) };
}

/** Two machines may call at one time and be told different things: of these, too, one stays in whatever order. */
function callMark(mark: Omit<Mark, 'tie'>): Mark {
  const { at, says, until = '', via = '', begunAt = '', seenAt = '', rough = '' } = mark;
  return { ...mark, tie: [says, until, via, begunAt, seenAt, rough, at].join(' ') };
}

/** What a call tells of the end of control: the end, that one known before is over, or nothing. */
function expiryOf({ says, via, until }: OwnCall, at: number): Observation {
  if (until !== undefined) return { expiry: callMark({ at, rank: 0, says, until }) };
  const isOver = via === 'call' || (via === 'lookup' && says === NOBODY);
  return isOver ? { expiry: callMark({ at, rank: 0, says }) } : {};
}

/** Whom a refused call names as the owner, if it does: the lead-ads automation has a subcode of its own. */
export function ownerNamedBy(subcode: number | undefined): string | undefined {
  return subcode === 2018321 ? LEAD_ADS_APP_ID : undefined;
}
