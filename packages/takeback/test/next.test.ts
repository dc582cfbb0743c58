// The rules of takeback as a table: for each state and event, the next state and the task.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { next } from '../src/next.ts';
import type { In, State } from '../src/state.ts';
import type { Rules, Step, TakebackEvent, Task } from '../src/steps.ts';

const SECOND = 1_000;
/** A minute of the story, in ms. The owner became owner in minute 100; it is minute 120 now. */
const minute = (minutes: number): number => minutes * 60 * SECOND;
const NOW = minute(120);
const RULES: Rules = { afterMs: minute(10), unclaimedAfterMs: minute(20), grantWithinMs: 30 * SECOND };

const lease = { token: 'mine', untilMs: NOW + SECOND };
/** The lease of a machine that starts work now. */
const begun = { token: 'mine', untilMs: NOW + 10 * SECOND };
const desk = { appId: 'desk', sinceMs: minute(100) };
const inbox = { appId: 'inbox', sinceMs: minute(119) };
const sign = { signMs: minute(118) };
const limits = { unclaimedAfterMs: minute(30) };

const STATES = {
  unowned: { kind: 'unowned' },
  waiting: { kind: 'waiting', ...desk },
  'waiting, leased': { kind: 'waiting', ...desk, lease },
  taking: { kind: 'taking', ...desk, failingMs: minute(119) },
  'taking, leased': { kind: 'taking', ...desk, failingMs: minute(119), lease },
  asked: { kind: 'asked', ...desk, askedMs: minute(115) },
  'asked, leased': { kind: 'asked', ...desk, askedMs: minute(115), lease },
  back: { kind: 'back', ...desk, isSaid: false },
  'back, leased': { kind: 'back', ...desk, isSaid: true, lease },
  unwanted: { kind: 'left', why: 'unwanted', ...desk },
  cancelled: { kind: 'left', why: 'cancelled', ...desk },
  failed: { kind: 'left', why: 'failed', ...desk, failedMs: minute(110) },
} as const satisfies Record<string, State>;

const token = 'mine';
const sameDesk = { ...desk, isDated: false };
const otherApp = { ...inbox, isDated: true };

/** Events of a lease's holder. They count only under a lease with the same token. */
const HELD = {
  renewed: { kind: 'renewed', token },
  'found ours': { kind: 'found', token, owner: 'self' },
  'found idle': { kind: 'found', token, owner: 'idle' },
  'found unknown': { kind: 'found', token, owner: 'unknown' },
  'found with its owner': { kind: 'found', token, owner: sameDesk },
  'found with another app': { kind: 'found', token, owner: otherApp },
  'read, no reply': { kind: 'read', token, reply: undefined },
  'read, a reply': { kind: 'read', token, reply: minute(118) },
  'not readable': { kind: 'read', token, reply: 'blind' },
  regained: { kind: 'regained', token },
  requested: { kind: 'requested', token },
  announced: { kind: 'announced', token },
  reported: { kind: 'reported', token },
  'failed for now': { kind: 'failed', token, reason: undefined },
  'failed for good': { kind: 'failed', token, reason: 'refused' },
} as const satisfies Record<string, TakebackEvent>;

const EVENTS = {
  'its owner is seen': { kind: 'owned', by: sameDesk },
  'another app is seen': { kind: 'owned', by: otherApp },
  'another app, wanted': { kind: 'owned', by: otherApp, isWanted: true },
  'another app, unwanted': { kind: 'owned', by: otherApp, isWanted: false },
  'it is ours': { kind: 'gone', owner: 'self' },
  'it is idle': { kind: 'gone', owner: 'idle' },
  'a sign': { kind: 'sign', atMs: minute(118) },
  limits: { kind: 'limits', limits },
  cancelled: { kind: 'cancelled' },
  rang: { kind: 'rang', token },
  ...HELD,
} as const satisfies Record<string, TakebackEvent>;

type Outcome = Step | 'nothing changes';
type Row = Record<keyof typeof EVENTS, Outcome>;
type HeldRow = Record<keyof typeof HELD, Outcome>;

const nothing = 'nothing changes';
/** For a state without a lease. */
const notHeld = Object.fromEntries(Object.keys(HELD).map((event) => [event, nothing])) as HeldRow;

const gone: Step = { state: { kind: 'unowned' }, timer: 'off' };
const askOnly: Task = { do: 'askOnly', by: otherApp };
/** A new owner has the same result in every state; it would keep only limits and the last sign. */
const otherOwner = {
  'another app, wanted': { state: { kind: 'waiting', ...inbox }, timer: minute(139) },
  'another app, unwanted': { state: { kind: 'left', why: 'unwanted', ...inbox }, timer: 'off' },
} as const;
const leftWith = (state: State): Step => ({ state, timer: 'off' });
const cancelled = leftWith({ kind: 'left', why: 'cancelled', ...desk });
const failedNow: State = { kind: 'left', why: 'failed', ...desk, failedMs: NOW };

