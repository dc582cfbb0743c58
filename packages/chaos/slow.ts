import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSandbox } from '@handover/sandbox';
import { balancer } from './balancer.ts';
import type { BotChild } from './bot-child.ts';
import { type KilledPlace, ownKilledPlace } from './killed-place.ts';
import { BOT } from './machine.ts';
import { random as randomOf } from './random.ts';
import { LEASE_MS, PARTS, startSlowBot } from './slow-bot.ts';

/** Options of a run. */
export interface SlowOptions {
  readonly place: KilledPlace['kind'];
  readonly seed: number;
  /** The number of customers. Each writes one message, all at about the same time. */
  readonly people: number;
  /** Processes that are not killed, but stopped for longer than their lease and then resumed. */
  readonly stops: number;
  /** Gets a line for each kill. */
  readonly onKill?: (line: string) => void;
}

/** How a run ended. */
export interface SlowReport {
  /** Messages that the customers got. */
  readonly said: number;
  /** Parts that a customer did not get. */
  readonly missing: readonly string[];
  /** Parts that came out of order. */
  readonly disordered: readonly string[];
  /** Customers who got words of two answers. */
  readonly mixed: readonly string[];
  /** Parts that came twice. */
  readonly twice: readonly string[];
  /** Of those, the most that kills can explain: sends of killed processes between Meta's answer and the record. */
  readonly unrecorded: number;
  /** Parts that a resumed process sent although another process had sent them meanwhile. */
  readonly afterStop: readonly string[];
  readonly unhandled: readonly string[];
}

const PROCESSES = 4;
const QUIET_WITHIN_MS = 120_000;

interface Line {
  readonly pid: number;
  readonly at: number;
  readonly recorded?: true;
  readonly sending?: string;
  readonly unhandled?: string;
  readonly gaveUp?: string;
}

