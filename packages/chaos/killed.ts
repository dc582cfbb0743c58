import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HandoverEvent } from '@handover/core';
import { createSandbox, type Person } from '@handover/sandbox';
import { balancer } from './balancer.ts';
import { type BotProcess, startBotProcess } from './killed-bot.ts';
import { type ProcessOwners, processOwners } from './killed-owners.ts';
import { type KilledPlace, ownKilledPlace } from './killed-place.ts';
import { type Balance, ledger as emptyLedger } from './ledger.ts';
import { BOT } from './machine.ts';
import { random as randomOf } from './random.ts';

/** Options of a run. */
export interface KilledOptions {
  readonly place: KilledPlace['kind'];
  readonly seed: number;
  readonly people: number;
  /** How many processes to kill, one after the other. */
  readonly kills: number;
  /** Called at each kill. */
  readonly onKill?: (line: string) => void;
}

/** The outcome of a run. */
export interface KilledReport {
  readonly balance: Balance;
  /** Events that were handled again although the first process was alive and could write its done-mark. */
  readonly unexcused: readonly string[];
  /** Threads with another owner than a process believes, once no work is in progress and the person has written. */
  readonly wrongOwners: readonly string[];
  /** Threads for which two processes reported different owners while no work was in progress. */
  readonly divided: readonly string[];
  readonly unhandled: readonly string[];
}

interface Line {
  readonly pid: number;
  /** When the line was written, in ms. */
  readonly at: number;
  readonly unhandled?: string;
  readonly gaveUp?: boolean;
  readonly unmarked?: boolean;
  readonly id: string;
  readonly kind: string;
}

const PROCESSES = 2;
/** In ms, where Meta waits minutes. The first is about as long as a new process takes to start. */
const REPEATS_MS = [300, 1_000, 2_000, 4_000, 8_000, 15_000];
const QUIET_WITHIN_MS = 60_000;
/** A process alive this long after a run has written its done-mark, or reported that it could not. */
const MARKED_WITHIN_MS = 2_000;
/** The owners are compared after this many kills, and at the end. */
const KILLS_BETWEEN_LOOKS = 10;
/** How often each thread is checked before a wrong owner counts. */
const LOOKS = 3;
/** In one of this many rounds, deliveries come twice. */
const TWICE_EVERY = 2;
/** In one of this many rounds the store goes away, for a time in ms; Meta redelivers for longer. */
const AWAY = { every: 3, leastMs: 100, mostMs: 1_500 };

/**
 * Kills bot processes (SIGKILL) in the middle of their work, sometimes takes their store away, and reports what became
 * of every event.
 */
