import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Person, Sandbox } from '@handover/sandbox';
import type { Random } from '../random.ts';

/** What was measured of the deliveries since the window began. */
export interface Window {
  /** Time to the bot's 200, in microseconds. */
  readonly latency: RecordableHistogram;
  /** Deliveries without an answer, or with one other than 200. */
  refused: number;
  /** Actions of people and agents. */
  deeds: number;
}

/** The people and agents of a page. */
export interface Traffic {
  /** Does actions at an even rate, then waits until all deliveries are answered, and returns how long that took. */
  run(ratePerSecond: number, durationMs: number): Promise<{ settledAfterMs: number }>;
  /** Begins a new window, and returns the previous one. */
  turn(): Window;
}

/** How often an agent answers before the conversation ends, or the agent leaves silently. */
const REPLIES = 3;
const TICK_MS = 5;

/** Lets people talk: to the bot, which hands some of them over, and to agents, some of whom then go quiet. */
export function traffic(sandbox: Sandbox, appId: string, count: number, random: Random): Traffic {
  const people = Array.from({ length: count }, (_, index) => sandbox.person(`Person ${index}`));
  const replies = new Map<string, number>();
  let window = empty();

  sandbox.on('entry', (entry) => {
    if (entry.kind !== 'delivery') return;
    if (entry.status === 200) window.latency.record(Math.max(1, Math.round(entry.durationMs * 1_000)));
    else window.refused += 1;
  });

  function empty(): Window {
    return { latency: createHistogram(), refused: 0, deeds: 0 };
  }

  async function deed(person: Person): Promise<void> {
    window.deeds += 1;
    const owner = sandbox.owner(person.id);
    if (owner === appId || owner === null) {
      replies.delete(person.id);
      await person.say(random.chance(0.06) ? 'human' : `word ${window.deeds}`);
      return;
    }
    const said = replies.get(person.id) ?? 0;
    // The agent is gone, so the person writes without an answer until the bot takes the thread back.
    if (said >= REPLIES || random.chance(0.5)) await person.say('Are you there?');
    else {
      replies.set(person.id, said + 1);
      await sandbox.inbox.reply(person, 'Nora here.');
      if (said + 1 === REPLIES && random.chance(0.4)) await sandbox.inbox.done(person);
    }
  }

  return {
    async run(ratePerSecond, durationMs) {
      const from = performance.now();
      let done = 0;
      for (let passed = 0; passed < durationMs; passed = performance.now() - from) {
        for (const due = (passed / 1_000) * ratePerSecond; done < due; done += 1) await deed(random.pick(people));
        await sleep(TICK_MS);
      }
      const ended = performance.now();
      await sandbox.settled();
      return { settledAfterMs: performance.now() - ended };
    },
    turn() {
      const before = window;
      window = empty();
      return before;
    },
  };
}
