// Runs a bot at half of the machine's capacity for a long time: see packages/chaos/soak/README.md.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createSandbox } from '@handover/sandbox';
import { redisServer } from '@handover/test-support/redis-server';
import { random } from '../random.ts';
import { printed } from '../verdicts.ts';
import { type Third, table, verdictsOf } from './report.ts';
import { COUNTS, type Counts, type SoakBot, startSoakBot } from './soak-bot.ts';
import { type Traffic, traffic } from './traffic.ts';

const HELP = `Usage: pnpm soak [options]

  --minutes N    how long (default 30)
  --rate N       actions of people and agents per second (default: half of the capacity)
  --people N     how many people (default 300)
  --seed N       seed of the random choices (default: from the time)
  --help         this text
`;

const APP = '1450077300221199';
/** The length of a step of the ramp. */
const STEP_MS = 5_000;
const MOST_MEDIAN_MS = 50;
const MOST_BACKLOG_MS = 500;
const FIRST_RATE = 20;
const GROWTH = 1.3;
/** How many parts of a third print a line. */
const SLICES = 10;

await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '30' },
      rate: { type: 'string' },
      people: { type: 'string', default: '300' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const minutes = positive('--minutes', values.minutes);
  const seed = positive('--seed', values.seed);
  const redis = await redisServer({ args: ['--appendonly', 'yes', '--appendfsync', 'everysec'] });
  const sandbox = await createSandbox({
    routing: 'on',
    apps: [{ id: APP, name: 'Bot' }],
    // Deliveries of different people run concurrently, as Meta's do.
    delivery: { patienceMs: 1 },
    limits: { timeline: 500, messagesPerThread: 20, waitingDeliveries: 10_000 },
  });
  const [app] = sandbox.apps;
  let bot: SoakBot | undefined;
  try {
    bot = await startSoakBot({
      appId: APP,
      appSecret: app?.secret ?? '',
      accessToken: app?.accessToken ?? '',
      baseUrl: sandbox.url,
      redisUrl: redis.url,
      // Short enough that some people wait for it in every part of even a short soak.
      takebackAfterMs: Math.min(60_000, (minutes * 60_000) / 12),
    });
    sandbox.setWebhook(APP, { url: `http://127.0.0.1:${bot.port}/webhook` });
    const load = traffic(sandbox, APP, positive('--people', values.people), random(seed));
    console.log(`Node ${process.version}, seed ${seed}, ${values.people} people`);
    const rate = values.rate === undefined ? (await capacity(load)) / 2 : positive('--rate', values.rate);
    console.log(`${minutes} minutes at ${rate.toFixed(0)} actions per second`);
    const thirds = await soak({ bot, load, rate, minutes });
    const { personaShare } = personas(sandbox.people.flatMap(({ inbox }) => inbox));
    console.log(`\n${table(thirds)}`);
    const verdicts = verdictsOf(thirds, { personaShare });
    console.log(printed(verdicts));
    process.exitCode = verdicts.every(({ holds }) => holds) ? 0 : 1;
  } finally {
    await bot?.kill();
    await sandbox.close();
    await redis.stop();
  }
}

/** Finds the highest rate at which deliveries are answered as fast as they come. */
async function capacity(load: Traffic): Promise<number> {
  // A warm-up, not measured: compiles code and opens connections.
  await load.run(FIRST_RATE, STEP_MS);
  for (let rate = FIRST_RATE, best = FIRST_RATE; ; rate *= GROWTH) {
    // A failed step is tried once more, since other programs may use the machine for a moment.
    if (!((await bears(load, rate)) || (await bears(load, rate)))) return best;
    best = rate;
  }
}

/** Whether deliveries are answered as fast as they come: the median rises with a growing queue. */
async function bears(load: Traffic, rate: number): Promise<boolean> {
  load.turn();
  const { settledAfterMs } = await load.run(rate, STEP_MS);
  const { latency, refused, deeds } = load.turn();
  const [medianMs, p99Ms] = [50, 99].map((share) => latency.percentile(share) / 1_000) as [number, number];
  const done = deeds / (rate * (STEP_MS / 1_000));
  const holds = medianMs <= MOST_MEDIAN_MS && settledAfterMs <= MOST_BACKLOG_MS && refused === 0 && done > 0.9;
  const line = `${rate.toFixed(0)} actions/s: median ${medianMs.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, settled after ${settledAfterMs.toFixed(0)} ms`;
  console.log(`ramp: ${line}${holds ? '' : ': too much'}`);
  return holds;
}

async function soak({
  bot,
  load,
  rate,
  minutes,
}: {
  readonly bot: SoakBot;
  readonly load: Traffic;
  readonly rate: number;
  readonly minutes: number;
}): Promise<readonly Third[]> {
  const thirds: Third[] = [];
  const thirdMs = (minutes * 60_000) / 3;
  let before = await bot.ask({});
  for (const name of ['first', 'second', 'last'] as const) {
    load.turn();
    const from = performance.now();
    for (let slice = 1; slice <= SLICES; slice += 1) {
      await load.run(rate, from + (thirdMs * slice) / SLICES - performance.now());
      if (process.stderr.isTTY) process.stderr.write(`\r${name} third: ${slice * (100 / SLICES)} %  `);
    }
    const window = load.turn();
    const durationMs = performance.now() - from;
    const figures = await bot.ask({});
    const count = (name: keyof Counts): number => figures[name] - before[name];
    thirds.push({
      ...figures,
      ...(Object.fromEntries(COUNTS.map((name) => [name, count(name)])) as unknown as Counts),
      name,
      deedsPerSecond: (window.deeds / durationMs) * 1_000,
      eventsPerSecond: (count('events') / durationMs) * 1_000,
      latencyP50Ms: window.latency.percentile(50) / 1_000,
      latencyP99Ms: window.latency.percentile(99) / 1_000,
      refused: window.refused,
      cpuShare: (figures.cpuMs - before.cpuMs) / durationMs,
      loadAverage: loadavg()[0] ?? 0,
    });
    before = figures;
  }
  return thirds;
}

/** The share of the bot's messages that carried a persona. */
function personas(received: readonly { appId: string; persona?: unknown }[]): { personaShare: number } {
  const ours = received.filter(({ appId }) => appId === APP);
  return { personaShare: ours.filter(({ persona }) => persona !== undefined).length / Math.max(1, ours.length) };
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1e9)) throw new Error(`${option} takes a number above 0, got "${text}"`);
  return value;
}
