import { BUSINESS_AI_APP_ID, BUSINESS_AI_CONTROL_APP_ID, type Handover, memoryStore } from '@handover/core';
import type { BeginEvent, Observation, Store } from '@handover/core/store';
import {
  type DeliveryOptions,
  delivery,
  items,
  SAMPLE_IDS,
  signedRequest,
  type TestClock,
  testClock,
} from '@handover/testkit';
import * as fc from 'fast-check';
import { APP, DESK, harness, INBOX, SECRET } from './harness.ts';
import { scriptedClient } from './scripted-client.ts';
import { wrappedStore } from './wrapped-store.ts';

/** What a machine sees of the thread, or does to it, and when. The machines don't know each other. */
export interface Step {
  readonly machine: 0 | 1;
  readonly what: (typeof WHAT)[number];
  /** Time since the step before, in ms. */
  readonly afterMs: number;
  /** How much older an event is than its delivery, in ms. */
  readonly lateMs: number;
}

const EVENTS = {
  'message on messaging': (at: Timed) => ({ messaging: [items.message({ ...at, mid: `m_${at.timestamp}` })] }),
  'message on standby': (at: Timed) => ({ standby: [items.message({ ...at, mid: `m_${at.timestamp}` })] }),
  tap: (at: Timed) => ({ messaging: [items.postback({ ...at, mid: `p_${at.timestamp}`, payload: 'P' })] }),
  'pass by the desk': (at: Timed) => ({ messaging: [items.pass({ ...at, from: DESK, to: APP, metadata: 'note' })] }),
  'pass out of idle': (at: Timed) => ({ messaging: [items.pass({ ...at, from: null, to: APP })] }),
  'pass in seconds': ({ timestamp }: Timed) => ({
    messaging: [items.pass({ timestamp: Math.floor(timestamp / 1000), to: APP })],
  }),
  'take by the desk': (at: Timed) => ({ messaging: [items.take({ ...at, from: APP, to: DESK })] }),
  'take by an unnamed app': (at: Timed) => ({ messaging: [items.take({ ...at, from: APP })] }),
  'unsend by the person': (at: Timed) => ({ messaging: [items.unsend({ ...at, mid: `m_${at.timestamp}` })] }),
  'unsend on standby': (at: Timed) => ({ standby: [items.unsend({ ...at, mid: `m_${at.timestamp}` })] }),
  'unsend of an echo': (at: Timed) => ({ messaging: [items.unsend({ ...at, mid: `e_${at.timestamp}`, echo: true })] }),
  "take by Meta's AI": ({ timestamp }: Timed) => ({
    messaging: [items.take({ timestamp: Math.floor(timestamp / 1000), to: BUSINESS_AI_CONTROL_APP_ID })],
  }),
  "echo of Meta's AI": (at: Timed) => ({
    standby: [items.echo({ ...at, mid: `e_ai_${at.timestamp}`, appId: BUSINESS_AI_APP_ID })],
  }),
  "echo of Meta's AI as the inbox": (at: Timed) => ({
    messaging: [items.echo({ ...at, mid: `e_auto_${at.timestamp}`, appId: INBOX, ai: true })],
  }),
  'pass in a list of the entry': (at: Timed) => ({
    more: { messaging_handovers: [items.pass({ ...at, from: DESK, to: APP })], calls: [{ id: 'c_1' }] },
  }),
  'take pressed in the dashboard': (at: Timed) => ({
    pageId: '0',
    changes: [{ field: 'messaging_handovers', value: items.take({ ...at, to: DESK }) }],
  }),
  'tap of a guest': (at: Timed) => ({
    messaging: [items.postback({ ...at, userRef: 'visit-1', mid: `p_${at.timestamp}` })],
    hopContext: { app_id: 413038776280800 },
  }),
  'echo of the desk': (at: Timed) => ({ standby: [items.echo({ ...at, mid: `e_desk_${at.timestamp}`, appId: DESK })] }),
  'echo of the inbox': (at: Timed) => ({
    messaging: [items.echo({ ...at, mid: `e_inbox_${at.timestamp}`, appId: INBOX })],
  }),
} satisfies Record<string, (at: Timed) => DeliveryOptions>;

interface Timed {
  readonly timestamp: number;
}

const CALLS = {
  'we pass': (bot: Handover) => bot.thread(SAMPLE_IDS).passThreadControl(DESK),
  'we take': (bot: Handover) => bot.thread(SAMPLE_IDS).takeThreadControl(),
  'we release': (bot: Handover) => bot.thread(SAMPLE_IDS).releaseThreadControl(),
  'we extend to a day': (bot: Handover) => bot.thread(SAMPLE_IDS).extendThreadControl({ durationSeconds: 86_400 }),
  'we extend to a week': (bot: Handover) => bot.thread(SAMPLE_IDS).extendThreadControl({ durationSeconds: 604_800 }),
  'we look up': (bot: Handover) => bot.thread(SAMPLE_IDS).getThreadOwner(),
} satisfies Record<string, (bot: Handover) => Promise<unknown>>;

const WHAT = [...keysOf(EVENTS), ...keysOf(CALLS)] as const;

function keysOf<Names extends string>(of: Record<Names, unknown>): readonly Names[] {
  return Object.keys(of) as Names[];
}

/** A few steps of two machines. Many have the same time, because there the order could matter. */
export const someSteps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    machine: fc.constantFrom(0 as const, 1 as const),
    what: fc.constantFrom(...WHAT),
    afterMs: fc.constantFrom(0, 0, 1, 7, 400, 1_000, 3_600_000),
    lateMs: fc.constantFrom(0, 0, 0, 1, 500, 2_000),
  }),
  { minLength: 1, maxLength: 8 },
);

/** What two machines observed, each by itself. */
export interface Recorded {
  /** Key of the thread. */
  readonly thread: string;
  readonly observations: readonly Observation[];
  /** The time at the end. */
  readonly clock: TestClock;
}

/** Runs the steps on two machines, each with its own store, and returns every observation that core makes. */
export async function record(steps: readonly Step[]): Promise<Recorded> {
  const clock = testClock();
  const observations: Observation[] = [];
  let thread = '';
  const keep = (key: string | undefined, observation: Observation | undefined): void => {
    if (key === undefined || observation === undefined) return;
    thread = key;
    observations.push(observation);
  };
  const client = scriptedClient(clock);
  client.owner = { state: 'owned', expiresAt: new Date(clock.now() + 172_800_000) };
  const machines = [0, 1].map(() => harness({ store: recording(memoryStore(), keep), clock, client }).bot);
  // So that events older than the first step also have a positive time.
  await clock.advance(10_000);
  for (const { machine, what, afterMs, lateMs } of steps) {
    await clock.advance(afterMs);
    const bot = machines[machine];
    if (bot === undefined) continue;
    if (isCall(what)) await CALLS[what](bot);
    else await bot.handle(signedRequest(delivery(EVENTS[what]({ timestamp: clock.now() - lateMs })), SECRET));
  }
  await Promise.all(machines.map((bot) => bot.close()));
  return { thread, observations, clock };
}

function isCall(what: Step['what']): what is keyof typeof CALLS {
  return what in CALLS;
}

/** Wraps `store` and calls `keep` with every observation. */
function recording(
  store: Store,
  keep: (thread: string | undefined, observation: Observation | undefined) => void,
): Store {
  return wrappedStore(store, (name, args, operation) => {
    if (name === 'begin') for (const { thread, observation } of args[0] as BeginEvent[]) keep(thread, observation);
    if (name === 'observe') keep(args[0] as string, args[1] as Observation);
    return operation();
  });
}