export async function killed({
  place: kind,
  seed,
  people: count,
  kills,
  onKill,
}: KilledOptions): Promise<KilledReport> {
  const random = randomOf(seed);
  const folder = await mkdtemp(join(tmpdir(), 'handover-killed-'));
  const ledgerFile = join(folder, 'ledger.jsonl');
  await writeFile(ledgerFile, '');
  const own = await ownKilledPlace(kind, folder);
  const { place } = own;
  const sandbox = await createSandbox({
    routing: 'on',
    apps: [{ id: BOT, name: 'Bot' }],
    delivery: { retryAfterMs: REPEATS_MS, timeoutMs: 5_000, patienceMs: 5 },
  });
  const ledger = emptyLedger();
  sandbox.on('entry', (entry) => {
    if (entry.kind === 'delivery') ledger.delivered(entry);
  });
  const [app] = sandbox.apps;
  /** Living processes, by index; the balancer sends nothing to a dead one. */
  const processes = new Map<number, BotProcess>();
  const front = await balancer(() => [...processes.values()].map(({ port }) => `http://127.0.0.1:${port}`));
  /** Killed processes, with the time of the kill in ms. */
  const killedAt = new Map<number, number>();

  async function start(index: number): Promise<void> {
    const started = await startBotProcess({
      place,
      appId: BOT,
      appSecret: app?.secret ?? '',
      accessToken: app?.accessToken ?? '',
      baseUrl: sandbox.url,
      pageId: sandbox.page.id,
      ledgerFile,
    });
    processes.set(index, started);
  }

  const wrongOwners: string[] = [];
  const divided: string[] = [];

  /**
   * Checks the owners while no work is in progress. If the store was away when a call changed the owner, that change is
   * lost until the next event. So people whose thread is wrong write once more before the result counts.
   */
  async function look(people: readonly Person[]): Promise<void> {
    let found: ProcessOwners | undefined;
    for (let tries = 1; tries <= LOOKS && found?.wrong.size !== 0; tries += 1) {
      for (const person of found?.wrong.keys() ?? []) await person.say('Are you there?');
      await quiet();
      found = await processOwners(sandbox, processes.values(), people);
      divided.push(...found.divided);
    }
    wrongOwners.push(...(found?.wrong.values() ?? []));
  }

  try {
    await Promise.all(Array.from({ length: PROCESSES }, (_, index) => start(index)));
    sandbox.setWebhook(BOT, { url: front.url });
    const people = Array.from({ length: count }, (_, index) => sandbox.person(`Person ${index}`));

    for (let round = 0; round < kills; round += 1) {
      const victim = random.int(0, PROCESSES - 1);
      // Both processes get the same event at the same time.
      if (round % TWICE_EVERY === 0)
        sandbox.faults.deliveries({ do: 'duplicate', appId: BOT, times: random.int(1, 10) });
      const away = round % AWAY.every === 1 ? own.goAway(random.int(AWAY.leastMs, AWAY.mostMs)) : undefined;
      const dying = sleep(random.int(1, 250)).then(async () => {
        const one = processes.get(victim);
        if (one === undefined) return;
        killedAt.set(one.pid, Date.now());
        await one.kill();
        processes.delete(victim);
        onKill?.(`kill ${round + 1} of ${kills}: ${ledger.pending} deliveries open`);
        await start(victim);
      });
      for (let index = 0; index < 25; index += 1) {
        const person = random.pick(people);
        if (random.chance(0.15)) await sandbox.inbox.reply(person, 'Nora here.').catch(() => undefined);
        else await person.say(random.chance(0.2) ? 'human' : `word ${round}-${index}`);
        await sleep(random.int(0, 20));
      }
      await Promise.all([dying, away]);
      if ((round + 1) % KILLS_BETWEEN_LOOKS === 0) await look(people);
    }
    await look(people);
    return { ...(await settleAccounts()), wrongOwners, divided };
  } finally {
    await Promise.all([...processes.values()].map((one) => one.kill()));
    await sandbox.close();
    await front.close();
    await own.close();
    await rm(folder, { recursive: true, force: true });
  }

  /** Waits until no delivery is open and every thread is taken back. */
  async function quiet(): Promise<void> {
    const until = performance.now() + QUIET_WITHIN_MS;
    let since = performance.now();
    let seen = 0;
    while (performance.now() - since < 3_000 && performance.now() < until) {
      await sandbox.settled();
      const { seq = 0 } = sandbox.timeline.at(-1) ?? {};
      if (ledger.pending > 0 || seq !== seen) since = performance.now();
      seen = seq;
      await sleep(50);
    }
  }

  /** Whether the process was killed so soon after a run that its done-mark may be missing. */
  function diedAhead(pid: number, ranAt: number): boolean {
    const at = killedAt.get(pid);
    return at !== undefined && at - ranAt < MARKED_WITHIN_MS;
  }

  async function settleAccounts(): Promise<Omit<KilledReport, 'wrongOwners' | 'divided'>> {
    const lines = (await readFile(ledgerFile, 'utf8')).split('\n').filter((line) => line !== '');
    const runs = new Map<string, Line[]>();
    /** Done-marks that a living process could not write. */
    const unmarked = new Set<string>();
    const unhandled: string[] = [];
    for (const text of lines) {
      const line = JSON.parse(text) as Line & HandoverEvent;
      if (line.unhandled !== undefined) unhandled.push(line.unhandled);
      else if (line.unmarked) unmarked.add(`${line.id} by ${line.pid}`);
      else if (line.gaveUp) ledger.gaveUp(line);
      else {
        runs.set(line.id, [...(runs.get(line.id) ?? []), line]);
        ledger.handled(line);
      }
    }
    const unexcused: string[] = [];
    for (const [id, lines] of runs) {
      const pids = lines.map(({ pid }) => pid);
      // The last process to run it wrote the mark. Each earlier one died before its own, or had no store, at most once.
      const isExcused = lines
        .slice(0, -1)
        .every(({ pid, at }) => diedAhead(pid, at) || unmarked.has(`${id} by ${pid}`));
      if (isExcused && new Set(pids).size === pids.length) ledger.unmarked(id);
      else unexcused.push(`${id} by ${pids.join(', ')}`);
    }
    return { balance: ledger.balance(), unexcused, unhandled };
  }
}
