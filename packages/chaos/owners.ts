import type { Owner } from '@handover/core';
import type { Person, Routing } from '@handover/sandbox';
import { BOT } from './machine.ts';
import type { Stage } from './stage.ts';

/** Since when two views of a thread have differed in the same way. */
interface Difference {
  /** Both views. */
  readonly how: string;
  /** In ms of the sandbox's clock. */
  readonly since: number;
  isReported: boolean;
}

/** Differences of one sort, by thread. */
interface Differences {
  /**
   * Records how a thread differs; `undefined` if it does not. Once a difference has lasted too long, returns its start,
   * once only.
   */
  note(person: Person, how: string | undefined): number | undefined;
}

/** Control ends this long after the person's last message. Source: Messenger Platform docs, Conversation Routing. */
const DAY_MS = 86_400_000;
/**
 * How long a machine keeps the routing mode before asking Meta again. A false refusal may give it a wrong mode for this
 * long.
 */
const MODE_KEPT_MS = 600_000;

/** Compares what the machines believe about each thread with the sandbox, and with each other. */
export interface OwnerWatch {
  /** Checks all threads once. Call it only while no work is in progress. */
  look(): Promise<void>;
  /** Threads with a wrong owner for more than a day, with the history of each. */
  readonly stuck: readonly string[];
  /**
   * Threads for which machines that share a store reported different owners for longer than a routing mode is kept,
   * with the history.
   */
  readonly divided: readonly string[];
  /** How many checks found an owner right, unknown or wrong, and how many found two machines divided. */
  readonly looks: Readonly<Record<'right' | 'unknown' | 'wrong' | 'divided', number>>;
}

/** Watches the owners on a stage. */
export function ownerWatch(stage: Stage): OwnerWatch {
  const wrong = differences(stage, DAY_MS);
  const apart = differences(stage, MODE_KEPT_MS);
  const stuck: string[] = [];
  const divided: string[] = [];
  const looks = { right: 0, unknown: 0, wrong: 0, divided: 0 };

  async function lookAt(person: Person): Promise<void> {
    const truth = stage.sandbox.owner(person.id) ?? 'idle';
    const states = await stage.beliefs(person);
    const beliefs = states.map(({ owner }) => nameOf(owner));
    const [belief = 'unknown'] = beliefs;
    const kind = belief === 'unknown' ? 'unknown' : agree(belief, truth, stage.routing) ? 'right' : 'wrong';
    looks[kind] += 1;
    const isStuck = kind === 'wrong' && !(isOther(belief) && isOther(truth));
    report(stuck, wrong.note(person, isStuck ? `${truth} owns, the bot believes ${belief}` : undefined));

    const isDivided = beliefs.some((one) => one !== belief);
    if (isDivided) looks.divided += 1;
    report(divided, apart.note(person, isDivided ? `the machines believe ${beliefs.join(' and ')}` : undefined));

    function report(list: string[], since: number | undefined): void {
      if (since === undefined) return;
      const what = `${person.name}: ${truth} owns, since ${new Date(since).toISOString()} the machines have it as`;
      list.push([`${what} ${JSON.stringify(states)}`, ...stage.storyOf(person)].join('\n       '));
    }
  }

  return {
    async look() {
      // Asking for a state may start a look-up of the routing mode. The state counts only after that look-up.
      for (const person of stage.people) await stage.beliefs(person);
      await stage.rest();
      for (const person of stage.people) await lookAt(person);
    },
    stuck,
    divided,
    looks,
  };
}

function differences({ sandbox }: Stage, mostMs: number): Differences {
  const known = new Map<string, Difference>();
  return {
    note({ id }, how) {
      const now = sandbox.clock.now();
      const one = known.get(id);
      if (how === undefined) known.delete(id);
      else if (one?.how !== how) known.set(id, { how, since: now, isReported: false });
      else if (!one.isReported && now - one.since > mostMs) {
        one.isReported = true;
        return one.since;
      }
      return undefined;
    },
  };
}

/**
 * Whether the owner is an app other than the bot. Meta sends the bot nothing when one other app takes a thread from
 * another: the take goes to the loser, and only an echo names the new owner.
 */
function isOther(owner: string): boolean {
  return owner !== BOT && owner !== 'idle' && owner !== 'unknown';
}

/**
 * The bot may know that another app owns the thread without knowing its name. On a page with roles, Meta answers the
 * bot as for a page without routing. There, a message on `messaging` means that no other app owns the thread; it does
 * not show whether the bot does. The bot may answer in both cases.
 */
function agree(belief: string, truth: string, routing: Routing): boolean {
  if (belief === truth || (belief === 'app' && isOther(truth))) return true;
  return routing === 'primary' && belief === 'idle' && truth === BOT;
}

function nameOf(owner: Owner): string {
  if (owner.kind === 'self') return BOT;
  return owner.kind === 'app' ? (owner.appId ?? 'app') : owner.kind;
}
