// Edge cases of the takeback rules: a moment before and at each deadline, and owners that Meta names later.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dueAt, next } from '../src/next.ts';
import type { State } from '../src/state.ts';
import type { Rules, TakebackEvent } from '../src/steps.ts';

const SECOND = 1_000;
/** A minute of the story, in ms. The owner became owner in minute 100. */
const minute = (minutes: number): number => minutes * 60 * SECOND;
const RULES: Rules = { afterMs: minute(10), unclaimedAfterMs: minute(20), grantWithinMs: 30 * SECOND };

const token = 'mine';
const lease = { token, untilMs: minute(110) };
const desk = { appId: 'desk', sinceMs: minute(100) };
const unnamed = { sinceMs: minute(100) };
const waiting: State = { kind: 'waiting', ...desk };
const taking: State = { kind: 'taking', ...desk, lease };
const asked: State = { kind: 'asked', ...desk, askedMs: minute(120) };
const rang: TakebackEvent = { kind: 'rang', token };
const unread: TakebackEvent = { kind: 'read', token, reply: undefined };
const named: TakebackEvent = { kind: 'owned', by: { ...desk, isDated: false } };
const failedNow: TakebackEvent = { kind: 'failed', token, reason: undefined };
const reported: TakebackEvent = { kind: 'reported', token };
const sign = (atMs: number): TakebackEvent => ({ kind: 'sign', atMs });

/** The expected parts of a step: state, timer and task. A part that is missing is not checked. */
interface Expected {
  readonly state?: State;
  readonly timer?: number | 'off' | 'unchanged';
  readonly task?: string | undefined;
}
type Edge = readonly [name: string, state: State, event: TakebackEvent, now: number, expected: Expected];

