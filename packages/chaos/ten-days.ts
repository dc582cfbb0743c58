import type { Routing } from '@handover/sandbox';
import { collectedRssBytes } from './collected-rss.ts';
import { somethingHappens } from './deeds.ts';
import type { Balance } from './ledger.ts';
import { BOT } from './machine.ts';
import { type OwnerWatch, ownerWatch } from './owners.ts';
import type { PlaceName } from './places.ts';
import { random as randomOf } from './random.ts';
import { type Stage, setStage } from './stage.ts';
import { calm, TROUBLES, type Trouble, trouble } from './troubles.ts';

/** The options of a run. */
export interface TenDaysOptions {
  readonly place: PlaceName;
  readonly routing: Routing;
  readonly seed: number;
  /** @default 10 */
  readonly days?: number;
  readonly people: number;
  /** Hours with troubles per day. */
  readonly scenesPerDay: number;
  /** Actions in each of those hours. */
  readonly deedsPerScene: number;
  /** The longest outage of the store, in minutes: Meta redelivers after 15 minutes, and after 30. @default 14 */
  readonly outageMinutes?: number;
  /** Called at the end of each day. */
  readonly onDay?: (line: string) => void;
}

/** The outcome of a run. */
export interface TenDaysReport {
  readonly balance: Balance;
  readonly stuck: OwnerWatch['stuck'];
  readonly divided: OwnerWatch['divided'];
  readonly looks: OwnerWatch['looks'];
  readonly unhandled: readonly string[];
  /**
   * RSS in bytes at the end of each day, after a garbage collection. For the first day, the maximum after any of its
   * scenes.
   */
  readonly rssBytes: readonly number[];
  /** How many calls and deliveries of the bot each fault hit. */
  readonly met: Readonly<Record<string, number>>;
  /** Refusals in Meta's lists that no call was answered with. */
  readonly unmet: readonly string[];
  /** How often the bots reported each event or error. */
  readonly reported: Readonly<Record<string, number>>;
  /** In how many scenes each trouble happened. */
  readonly troubles: Readonly<Record<string, number>>;
  /** Actions of the bot that ended in an error outside our own classes. */
  readonly surprises: readonly string[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LONGEST_DELAY_MS = 2 * 60_000;
/** For how many minutes no delivery arrives. Meta redelivers after a quarter of an hour and after half an hour. */
const WEBHOOK_AWAY_MINUTES = { least: 6, most: 14 };

/** Plays days of trouble against two machines of a bot, and reports what became of every event and every thread. */
export async function tenDays(options: TenDaysOptions): Promise<TenDaysReport> {
  const random = randomOf(options.seed);
  const unhandled: string[] = [];
  const note = (reason: unknown): void =>
    void unhandled.push(reason instanceof Error ? String(reason.stack) : 'no error');
  process.on('unhandledRejection', note);
  const stage = await setStage({ ...options, random });
  const watch = ownerWatch(stage);
  const rssBytes: number[] = [];
  const troubles = Object.fromEntries(TROUBLES.map((name) => [name, 0]));
  const surprises: string[] = [];
  const { days = 10, scenesPerDay, outageMinutes = 14 } = options;

  /** A scene has an outage of the store or of the webhook, not both: Meta would run out of redeliveries. */
  function troublesOfAScene(): Trouble[] {
    const kinds = TROUBLES.filter(() => random.chance(0.35));
    return kinds.includes('store away') ? kinds.filter((kind) => kind !== 'webhook away') : kinds;
  }

  async function scene(): Promise<void> {
    const { sandbox } = stage;
    const kinds = troublesOfAScene();
    for (const kind of kinds) if (kind !== 'webhook away') troubles[kind] = (troubles[kind] ?? 0) + 1;
    const doing: Promise<unknown>[] = [];
    const present = Array.from({ length: Math.min(6, stage.people.length) }, () => random.pick(stage.people));
    const outage = kinds.includes('store away') ? random.int(0, options.deedsPerScene - 1) : -1;
    let backAt = 0;
    const closing = kinds.includes('webhook away') ? random.int(0, options.deedsPerScene - 1) : -1;
    let openAt = 0;
    let open = (): void => undefined;
    for (let index = 0; index < options.deedsPerScene; index += 1) {
      const spares = stage.ledger.nearlySpent > 0;
      // Random faults would also take the last attempt of some delivery, so troubles stop while one is nearly spent.
      if (spares) calm(stage);
      else for (const kind of kinds) await trouble(stage, kind, random);
      if (outage >= 0 && index >= outage && backAt === 0 && !spares) {
        await stage.place.goAway(random);
        backAt = sandbox.clock.now() + random.int(1, outageMinutes) * 60_000;
      }
      // Deliveries already on their way would meet this with their last redelivery.
      if (closing >= 0 && index >= closing && openAt === 0 && stage.ledger.pending === 0) {
        troubles['webhook away'] = (troubles['webhook away'] ?? 0) + 1;
        open = sandbox.faults.deliveries({ do: 'fail', appId: BOT, times: Number.MAX_SAFE_INTEGER });
        const { least, most } = WEBHOOK_AWAY_MINUTES;
        openAt = sandbox.clock.now() + random.int(least, most) * 60_000;
      }
      const done = somethingHappens(stage, random.pick(present), random);
      doing.push(done.catch((error: unknown) => void surprises.push(String(error))));
      // Sometimes the next action comes before any machine has heard of this one.
      if (random.chance(0.8)) await stage.pass(random.int(1, 40) * 1_000);
      if (backAt > 0 && sandbox.clock.now() >= backAt) await stage.place.comeBack();
      if (openAt > 0 && sandbox.clock.now() >= openAt) open();
    }
    await stage.pass(Math.max(0, backAt - sandbox.clock.now(), openAt - sandbox.clock.now()));
    await stage.place.comeBack();
    calm(stage);
    await stage.pass(LONGEST_DELAY_MS);
    await stage.rest();
    await Promise.all(doing);
  }

  try {
    for (let day = 1; day <= days; day += 1) {
      const midnight = stage.sandbox.clock.now() + DAY_MS;
      let highest = 0;
      for (let left = scenesPerDay; left > 0; left -= 1) {
        await scene();
        await watch.look();
        // V8's memory for a young heap varies by more than a tenth, so the maximum of the first day counts.
        if (day === 1) highest = Math.max(highest, await collectedRssBytes());
        // Checked often enough that no owner is wrong for a day without being noticed.
        for (let until = midnight - ((left - 1) * DAY_MS) / scenesPerDay; stage.sandbox.clock.now() < until; ) {
          await stage.pass(Math.min(4 * HOUR_MS, until - stage.sandbox.clock.now()));
          await watch.look();
        }
      }
      rssBytes.push(Math.max(highest, await collectedRssBytes()));
      options.onDay?.(lineOf(day, stage, rssBytes.at(-1) ?? 0));
    }
    // People have stopped writing, so a day later every thread is idle, for the bot and for Meta.
    for (let hours = 0; hours < 27; hours += 3) {
      await stage.pass(3 * HOUR_MS);
      await stage.rest();
      await watch.look();
    }
    const end = ownerWatch(stage);
    await end.look();
    return {
      balance: stage.ledger.balance(),
      stuck: [
        ...watch.stuck,
        ...(end.looks.wrong > 0 ? [`${end.looks.wrong} threads have a wrong owner at the end`] : []),
      ],
      divided: watch.divided,
      looks: watch.looks,
      unhandled,
      rssBytes,
      met: sorted(stage.met),
      unmet: stage.refusals.missing,
      reported: sorted(stage.reported),
      troubles,
      surprises,
    };
  } finally {
    await stage.place.comeBack();
    await stage.close();
    process.off('unhandledRejection', note);
  }
}

function lineOf(day: number, { ledger }: Stage, rss: number): string {
  const { delivered, once, givenUp, lost, twice } = ledger.balance();
  return `day ${day}: ${delivered} events, ${once} handled once, ${givenUp} given up, ${lost.length} lost, ${twice.length} twice; RSS ${(rss / 1e6).toFixed(1)} MB`;
}

function sorted(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...counts].sort(([a], [b]) => a.localeCompare(b)));
}