/** Kills each process of a bot with slow handlers behind its early 200, and compares what the customers got. */
export async function slow({ place: kind, seed, people: count, stops, onKill }: SlowOptions): Promise<SlowReport> {
  const random = randomOf(seed);
  const folder = await mkdtemp(join(tmpdir(), 'handover-slow-'));
  const ledgerFile = join(folder, 'ledger.jsonl');
  await writeFile(ledgerFile, '');
  const own = await ownKilledPlace(kind, folder);
  const { place } = own;
  const sandbox = await createSandbox({
    routing: 'on',
    apps: [{ id: BOT, name: 'Bot' }],
    delivery: { retryAfterMs: [300, 1_000, 2_000, 4_000, 8_000, 15_000], timeoutMs: 5_000, patienceMs: 5 },
  });
  /** What the customers got, in order. */
  const said: string[] = [];
  sandbox.on('entry', (entry) => {
    if (entry.kind !== 'call' || !entry.path.endsWith('/messages') || entry.status !== 200) return;
    const { message } = entry.params as { message?: { text?: string } };
    if (message?.text !== undefined) said.push(message.text);
  });
  const [app] = sandbox.apps;
  const processes = new Map<number, BotChild<never>>();
  /** When each stopped process was resumed, in ms, by pid. */
  const wokenAt = new Map<number, number>();
  const front = await balancer(() => [...processes.values()].map(({ port }) => `http://127.0.0.1:${port}`));

  async function start(index: number): Promise<void> {
    processes.set(
      index,
      await startSlowBot({
        place,
        appId: BOT,
        appSecret: app?.secret ?? '',
        accessToken: app?.accessToken ?? '',
        baseUrl: sandbox.url,
        pageId: sandbox.page.id,
        ledgerFile,
      }),
    );
  }

  try {
    // One after the other, because they create the tables of one file.
    for (let index = 0; index < PROCESSES; index += 1) await start(index);
    sandbox.setWebhook(BOT, { url: front.url });
    const people = Array.from({ length: count }, (_, index) => sandbox.person(`Person ${index}`));
    const writing = (async () => {
      for (const [index, person] of people.entries()) {
        await person.say(`question ${index}`);
        if (index % 20 === 0) await sleep(random.int(0, 100));
      }
    })();
    for (let victim = 0; victim < PROCESSES; victim += 1) {
      await sleep(random.int(800, 1_500));
      const one = processes.get(victim);
      if (one === undefined) continue;
      processes.delete(victim);
      if (victim < stops) await stop(one, victim);
      else {
        await one.kill();
        onKill?.(`killed process ${victim + 1} of ${PROCESSES}: ${said.length} messages said`);
        await start(victim);
      }
    }
    await writing;
    await quiet();
    return await settleAccounts();
  } finally {
    await Promise.all([...processes.values()].map((one) => one.kill()));
    await sandbox.close();
    await front.close();
    await own.close();
    await rm(folder, { recursive: true, force: true });
  }

  /** Stops a process (SIGSTOP) for longer than its lease, so that others take over its events. Then resumes it. */
  async function stop(one: BotChild<never>, index: number): Promise<void> {
    process.kill(one.pid, 'SIGSTOP');
    await sleep(LEASE_MS * 3);
    wokenAt.set(one.pid, Date.now());
    process.kill(one.pid, 'SIGCONT');
    onKill?.(`process ${index + 1} of ${PROCESSES} was stopped for ${LEASE_MS * 3} ms`);
    processes.set(index, one);
  }

  /** Resolves once no message has come for 15 s, or at the time limit. */
  async function quiet(): Promise<void> {
    const until = performance.now() + QUIET_WITHIN_MS;
    let since = performance.now();
    let seen = said.length;
    while (performance.now() - since < 15_000 && performance.now() < until) {
      await sleep(100);
      if (said.length !== seen) since = performance.now();
      seen = said.length;
    }
    await sandbox.settled();
  }

  async function settleAccounts(): Promise<SlowReport> {
    const lines = (await readFile(ledgerFile, 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
    const byQuestion = new Map<string, { part: number; words: string }[]>();
    for (const text of said) {
      const [question = '', part = '', words = ''] = text.split(' | ');
      byQuestion.set(question, [...(byQuestion.get(question) ?? []), { part: Number(part), words }]);
    }
    const report = {
      missing: [] as string[],
      disordered: [] as string[],
      mixed: [] as string[],
      twice: [] as string[],
    };
    for (let index = 0; index < count; index += 1) {
      const question = `question ${index}`;
      const got = byQuestion.get(question) ?? [];
      const parts = got.map(({ part }) => part);
      for (let part = 1; part <= PARTS; part += 1) {
        const times = parts.filter((each) => each === part).length;
        if (times === 0) report.missing.push(`${question}, part ${part}`);
        if (times > 1) report.twice.push(`${question}, part ${part}: ${times} times`);
      }
      if (new Set(got.map(({ words }) => words)).size > 1) report.mixed.push(question);
      const first = [...new Set(parts)];
      if (first.some((part, place) => part !== place + 1)) report.disordered.push(`${question}: ${parts.join(', ')}`);
    }
    const sentBy = new Map<string, Set<number>>();
    const afterStop: string[] = [];
    for (const { pid, at, sending } of lines) {
      if (sending === undefined) continue;
      const pids = sentBy.get(sending) ?? new Set();
      sentBy.set(sending, pids);
      if (at >= (wokenAt.get(pid) ?? Number.POSITIVE_INFINITY) && pids.size > 0) afterStop.push(sending);
      pids.add(pid);
    }
    const recorded = lines.filter((line) => line.recorded === true).length;
    return {
      ...report,
      said: said.length,
      unrecorded: said.length - recorded,
      afterStop,
      unhandled: lines.flatMap(
        ({ unhandled, gaveUp }) => unhandled ?? (gaveUp === undefined ? [] : `gave up ${gaveUp}`),
      ),
    };
  }
}
