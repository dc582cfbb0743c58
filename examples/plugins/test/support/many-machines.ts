import { createClient } from '@handover/client';
import { createSandbox, type Person, type Sandbox } from '@handover/sandbox';
import { eventually } from '@handover/test-support/eventually';
import * as assert from 'uvu/assert';
import { startCollector } from './collector.ts';
import type { Place } from './memory-of.ts';
import { ownPlace } from './places.ts';
import { type Report, type SignedDelivery, startWorker, type Worker } from './worker-process.ts';

const APP = '1450077300221199';
const DESK = '880042117756310';
const PROCESSES = 4;
/** Of the threads that another app owns at the end, those whose person's id is divisible by this come back. */
const EVERY = 7;
const BACK = 'I am back.';
const AT_ONCE = 48;

/** The ways in which a thread gets an owner, as actions in order. */
const STORIES = [
  'the bot answers',
  'the bot passes to the desk',
  'people answer in the inbox',
  'the desk passes back',
] as const;

/**
 * Records Meta's deliveries, and then gives each to two of four processes of one bot, shuffled and repeated. The result
 * must equal that of one process which gets them in order: each handler runs once, each change is announced once, and all
 * processes agree with Messenger on every owner.
 *
 * @param options.seed Decides the order.
 */
export async function playOnManyMachines(
  kind: Place['kind'],
  { seed, threads }: { readonly seed: number; readonly threads: number },
): Promise<void> {
  const { place, close } = await ownPlace(kind);
  const collector = await startCollector();
  const sandbox = await createSandbox({
    routing: 'on',
    apps: [
      { id: APP, name: 'Bot', webhookUrl: collector.url },
      { id: DESK, name: 'Desk' },
    ],
    defaultApp: APP,
    limits: { people: threads, waitingDeliveries: 10 * threads },
  });
  const workers: Worker[] = [];
  try {
    const [app] = sandbox.apps;
    assert.ok(app !== undefined);
    const takes = countTakes(sandbox);
    const start = (): Promise<Worker> =>
      startWorker({
        place,
        graphUrl: sandbox.url,
        pageId: sandbox.page.id,
        appId: APP,
        appSecret: app.secret,
        accessToken: app.accessToken,
        takeback: { afterMs: 2_000, message: BACK, every: EVERY },
      });
    const [people, started] = await Promise.all([
      playStories(sandbox, threads),
      Promise.all(Array.from({ length: PROCESSES }, start)),
    ]);
    workers.push(...started);
    assert.ok(collector.deliveries.length >= 2 * threads, `${collector.deliveries.length} deliveries`);
    const before = new Map(people.map(({ id }) => [id, sandbox.owner(id)]));
    await deliverAll(collector.deliveries, workers, randomOf(seed));

    // Timers use real time: each runs within two seconds plus the time that the processes need for all of them.
    const due = people.filter(({ id }) => before.get(id) !== APP && Number(id.slice(-6)) % EVERY === 0);
    assert.ok(due.length > threads / 40, `${due.length} threads are to come back`);
    const isBack = ({ id, inbox }: Person): boolean =>
      sandbox.owner(id) === APP && inbox.some(({ text }) => text === BACK);
    await eventually('the threads came back, and the bot wrote so', () => due.every(isBack));

    const ids = people.map(({ id }) => id);
    const reports = await Promise.all(workers.map((worker) => worker.report(ids)));
    checkRuns(reports, 2 * threads);
    checkOwners(reports, people, sandbox);
    checkChanges(reports, threads);
    assert.equal(
      reports.flatMap(({ failed }) => failed),
      [],
    );
    for (const { id, inbox } of due) {
      assert.is(takes.get(id), 1, 'each thread was taken once');
      assert.ok(inbox.filter(({ text }) => text === BACK).length === 1, 'and the message was sent once');
    }
    assert.is([...takes.values()].length, due.length, 'no other thread was taken');
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()));
    await sandbox.close();
    await collector.close();
    await close();
  }
}

/** Plays one of the stories with every person, and ends each with a message of theirs, whose lane shows the owner. */
async function playStories(sandbox: Sandbox, threads: number): Promise<readonly Person[]> {
  const people = Array.from({ length: threads }, (_, index) => sandbox.person(`Person ${index}`));
  const clientOf = (id: string): ReturnType<typeof createClient> => {
    const app = sandbox.apps.find((each) => each.id === id);
    return createClient({ accessToken: app?.accessToken ?? '', baseUrl: sandbox.url, pageId: sandbox.page.id });
  };
  const bot = clientOf(APP);
  const desk = clientOf(DESK);
  const play = async (person: Person, index: number): Promise<void> => {
    await person.say('Hello');
    const story = STORIES[index % STORIES.length];
    if (story === 'people answer in the inbox') await sandbox.inbox.reply(person, 'Hello, this is Nora.');
    else if (story !== 'the bot answers') await bot.passThreadControl(person.id, { targetAppId: DESK });
    if (story === 'the desk passes back') await desk.passThreadControl(person.id, { targetAppId: APP });
    await person.say('Thank you');
  };
  await atOnce(people.entries(), 8, ([index, person]) => play(person, index));
  await sandbox.settled();
  return people;
}

