// The rules of takeback at their edges: a moment before and at each time that counts, and owners that get a name.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dueAt, next } from '../src/next.ts';
import type { State } from '../src/state.ts';
import type { Rules, TakebackEvent } from '../src/steps.ts';

const SECOND = 1_000;
/** A minute of the story, in ms. The owner has owned since minute 100. */
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

/** What is to be seen of a step: its state, timer and task, as far as they are named. */
interface Expected {
  readonly state?: State;
  readonly timer?: number | 'off' | 'unchanged';
  readonly task?: string | undefined;
}
type Edge = readonly [name: string, state: State, event: TakebackEvent, now: number, expected: Expected];

const EDGES: readonly Edge[] = [
  // When the timer rings.
  ['rings a moment too early', waiting, rang, minute(120) - 1, { state: waiting, timer: minute(120) }],
  ['rings at the end', waiting, rang, minute(120), { task: 'lookUp' }],
  ['rings before the grant is due', asked, rang, minute(120.5) - 1, { state: asked, timer: minute(120.5) }],
  ['rings when the grant is due', asked, rang, minute(120.5), { task: 'lookUp' }],
  ['rings while another machine works', taking, rang, minute(110) - 1, { state: taking, timer: minute(110) }],
  ['rings when its lease is over', taking, { ...rang, token: 'next' }, minute(110), { task: 'lookUp' }],

  // The last look before the take.
  ['looks a moment before the end', taking, unread, minute(120) - 1, { state: waiting, timer: minute(120) }],
  ['looks at the end', taking, unread, minute(120), { state: taking, task: 'regain' }],
  [
    'reads a reply that is older than one that was heard',
    { ...taking, signMs: minute(115) },
    { kind: 'read', token, reply: minute(112) },
    minute(120),
    { state: { ...waiting, signMs: minute(115) }, timer: minute(125) },
  ],

  // What counts as an answer to the present owner.
  [
    'is answered a second before the owner was dated',
    waiting,
    sign(minute(100) - SECOND),
    minute(101),
    { timer: minute(110) },
  ],
  [
    'is answered longer before: under another owner',
    waiting,
    sign(minute(100) - SECOND - 1),
    minute(101),
    { timer: 'unchanged' },
  ],
  ['is answered, which ends sooner', waiting, sign(minute(110) - 1), minute(110), { timer: minute(120) - 1 }],
  ['is answered, which ends no sooner', waiting, sign(minute(110)), minute(110), { timer: 'unchanged' }],
  [
    'hears an older sign than the newest',
    { ...waiting, signMs: minute(105) },
    sign(minute(104)),
    minute(110),
    { state: { ...waiting, signMs: minute(105) }, timer: 'unchanged' },
  ],
  [
    'hears a sign again: its timer may be missing',
    { ...waiting, signMs: minute(105) },
    sign(minute(105)),
    minute(110),
    { timer: minute(115) },
  ],
  [
    'hears a sign again while a machine works',
    { ...waiting, signMs: minute(105), lease },
    sign(minute(105)),
    minute(109),
    { timer: 'unchanged' },
  ],
  [
    'hears a sign a minute ahead',
    waiting,
    sign(minute(111)),
    minute(110),
    { state: { ...waiting, signMs: minute(111) } },
  ],
  [
    'hears a sign from the far future: a minute ahead counts',
    waiting,
    sign(minute(900)),
    minute(110),
    { state: { ...waiting, signMs: minute(111) } },
  ],

  // After a failure.
  [
    'stays where the sign is as old as the failure',
    { kind: 'left', why: 'failed', ...desk, failedMs: minute(121) },
    sign(minute(121)),
    minute(122),
    { state: { kind: 'left', why: 'failed', ...desk, failedMs: minute(121), signMs: minute(121) }, timer: 'unchanged' },
  ],
  [
    'starts with the next sign after a failure',
    { kind: 'left', why: 'failed', ...desk, failedMs: minute(121) },
    sign(minute(121) + 1),
    minute(122),
    { state: { ...waiting, signMs: minute(121) + 1 }, timer: minute(131) + 1 },
  ],
  [
    'starts at once where a person came after the request',
    { ...asked, signMs: minute(120) + 1, lease },
    reported,
    minute(121),
    { state: { ...waiting, signMs: minute(120) + 1 }, timer: minute(130) + 1 },
  ],
  [
    'stays left where a person came just before the request',
    { ...asked, signMs: minute(120), lease },
    reported,
    minute(121),
    { state: { kind: 'left', why: 'failed', ...desk, signMs: minute(120), failedMs: minute(120) } },
  ],

  // Trouble.
  [
    'is in trouble for less than ten minutes',
    { ...taking, failingMs: minute(120) },
    failedNow,
    minute(130) - 1,
    { task: 'retry' },
  ],
  ['is in trouble for ten minutes', { ...taking, failingMs: minute(120) }, failedNow, minute(130), { task: 'report' }],
  [
    'is back: its trouble never is a failure',
    { kind: 'back', ...desk, isSaid: true, lease },
    { kind: 'failed', token, reason: 'refused' },
    minute(200),
    { state: { kind: 'back', ...desk, isSaid: true }, task: 'retry' },
  ],

  // A later ownership of the same owner.
  [
    'is dated as it was known',
    waiting,
    { kind: 'owned', by: { ...desk, isDated: true } },
    minute(110),
    { state: waiting, timer: minute(120) },
  ],
  [
    'is dated later',
    waiting,
    { kind: 'owned', by: { ...desk, sinceMs: minute(100) + 1, isDated: true } },
    minute(110),
    { task: 'askOnly' },
  ],
  [
    'is only found later',
    waiting,
    { kind: 'owned', by: { ...desk, sinceMs: minute(109), isDated: false } },
    minute(110),
    { state: waiting, timer: minute(120) },
  ],
  [
    'has an owner without a name, where a named one was known',
    waiting,
    { kind: 'owned', by: { ...unnamed, isDated: false } },
    minute(110),
    { task: 'askOnly' },
  ],
  [
    'goes over with its limits and its newest sign',
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

  // An owner that gets a name.
  ['is named while waiting', { kind: 'waiting', ...unnamed }, named, minute(110), { task: 'askOnly' }],
  ['is named while taken', { kind: 'taking', ...unnamed, lease }, named, minute(109), { task: 'askOnly' }],
  [
    'is named and wanted',
    { kind: 'waiting', ...unnamed },
    { ...named, isWanted: true },
    minute(110),
    { state: waiting, timer: minute(120) },
  ],
  [
    'is named and unwanted while taken, which ends the lease',
    { kind: 'taking', ...unnamed, lease },
    { ...named, isWanted: false },
    minute(109),
    { state: { kind: 'left', why: 'unwanted', ...desk }, timer: 'off' },
  ],
  [
    'is named and wanted after all',
    { kind: 'left', why: 'unwanted', ...unnamed },
    { ...named, isWanted: true },
    minute(110),
    { state: waiting, timer: minute(120) },
  ],
  [
    'is named once asked',
    { ...unnamed, kind: 'asked', askedMs: minute(120) },
    named,
    minute(120),
    { state: asked, task: undefined },
  ],
  [
    'is named once back',
    { ...unnamed, kind: 'back', isSaid: false },
    named,
    minute(120),
    { state: { ...desk, kind: 'back', isSaid: false }, timer: 0 },
  ],
  [
    'is named once cancelled',
    { kind: 'left', why: 'cancelled', ...unnamed },
    named,
    minute(110),
    { state: { kind: 'left', why: 'cancelled', ...desk }, task: undefined },
  ],

  // Limits of its own.
  [
    'goes back to the options',
    { ...waiting, limits: { afterMs: minute(2), unclaimedAfterMs: minute(3) } },
    { kind: 'limits', limits: {} },
    minute(101),
    { state: waiting, timer: minute(120) },
  ],
  [
    'gets limits while a machine works: the holder sees them',
    { ...taking, lease },
    { kind: 'limits', limits: { afterMs: minute(2) } },
    minute(109),
    { state: { ...taking, limits: { afterMs: minute(2) } }, timer: 'unchanged' },
  ],
];

const edges = suite('a thread');
for (const [name, state, event, now, expected] of EDGES) {
  edges(name, () => {
    const step = next(state, event, now, RULES);
    if (expected.state !== undefined) assert.equal(step.state, expected.state);
    if (expected.timer !== undefined) assert.is(step.timer ?? 'unchanged', expected.timer);
    if ('task' in expected) assert.is(step.task?.do, expected.task);
  });
}

edges('is due by the limit for the first reply until a person answers, which is afterMs unless it is given', () => {
  const { unclaimedAfterMs: _without, ...rules } = RULES;
  const heard: State = { ...waiting, signMs: minute(105) };
  assert.equal([dueAt(waiting, RULES), dueAt(heard, RULES)], [minute(120), minute(115)]);
  assert.is(dueAt(waiting, rules), minute(110));
  assert.is(dueAt({ ...waiting, limits: { afterMs: minute(2) } }, rules), minute(102));
  assert.equal([dueAt(asked, RULES), dueAt({ kind: 'unowned' }, RULES)], [undefined, undefined]);
});

edges.run();
