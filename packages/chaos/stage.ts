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

/** Everything that takes part: a Messenger, its people, two machines of a bot on one store, and a help desk. */
export interface Stage {
  readonly sandbox: Sandbox;
  /** How the page routes. */
  readonly routing: Routing;
  readonly people: readonly Person[];
  readonly desk: Client;
  readonly machines: readonly Machine[];
  readonly ledger: Ledger;
  readonly place: Place;
  /** How Graph refuses. */
  readonly refusals: Refusals;
  /** How many calls and deliveries of the bot each fault of the sandbox met, by name. */
  readonly met: ReadonlyMap<string, number>;
  /** How often each thing was told of, by name. */
  readonly told: ReadonlyMap<string, number>;
  /** What happened to a person's thread last, oldest first. */
  storyOf(person: Person): readonly string[];
  /** Share of events whose handler throws when it runs first. */
  failing: number;
  /** Share of the store's operations that are lost. */
  lose(share: number): void;
  /** What each machine believes of a person's thread, in the order of the machines. */
  beliefs(person: Person): Promise<readonly ThreadState[]>;
  /** Ends one machine as a deployment does, and starts it anew. */
  restart(index: number): Promise<void>;
  /** Moves the time by `ms`, in steps that leave everybody time to work. */
  pass(ms: number): Promise<void>;
  /** Until every delivery is answered and nobody works, repeats that wait for their time included. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

/** What a stage is set with. */
export interface StageOptions {
  readonly place: PlaceName;
  readonly routing: Routing;
  readonly people: number;
  readonly random: Random;
}

const MACHINES = 2;
/** Simulated ms in which nobody who works falls behind: shorter than every lease. */
const STEP_MS = 10_000;
/** What is not settled after so many real ms may wait for the simulated time to move. */
const STUCK_AFTER_MS = 30;
const NUDGE_MS = 500;
/** So many real ms are never needed, on a slow machine either: somebody hangs. */
const HANGS_AFTER_MS = 300_000;
const MOST_TRIES = 20;
/** Enough for the day in which something went wrong. */
const LINES_OF_A_STORY = 40;

/** Sets a stage. */
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
    // Small, so that they are full on the first day already.
    limits: { timeline: 200, messagesPerThread: 10 },
    delivery: { timeoutMs: 600, patienceMs: 20 },
  });
  const ledger = emptyLedger();
  const refusals = refusalsOf(random);
  const met = new Map<string, number>();
  const told = new Map<string, number>();
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
      told: (what) => countUp(told, what),
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
   * Moves the time by `ms`, until nothing is under way; and a little more where that is what is waited for, by who works on
   * what the move set off as well.
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
    throw new Error(`somebody has hung for ${HANGS_AFTER_MS / 60_000} minutes: ${ledger.pending} deliveries are open`);
  }

  async function beliefOf({ bot }: Machine, { id }: Person): Promise<ThreadState> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await bot.thread({ pageId: sandbox.page.id, userId: id }).state();
      } catch (error) {
        // The patience with the store is short here, and the machine may be busy.
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
    told,
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