/**
 * Gives each delivery to two processes, up to five times each, in a different order. Repeats refused ones, as Meta
 * does.
 */
async function deliverAll(
  deliveries: readonly SignedDelivery[],
  workers: readonly Worker[],
  random: () => number,
): Promise<void> {
  const plan: { readonly delivery: SignedDelivery; readonly worker: Worker; readonly order: number }[] = [];
  for (const delivery of deliveries) {
    const first = Math.floor(random() * workers.length);
    const second = (first + 1 + Math.floor(random() * (workers.length - 1))) % workers.length;
    // Once in most cases, sometimes up to five times: several hundred deliveries are repeated.
    const times = random() < 0.94 ? 1 : 2 + Math.floor(random() * 4);
    for (const index of [first, second])
      for (let time = 0; time < times; time += 1) {
        const worker = workers[index];
        if (worker !== undefined) plan.push({ delivery, worker, order: random() });
      }
  }
  plan.sort((a, b) => a.order - b.order);
  await atOnce(plan, AT_ONCE, async ({ delivery, worker }) => {
    for (let tries = 1; (await worker.deliver(delivery)) !== 200; tries += 1)
      assert.ok(tries < 20, 'a delivery was refused again and again');
  });
}

function checkRuns(reports: readonly Report[], least: number): void {
  const runs = new Map<string, number>();
  for (const report of reports)
    for (const [id, times] of Object.entries(report.runs)) runs.set(id, (runs.get(id) ?? 0) + times);
  assert.ok(runs.size >= least, `${runs.size} events`);
  assert.equal(
    [...runs].filter(([, times]) => times !== 1),
    [],
    'each event was handled once',
  );
}

function checkOwners(reports: readonly Report[], people: readonly Person[], sandbox: Sandbox): void {
  for (const { id } of people) {
    const known = new Set(reports.map(({ owners }) => owners[id]));
    assert.is(known.size, 1, `all processes have one owner for a thread, not ${[...known].join(' and ')}`);
    const [owner = ''] = known;
    const real = sandbox.owner(id);
    // Meta names the owning app to other apps only if an app is named on the wire.
    if (real === APP) assert.is(owner, 'self');
    else assert.ok(owner === 'app:' || owner === `app:${real}`, `${owner} is not ${real}`);
  }
}

/** Each thread's announcements form one chain, from unknown to the owner at the end, without repeats. */
function checkChanges(reports: readonly Report[], threads: number): void {
  const chains = new Map<string, [string, string][]>();
  for (const { changes } of reports)
    for (const [person, previous, current] of changes)
      chains.set(person, [...(chains.get(person) ?? []), [previous, current]]);
  assert.is(chains.size, threads, 'every thread was announced');
  for (const [person, steps] of chains) {
    const balance = new Map<string, number>([['unknown', 1]]);
    for (const [previous, current] of steps) {
      assert.is.not(previous, current);
      balance.set(previous, (balance.get(previous) ?? 0) - 1);
      balance.set(current, (balance.get(current) ?? 0) + 1);
    }
    const left = [...balance].filter(([, count]) => count !== 0);
    assert.equal(left, [[reports[0]?.owners[person], 1]], `the announcements are one chain: ${JSON.stringify(steps)}`);
  }
}

/** Counts the takes that succeeded, by person. */
function countTakes(sandbox: Sandbox): ReadonlyMap<string, number> {
  const takes = new Map<string, number>();
  sandbox.on('entry', (entry) => {
    if (entry.kind !== 'call' || entry.status !== 200 || !entry.path.endsWith('/take_thread_control')) return;
    const id = entry.person?.id ?? '';
    takes.set(id, (takes.get(id) ?? 0) + 1);
  });
  return takes;
}

async function atOnce<Job>(jobs: Iterable<Job>, most: number, run: (job: Job) => Promise<void>): Promise<void> {
  const left = jobs[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = left.next(); next.done !== true; next = left.next()) await run(next.value);
  };
  await Promise.all(Array.from({ length: most }, work));
}

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