function report(state: State, reason: Extract<Task, { do: 'report' }>['reason']): Step {
  return { state, task: { do: 'report', appId: 'desk', claimed: false, reason } };
}
function announce(isSaid: boolean, by: In<'back'>['lease'] = lease): Step {
  const state: State = { kind: 'back', ...desk, isSaid: true, ...(by === undefined ? {} : { lease: by }) };
  return { state, task: { do: 'announce', appId: 'desk', claimed: false, isSaid } };
}
/** The results that are the same in every state. */
function common(state: State, timer?: number): Pick<Row, 'its owner is seen' | 'another app is seen' | 'limits'> {
  return {
    'its owner is seen': timer === undefined ? nothing : { state, timer },
    'another app is seen': { state, task: askOnly },
    limits: { state: { ...state, limits } },
  };
}

const S = STATES;
const TABLE: Record<keyof typeof STATES, Row> = {
  unowned: {
    ...common(S.unowned),
    'its owner is seen': { state: S.unowned, task: { do: 'askOnly', by: sameDesk } },
    ...otherOwner,
    'it is ours': nothing,
    'it is idle': nothing,
    'a sign': { state: { ...S.unowned, ...sign }, task: { do: 'follow' } },
    cancelled: nothing,
    rang: nothing,
    ...notHeld,
  },
  waiting: {
    ...common(S.waiting, minute(120)),
    ...otherOwner,
    'it is ours': gone,
    'it is idle': gone,
    'a sign': { state: { ...S.waiting, ...sign } },
    limits: { state: { ...S.waiting, limits }, timer: minute(130) },
    cancelled,
    rang: { state: { ...S.waiting, lease: begun }, task: { do: 'lookUp' } },
    ...notHeld,
  },
  'waiting, leased': {
    ...common(S['waiting, leased'], lease.untilMs),
    ...otherOwner,
    'it is ours': nothing,
    'it is idle': nothing,
    'a sign': { state: { ...S['waiting, leased'], ...sign } },
    cancelled: nothing,
    rang: { state: S['waiting, leased'], timer: lease.untilMs },
    renewed: { state: { ...S.waiting, lease: begun } },
    'found ours': { state: { kind: 'unowned' } },
    'found idle': { state: { kind: 'unowned' } },
    'found unknown': { state: S['waiting, leased'], task: { do: 'read', sinceMs: minute(100) } },
    'found with its owner': { state: S['waiting, leased'], task: { do: 'read', sinceMs: minute(100) } },
    'found with another app': { state: S['waiting, leased'], task: askOnly },
    'read, no reply': { state: { ...S['waiting, leased'], kind: 'taking' }, task: { do: 'regain' } },
    'read, a reply': { state: { ...S.waiting, ...sign }, timer: minute(128) },
    'not readable': report(S['waiting, leased'], 'blind'),
    regained: nothing,
    requested: nothing,
    announced: nothing,
    reported: { state: failedNow },
    'failed for now': { state: { ...S.waiting, failingMs: NOW }, task: { do: 'retry' } },
    'failed for good': report(S['waiting, leased'], 'refused'),
  },
  taking: {
    ...common(S.taking, minute(120)),
    ...otherOwner,
    'it is ours': { state: S.back, timer: NOW },
    'it is idle': gone,
    'a sign': { state: { ...S.taking, ...sign } },
    limits: { state: { ...S.taking, limits }, timer: minute(130) },
    cancelled,
    rang: { state: { ...S.taking, lease: begun }, task: { do: 'lookUp' } },
    ...notHeld,
  },
  'taking, leased': {
    ...common(S['taking, leased'], lease.untilMs),
    ...otherOwner,
    'it is ours': nothing,
    'it is idle': nothing,
    'a sign': { state: { ...S['taking, leased'], ...sign } },
    cancelled: nothing,
    rang: { state: S['taking, leased'], timer: lease.untilMs },
    renewed: { state: { ...S.taking, lease: begun } },
    'found ours': announce(false),
    'found idle': { state: { kind: 'unowned' } },
    'found unknown': { state: S['taking, leased'], task: { do: 'read', sinceMs: minute(100) } },
    'found with its owner': { state: S['taking, leased'], task: { do: 'read', sinceMs: minute(100) } },
    'found with another app': { state: S['taking, leased'], task: askOnly },
    'read, no reply': { state: S['taking, leased'], task: { do: 'regain' } },
    'read, a reply': { state: { ...S.waiting, ...sign }, timer: minute(128) },
    'not readable': report(S['taking, leased'], 'blind'),
    regained: announce(false),
    requested: { state: { kind: 'asked', ...desk, askedMs: NOW }, timer: NOW + 30 * SECOND },
    announced: nothing,
    reported: { state: failedNow },
    'failed for now': { state: S.taking, task: { do: 'retry' } },
    'failed for good': report(S['taking, leased'], 'refused'),
  },
  asked: {
    ...common(S.asked, minute(115) + 30 * SECOND),
    ...otherOwner,
    'it is ours': { state: S.back, timer: NOW },
    'it is idle': gone,
    'a sign': { state: { ...S.asked, ...sign } },
    cancelled: nothing,
    rang: { state: { ...S.asked, lease: begun }, task: { do: 'lookUp' } },
    ...notHeld,
  },
  'asked, leased': {
    ...common(S['asked, leased'], lease.untilMs),
    ...otherOwner,
    'it is ours': nothing,
    'it is idle': nothing,
    'a sign': { state: { ...S['asked, leased'], ...sign } },
    cancelled: nothing,
    rang: { state: S['asked, leased'], timer: lease.untilMs },
    renewed: { state: { ...S.asked, lease: begun } },
    'found ours': announce(false),
    'found idle': { state: { kind: 'unowned' } },
    'found unknown': report(S['asked, leased'], 'not_granted'),
    'found with its owner': report(S['asked, leased'], 'not_granted'),
    'found with another app': { state: S['asked, leased'], task: askOnly },
    'read, no reply': nothing,
    'read, a reply': nothing,
    'not readable': nothing,
    regained: nothing,
    requested: nothing,
    announced: nothing,
    reported: { state: { kind: 'left', why: 'failed', ...desk, failedMs: minute(115) } },
    'failed for now': { state: { ...S.asked, failingMs: NOW }, task: { do: 'retry' } },
    'failed for good': report(S['asked, leased'], 'refused'),
  },
  back: {
    ...common(S.back, 0),
    ...otherOwner,
    'it is ours': { state: S.back, timer: NOW },
    'it is idle': gone,
    'a sign': { state: { ...S.back, ...sign } },
    cancelled: nothing,
    rang: announce(false, begun),
    ...notHeld,
  },
  'back, leased': {
    ...common(S['back, leased'], lease.untilMs),
    ...otherOwner,
    'it is ours': nothing,
    'it is idle': nothing,
    'a sign': { state: { ...S['back, leased'], ...sign } },
    cancelled: nothing,
    rang: { state: S['back, leased'], timer: lease.untilMs },
    ...notHeld,
    renewed: { state: { ...S['back, leased'], lease: begun } },
    announced: { state: { kind: 'unowned' }, task: { do: 'follow' } },
    'failed for now': { state: { ...S.back, isSaid: true }, task: { do: 'retry' } },
    'failed for good': { state: { ...S.back, isSaid: true }, task: { do: 'retry' } },
  },
  unwanted: leftRow(S.unwanted),
  cancelled: leftRow(S.cancelled),
  failed: { ...leftRow(S.failed), 'a sign': { state: { ...S.waiting, ...sign }, timer: minute(128) } },
};

