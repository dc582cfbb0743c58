import type { Owner } from '@handover/core';
import type { Person, Routing } from '@handover/sandbox';
import { BOT } from './machine.ts';
import type { Stage } from './stage.ts';

/** Since when two words on a thread have differed in the same way. */
interface Difference {
  /** Both words. */
  readonly how: string;
  /** In ms of the sandbox's clock. */
  readonly since: number;
  told: boolean;
}

/** Differences of one sort, by thread. */
interface Differences {
  /** Notes how a thread differs; `undefined`: it does not. Gives since when, once it has lasted too long, and once only. */
  note(person: Person, how: string | undefined): number | undefined;
}

/** Control ends so long after the person's last message. Source: Messenger Platform docs, Conversation Routing. */
const DAY_MS = 86_400_000;
/** A machine asks Meta for the page's routing mode as often; until then a false refusal may have told it another one. */
const MODE_KEPT_MS = 600_000;

/** Holds what the machines believe of each thread against what the sandbox knows, and against each other. */
export interface OwnerWatch {
  /** Looks at all threads once. Nobody may be at work. */
  look(): Promise<void>;
  /** Threads that were believed to be somebody else's for more than a day; with what happened to each. */
  readonly stuck: readonly string[];
  /** Threads of which machines that share a store told different owners, longer than a routing mode is kept; likewise. */
  readonly divided: readonly string[];
  /** How many of the looks found a thread as it is, not known, or another's; and told differently by two machines. */
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
    tell(stuck, wrong.note(person, isStuck ? `${truth} owns, the bot believes ${belief}` : undefined));

    const isDivided = beliefs.some((one) => one !== belief);
    if (isDivided) looks.divided += 1;
    tell(divided, apart.note(person, isDivided ? `the machines believe ${beliefs.join(' and ')}` : undefined));

    function tell(list: string[], since: number | undefined): void {
      if (since === undefined) return;
      const what = `${person.name}: ${truth} owns, since ${new Date(since).toISOString()} the machines have it as`;
      list.push([`${what} ${JSON.stringify(states)}`, ...stage.storyOf(person)].join('\n       '));
    }
  }

  return {
    async look() {
      // Asking for a state may start a look-up of the routing mode: the answer counts once it is there.
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
      else if (one?.how !== how) known.set(id, { how, since: now, told: false });
      else if (!one.told && now - one.since > mostMs) {
        one.told = true;
        return one.since;
      }
      return undefined;
    },
  };
}

/**
 * Whether an app other than the bot's is meant. Meta tells a bot nothing when one of them takes a thread from another: the
 * take goes to the loser, and only an echo names the new owner.
 */
function isOther(owner: string): boolean {
  return owner !== BOT && owner !== 'idle' && owner !== 'unknown';
}

/**
 * Another app may be known without its name. On a page with roles, Meta answers the bot as for a page without routing: there
 * a message on `messaging` says that no other app owns the thread, and leaves open whether the bot does. It may answer in
 * both cases.
 */
function agree(belief: string, truth: string, routing: Routing): boolean {
  if (belief === truth || (belief === 'app' && isOther(truth))) return true;
  return routing === 'primary' && belief === 'idle' && truth === BOT;
}

function nameOf(owner: Owner): string {
  if (owner.kind === 'self') return BOT;
  return owner.kind === 'app' ? (owner.appId ?? 'app') : owner.kind;
}
