import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Journey, type Measure, next, type Step } from '../src/journey.ts';
import { stepOf } from '../src/owners.ts';

const journeys = suite('next');

const DAY = 86_400_000;
const passed: Step = { kind: 'away', at: 1_000_000, target: 'page', cause: 'bot' };

/** A measure as a short line. */
function line(measure: Measure): string {
  if (measure.of === 'handover') return `handover to ${measure.target} by ${measure.cause}`;
  if (measure.of !== 'return') return `${measure.of} after ${measure.ms}`;
  return `return by ${measure.by}${measure.isClaimed ? '' : ' unclaimed'} after ${measure.ms}`;
}

/** What steps add to the metrics, one after the other. */
function measured(...steps: readonly Step[]): string[] {
  let journey: Journey | undefined;
  return steps.flatMap((step) => {
    const { journey: after, measures } = next(journey, step);
    journey = after;
    return measures.map(line);
  });
}

const cases: Readonly<Record<string, readonly [readonly Step[], readonly string[]]>> = {
  'counts a handover once, however often it is announced': [[passed, passed], ['handover to page by bot']],
  'counts a claim and the first reply, and no later one': [
    [passed, { kind: 'reply', at: 1_005_000 }, { kind: 'reply', at: 1_009_000 }],
    ['handover to page by bot', 'claim after 5000', 'reply after 5000'],
  ],
  'leaves a reply of before the handover out': [[passed, { kind: 'reply', at: 999_000 }], ['handover to page by bot']],
  'counts a reply that is dated to the second of the handover as one at once': [
    [passed, { kind: 'reply', at: 999_500 }],
    ['handover to page by bot', 'claim after 0', 'reply after 0'],
  ],
  'leaves a reply in a thread that no other app has out': [[{ kind: 'reply', at: 5 }], []],
  'counts a take by another app as claimed at once': [
    [
      { ...passed, cause: 'take' },
      { kind: 'reply', at: 1_002_000 },
    ],
    ['handover to page by take', 'claim after 0', 'reply after 2000'],
  ],
  'counts a return once, with whether the thread was claimed': [
    [passed, { kind: 'back', at: 1_060_000, by: 'takeback' }, { kind: 'back', at: 1_060_000, by: 'takeback' }],
    ['handover to page by bot', 'return by takeback unclaimed after 60000'],
  ],
  'takes a pass by the owner for its claim': [
    [passed, { kind: 'back', at: 1_060_000, by: 'owner' }],
    ['handover to page by bot', 'claim after 60000', 'return by owner after 60000'],
  ],
  'takes an end of control that is seen a day after the last sign for an expiry': [
    [passed, { kind: 'back', at: 1_000_000 + DAY, by: 'done' }],
    ['handover to page by bot', `return by expiry unclaimed after ${DAY}`],
  ],
  'takes one that is seen within a day of the first reply for the work of a person': [
    [passed, { kind: 'reply', at: 1_001_000 }, { kind: 'back', at: 1_000_000 + DAY, by: 'done' }],
    ['handover to page by bot', 'claim after 1000', 'reply after 1000', `return by done after ${DAY}`],
  ],
  'leaves a return of before the handover out': [
    [passed, { kind: 'back', at: 999_000, by: 'done' }],
    ['handover to page by bot'],
  ],
  'counts a thread that moves from app to app as one handover, which the move claims': [
    [
      passed,
      { kind: 'away', at: 1_007_000, target: '88', cause: 'take' },
      { kind: 'back', at: 1_009_000, by: 'owner' },
    ],
    ['handover to page by bot', 'claim after 7000', 'return by owner after 9000'],
  ],
  'learns the name of an owner without counting it again': [
    [
      { ...passed, target: 'unknown', cause: 'observed' },
      { ...passed, at: 1_003_000, cause: 'observed' },
    ],
    ['handover to unknown by observed'],
  ],
  'closes a handover whose return it has not seen when this bot passes again': [
    [passed, { ...passed, at: 1_500_000 }],
    ['handover to page by bot', 'return by unseen unclaimed after undefined', 'handover to page by bot'],
  ],
};

for (const [name, [steps, lines]] of Object.entries(cases)) {
  journeys(name, () => assert.equal(measured(...steps), lines));
}

const steps = suite('stepOf');

const self = { kind: 'self' } as const;
const inbox = { kind: 'app', appId: '263902037430900', inbox: 'page' } as const;

steps('reads the target and the cause of a handover', () => {
  const at = 7;
  assert.equal(stepOf({ current: inbox, cause: 'call', at }), { kind: 'away', at, target: 'page', cause: 'bot' });
  assert.equal(stepOf({ current: { kind: 'app', inbox: 'phone' }, cause: 'local', at }), {
    kind: 'away',
    at,
    target: 'phone',
    cause: 'bot',
  });
  assert.equal(stepOf({ current: { kind: 'app', appId: '88' }, cause: 'take', at }), {
    kind: 'away',
    at,
    target: '88',
    cause: 'take',
  });
  assert.equal(stepOf({ current: { kind: 'app' }, cause: 'message', at }), {
    kind: 'away',
    at,
    target: 'unknown',
    cause: 'observed',
  });
});

steps('reads who brought a thread back', () => {
  const by = (
    ...[current, cause, name]: [Parameters<typeof stepOf>[0]['current'], Parameters<typeof stepOf>[0]['cause'], string?]
  ) => {
    const step = stepOf({ current, cause, by: name, at: 7 });
    return step?.kind === 'back' ? step.by : step;
  };
  assert.is(by(self, 'call'), 'bot');
  assert.is(by(self, 'call', 'takeback'), 'takeback');
  assert.is(by({ kind: 'idle' }, 'local'), 'bot');
  assert.is(by(self, 'pass'), 'owner');
  assert.is(by({ kind: 'idle' }, 'expiry'), 'expiry');
  assert.is(by(self, 'message'), 'done');
  assert.is(by({ kind: 'idle' }, 'lookup'), 'done');
  assert.is(by({ kind: 'unknown' }, 'call'), 'done', 'an accepted message: the other app owns no more');
  assert.is(by({ kind: 'unknown' }, 'refusal'), undefined, 'a refused pass leaves the owner open');
});

journeys.run();
steps.run();