function leftRow(state: State): Row {
  return {
    ...common(state),
    ...otherOwner,
    'it is ours': gone,
    'it is idle': gone,
    'a sign': { state: { ...state, ...sign } },
    cancelled: nothing,
    rang: nothing,
    ...notHeld,
  };
}

/** A step without its undefined parts. */
function outcomeOf(state: State, event: TakebackEvent, now = NOW): Outcome {
  const { timer, task, state: after } = next(state, event, now, RULES);
  if (after === state && timer === undefined && task === undefined) return nothing;
  return { state: after, ...(timer === undefined ? {} : { timer }), ...(task === undefined ? {} : { task }) };
}

const table = suite('the rules of takeback');
for (const [name, row] of Object.entries(TABLE) as [keyof typeof STATES, Row][]) {
  for (const [event, outcome] of Object.entries(row) as [keyof typeof EVENTS, Outcome][]) {
    table(`${name}, and the event: ${event}`, () => assert.equal(outcomeOf(STATES[name], EVENTS[event]), outcome));
  }
}
table('an event of a lease is ignored while another machine holds the lease', () => {
  for (const state of Object.values(STATES)) {
    for (const event of Object.values(HELD)) assert.is(outcomeOf(state, { ...event, token: 'lost' }), nothing);
  }
});
table.run();