const EDGES: readonly Edge[] = [
  // When the timer fires.
  [
    'whose timer fires a moment too early is rescheduled',
    waiting,
    rang,
    minute(120) - 1,
    { state: waiting, timer: minute(120) },
  ],
  ['whose timer fires at the deadline is looked up', waiting, rang, minute(120), { task: 'lookUp' }],
  [
    'whose timer fires before the grant is due is rescheduled',
    asked,
    rang,
    minute(120.5) - 1,
    { state: asked, timer: minute(120.5) },
  ],
  ['whose timer fires when the grant is due is looked up', asked, rang, minute(120.5), { task: 'lookUp' }],
  [
    'whose timer fires while another machine works is rescheduled',
    taking,
    rang,
    minute(110) - 1,
    { state: taking, timer: minute(110) },
  ],
  [
    'whose timer fires after its lease expired is looked up',
    taking,
    { ...rang, token: 'next' },
    minute(110),
    { task: 'lookUp' },
  ],

  // The last check before the take.
  [
    'checked a moment before the deadline waits',
    taking,
    unread,
    minute(120) - 1,
    { state: waiting, timer: minute(120) },
  ],
  ['checked at the deadline is regained', taking, unread, minute(120), { state: taking, task: 'regain' }],
  [
    'keeps its newest sign when the conversation shows an older reply',
    { ...taking, signMs: minute(115) },
    { kind: 'read', token, reply: minute(112) },
    minute(120),
    { state: { ...waiting, signMs: minute(115) }, timer: minute(125) },
  ],

  // What counts as an answer to the present owner.
  [
    'is claimed by an answer dated a second before the owner',
    waiting,
    sign(minute(100) - SECOND),
    minute(101),
    { timer: minute(110) },
  ],
  [
    'is not claimed by an answer dated earlier, under another owner',
    waiting,
    sign(minute(100) - SECOND - 1),
    minute(101),
    { timer: 'unchanged' },
  ],
  [
    'gets an earlier timer if an answer brings the deadline forward',
    waiting,
    sign(minute(110) - 1),
    minute(110),
    { timer: minute(120) - 1 },
  ],
  [
    'keeps its timer if an answer does not bring the deadline forward',
    waiting,
    sign(minute(110)),
    minute(110),
    { timer: 'unchanged' },
  ],
  [
    'ignores a sign older than the newest',
    { ...waiting, signMs: minute(105) },
    sign(minute(104)),
    minute(110),
    { state: { ...waiting, signMs: minute(105) }, timer: 'unchanged' },
  ],
  [
    'gets its timer again when a sign is redelivered',
    { ...waiting, signMs: minute(105) },
    sign(minute(105)),
    minute(110),
    { timer: minute(115) },
  ],
  [
    'ignores a redelivered sign while a machine works',
    { ...waiting, signMs: minute(105), lease },
    sign(minute(105)),
    minute(109),
    { timer: 'unchanged' },
  ],
  [
    'accepts a sign dated a minute ahead',
    waiting,
    sign(minute(111)),
    minute(110),
    { state: { ...waiting, signMs: minute(111) } },
  ],
  [
    'caps a sign from the far future at a minute ahead',
    waiting,
    sign(minute(900)),
    minute(110),
    { state: { ...waiting, signMs: minute(111) } },
  ],

  // After a failure.
  [
    'stays with its owner if the sign is as old as the failure',
    { kind: 'left', why: 'failed', ...desk, failedMs: minute(121) },
    sign(minute(121)),
    minute(122),
    { state: { kind: 'left', why: 'failed', ...desk, failedMs: minute(121), signMs: minute(121) }, timer: 'unchanged' },
  ],
  [
    'restarts its clock with the next sign after a failure',
    { kind: 'left', why: 'failed', ...desk, failedMs: minute(121) },
    sign(minute(121) + 1),
    minute(122),
    { state: { ...waiting, signMs: minute(121) + 1 }, timer: minute(131) + 1 },
  ],
  [
    'restarts its clock at once if a person answered after the request',
    { ...asked, signMs: minute(120) + 1, lease },
    reported,
    minute(121),
    { state: { ...waiting, signMs: minute(120) + 1 }, timer: minute(130) + 1 },
  ],
  [
    'stays with its owner if a person answered just before the request',
    { ...asked, signMs: minute(120), lease },
    reported,
    minute(121),
    { state: { kind: 'left', why: 'failed', ...desk, signMs: minute(120), failedMs: minute(120) } },
  ],

  // Failing steps.
  [
    'that has failed for less than ten minutes is retried',
    { ...taking, failingMs: minute(120) },
    failedNow,
    minute(130) - 1,
    { task: 'retry' },
  ],
  [
    'that has failed for ten minutes is reported',
    { ...taking, failingMs: minute(120) },
    failedNow,
    minute(130),
    { task: 'report' },
  ],
  [
    'that is back is retried, never reported as failed',
    { kind: 'back', ...desk, isSaid: true, lease },
    { kind: 'failed', token, reason: 'refused' },
    minute(200),
    { state: { kind: 'back', ...desk, isSaid: true }, task: 'retry' },
  ],

  // A later ownership by the same owner.
  [
    'is unchanged by the date it already had',
    waiting,
    { kind: 'owned', by: { ...desk, isDated: true } },
    minute(110),
    { state: waiting, timer: minute(120) },
  ],
  [
    'restarts with a later ownership',
    waiting,
    { kind: 'owned', by: { ...desk, sinceMs: minute(100) + 1, isDated: true } },
    minute(110),
    { task: 'askOnly' },
  ],
  [
    'is unchanged when its owner is only seen later',
    waiting,
    { kind: 'owned', by: { ...desk, sinceMs: minute(109), isDated: false } },
    minute(110),
    { state: waiting, timer: minute(120) },
  ],
  [
    'asks only again if an owner without a name follows a named owner',
    waiting,
    { kind: 'owned', by: { ...unnamed, isDated: false } },
    minute(110),
    { task: 'askOnly' },
  ],
  [
    'keeps its limits and its newest sign when its owner changes',
    { ...waiting, signMs: minute(109), limits: { afterMs: minute(2) } },
    { kind: 'owned', by: { appId: 'inbox', sinceMs: minute(110), isDated: true }, isWanted: true },
    minute(110),
    {
      state: {
        kind: 'waiting',
        appId: 'inbox',
        sinceMs: minute(110),
        signMs: minute(109),
        limits: { afterMs: minute(2) },
      },
      timer: minute(130),
    },
  ],

  // Meta names an owner that was unnamed.
  [
    'whose owner is named while it waits asks only',
    { kind: 'waiting', ...unnamed },
    named,
    minute(110),
    { task: 'askOnly' },
  ],
  [
    'whose owner is named during the take asks only',
    { kind: 'taking', ...unnamed, lease },
    named,
    minute(109),
    { task: 'askOnly' },
  ],
  [
    'whose owner is named and wanted stays watched',
    { kind: 'waiting', ...unnamed },
    { ...named, isWanted: true },
    minute(110),
    { state: waiting, timer: minute(120) },
  ],
  [
    'whose owner is named and unwanted during the take loses its lease',
    { kind: 'taking', ...unnamed, lease },
    { ...named, isWanted: false },
    minute(109),
    { state: { kind: 'left', why: 'unwanted', ...desk }, timer: 'off' },
  ],
  [
    'whose owner is named and wanted after all is watched again',
    { kind: 'left', why: 'unwanted', ...unnamed },
    { ...named, isWanted: true },
    minute(110),
    { state: waiting, timer: minute(120) },
  ],
  [
    'whose owner is named after the request stays asked',
    { ...unnamed, kind: 'asked', askedMs: minute(120) },
    named,
    minute(120),
    { state: asked, task: undefined },
  ],
  [
    'whose owner is named once it is back stays back',
    { ...unnamed, kind: 'back', isSaid: false },
    named,
    minute(120),
    { state: { ...desk, kind: 'back', isSaid: false }, timer: 0 },
  ],
  [
    'whose owner is named after a cancel stays cancelled',
    { kind: 'left', why: 'cancelled', ...unnamed },
    named,
    minute(110),
    { state: { kind: 'left', why: 'cancelled', ...desk }, task: undefined },
  ],

  // The thread's own limits.
  [
    'uses the options again once its limits are removed',
    { ...waiting, limits: { afterMs: minute(2), unclaimedAfterMs: minute(3) } },
    { kind: 'limits', limits: {} },
    minute(101),
    { state: waiting, timer: minute(120) },
  ],
  [
    'accepts limits while a machine works; the holder sees them',
    { ...taking, lease },
    { kind: 'limits', limits: { afterMs: minute(2) } },
    minute(109),
    { state: { ...taking, limits: { afterMs: minute(2) } }, timer: 'unchanged' },
  ],
];

const edges = suite('the edge cases of takeback');
for (const [name, state, event, now, expected] of EDGES) {
  edges(`a thread ${name}`, () => {
    const step = next(state, event, now, RULES);
    if (expected.state !== undefined) assert.equal(step.state, expected.state);
    if (expected.timer !== undefined) assert.is(step.timer ?? 'unchanged', expected.timer);
    if ('task' in expected) assert.is(step.task?.do, expected.task);
  });
}

edges('a thread is due by unclaimedAfterMs (by default afterMs) until a person answers', () => {
  const { unclaimedAfterMs: _without, ...rules } = RULES;
  const heard: State = { ...waiting, signMs: minute(105) };
  assert.equal([dueAt(waiting, RULES), dueAt(heard, RULES)], [minute(120), minute(115)]);
  assert.is(dueAt(waiting, rules), minute(110));
  assert.is(dueAt({ ...waiting, limits: { afterMs: minute(2) } }, rules), minute(102));
  assert.equal([dueAt(asked, RULES), dueAt({ kind: 'unowned' }, RULES)], [undefined, undefined]);
});

edges.run();
