import { type Client, createClient } from '@handover/client';
import type { HandoverEvent, ThreadState } from '@handover/core';
import { createSandbox, formatTimelineEntry, type Person, type Routing, type Sandbox } from '@handover/sandbox';
import { balancer } from './balancer.ts';
import { type Refusals, refusals as refusalsOf } from './graph-errors.ts';
import { ledger as emptyLedger, type Ledger } from './ledger.ts';
import { BOT, DESK, type Machine, startMachine } from './machine.ts';
import { openPlace, type Place, type PlaceName } from './places.ts';
import type { Random } from './random.ts';
import { type ShakyStore, shakyStore } from './shaky-store.ts';

/** All participants: a Messenger, its people, two machines of a bot on one store, and a help desk. */
export interface Stage {
  readonly sandbox: Sandbox;
  /** The page's routing mode. */
  readonly routing: Routing;
  readonly people: readonly Person[];
  readonly desk: Client;
  readonly machines: readonly Machine[];
  readonly ledger: Ledger;
  readonly place: Place;
  /** The ways in which Graph refuses. */
  readonly refusals: Refusals;
  /** How many calls and deliveries of the bot each fault of the sandbox hit, by name. */
  readonly met: ReadonlyMap<string, number>;
  /** How often the bots reported each event or error, by name. */
  readonly reported: ReadonlyMap<string, number>;
  /** The recent history of a person's thread, oldest first. */
  storyOf(person: Person): readonly string[];
  /** Share of events whose handler throws on the first attempt. */
  failing: number;
  /** Share of the store's operations that are lost. */
  lose(share: number): void;
  /** What each machine believes about a person's thread, in the order of the machines. */
  beliefs(person: Person): Promise<readonly ThreadState[]>;
  /** Stops one machine as a deployment does, and starts it again. */
  restart(index: number): Promise<void>;
  /** Moves the time by `ms`, in steps that leave all participants time to work. */
  pass(ms: number): Promise<void>;
  /** Waits until every delivery is answered and no work is in progress, including pending redeliveries. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

/** The options of a stage. */
export interface StageOptions {
  readonly place: PlaceName;
  readonly routing: Routing;
  readonly people: number;
  readonly random: Random;
}

const MACHINES = 2;
/** Simulated ms per step: shorter than every lease, so that no working process falls behind. */
const STEP_MS = 10_000;
/** Work that has not settled after this many real ms may be waiting for the simulated time to move. */
const STUCK_AFTER_MS = 30;
const NUDGE_MS = 500;
/** Real ms after which something hangs, even on a slow machine. */
const HANGS_AFTER_MS = 300_000;
const MOST_TRIES = 20;
/** Enough lines for the day in which something went wrong. */
const LINES_OF_A_STORY = 40;

/** Sets up a stage. */
export async function setStage({ place: name, routing, people: count, random }: StageOptions): Promise<Stage> {
  const place = await openPlace(name);
  const sandbox = await createSandbox({
    clock: 'manual',
    startAt: Date.UTC(2026, 0, 5),
    routing,
    page: { id: '804155501230077', name: 'Acme' },
    apps: [
      { id: BOT, name: 'Bot' },
      { id: DESK, name: 'Desk' },
    ],
    defaultApp: BOT,
    // Small, so that they are already full on the first day.
    limits: { timeline: 200, messagesPerThread: 10 },
    delivery: { timeoutMs: 600, patienceMs: 20 },
  });
  const ledger = emptyLedger();
  const refusals = refusalsOf(random);
  const met = new Map<string, number>();
  const reported = new Map<string, number>();
  const shaky: ShakyStore[] = [];
  const machines: Machine[] = [];
  const failedOnce = new Set<string>();

  async function start(index: number): Promise<void> {
    const memory = place.open();
    const bad = shakyStore(memory.store, random, ledger.unmarked);
    machines[index] = await startMachine({
      sandbox,
      memory: { ...memory, store: bad.store },
      routing: 'auto',
      ledger,
      fails: failsOnce,
      reported: (what) => countUp(reported, what),
    });
    shaky[index] = bad;
  }

  function failsOnce({ id }: HandoverEvent): boolean {
    if (stage.failing === 0 || failedOnce.has(id) || !random.chance(stage.failing)) return false;
    failedOnce.add(id);
    return true;
  }

  for (let index = 0; index < MACHINES; index += 1) await start(index);
  const front = await balancer(() => machines.map(({ url }) => url));
  sandbox.setWebhook(BOT, { url: front.url });
  const stories = new Map<string, string[]>();
  sandbox.on('entry', (entry) => {
    if (entry.person !== undefined) {
      const story = stories.get(entry.person.id) ?? [];
      story.push(`${new Date(entry.at).toISOString()} ${formatTimelineEntry(entry)}`);
      stories.set(entry.person.id, story.slice(-LINES_OF_A_STORY));
    }
    if ((entry.kind !== 'delivery' && entry.kind !== 'call') || entry.app?.id !== BOT) return;
    if (entry.fault !== undefined) countUp(met, `${entry.kind} ${entry.fault}`);
    if (entry.kind === 'delivery') ledger.delivered(entry);
    else refusals.answered(entry);
  });
  const { accessToken = '' } = sandbox.apps.find(({ id }) => id === DESK) ?? {};
  const people = Array.from({ length: count }, (_, index) => sandbox.person(`Person ${index}`));

  /**
   * Moves the time by `ms`, until no work is in progress. Moves it a little more if the remaining work waits for that.
   */
  async function settle(ms = 0): Promise<void> {
    const moves = [sandbox.clock.advance(ms)];
    const until = performance.now() + HANGS_AFTER_MS;
    while (performance.now() < until) {
      const working = Promise.all([...moves, sandbox.settled(), ...machines.map((machine) => machine.quiet())]);
      let timer: NodeJS.Timeout | undefined;
      const stuck = new Promise<'stuck'>((resolve) => {
        timer = setTimeout(() => resolve('stuck'), STUCK_AFTER_MS);
      });
      const first = await Promise.race([working, stuck]);
      clearTimeout(timer);
      if (first !== 'stuck') return;
      moves.push(sandbox.clock.advance(NUDGE_MS));
    }
    throw new Error(`something has hung for ${HANGS_AFTER_MS / 60_000} minutes: ${ledger.pending} deliveries are open`);
  }

  async function beliefOf({ bot }: Machine, { id }: Person): Promise<ThreadState> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await bot.thread({ pageId: sandbox.page.id, userId: id }).state();
      } catch (error) {
        // The store's time limit is short here, and the machine may be busy.
        if (tries === MOST_TRIES) throw error;
      }
    }
  }

  const stage: Stage = {
    sandbox,
    routing,
    people,
    desk: createClient({ accessToken, appId: DESK, baseUrl: sandbox.url, retries: 0, timeoutMs: 1_000 }),
    machines,
    ledger,
    place,
    refusals,
    met,
    reported,
    storyOf: ({ id }) => stories.get(id) ?? [],
    failing: 0,
    lose: (share) => {
      for (const one of shaky) one.lose(share);
    },
    beliefs: (person) => Promise.all(machines.map((machine) => beliefOf(machine, person))),
    async restart(index) {
      await machines[index]?.close();
      await start(index);
    },
    async pass(ms) {
      await settle();
      for (let left = ms; left > 0; left -= STEP_MS) await settle(Math.min(STEP_MS, left));
    },
    async rest() {
      await settle();
      for (let at = ledger.nextRepeatAt; at !== undefined; at = ledger.nextRepeatAt) {
        await stage.pass(Math.max(at - sandbox.clock.now(), 1));
      }
    },
    async close() {
      await Promise.all(machines.map((machine) => machine.close()));
      await sandbox.close();
      await front.close();
      await place.close();
    },
  };
  return stage;
}

function countUp(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
