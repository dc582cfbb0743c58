import type { Owner } from '@handover/core';
import type { Person } from '@handover/sandbox';
import { BOT } from './machine.ts';
import type { Stage } from './stage.ts';

/** Since when a belief and the truth have differed in the same way. */
interface Difference {
  readonly truth: string;
  readonly belief: string;
  readonly since: number;
  told: boolean;
}

/** Control ends so long after the person's last message. Source: Messenger Platform docs, Conversation Routing. */
const DAY_MS = 86_400_000;

/** Holds what the bot believes of each thread against what the sandbox knows. */
export interface OwnerWatch {
  /** Looks at all threads once. */
  look(): Promise<void>;
  /** Threads that were believed to be somebody else's for more than a day; with what happened to each. */
  readonly stuck: readonly string[];
  /** How many of the looks found a thread as it is, not known, or another's. */
  readonly looks: { readonly right: number; readonly unknown: number; readonly wrong: number };
}

/** Watches the owners on a stage. */
export function ownerWatch(stage: Stage): OwnerWatch {
  const differences = new Map<string, Difference>();
  const stuck: string[] = [];
  const looks = { right: 0, unknown: 0, wrong: 0 };

  async function lookAt(person: Person): Promise<void> {
    const truth = stage.sandbox.owner(person.id) ?? 'idle';
    const belief = nameOf((await stage.belief(person)).owner);
    const kind = belief === 'unknown' ? 'unknown' : agree(belief, truth) ? 'right' : 'wrong';
    looks[kind] += 1;
    if (kind !== 'wrong') {
      differences.delete(person.id);
      return;
    }
    const now = stage.sandbox.clock.now();
    const known = differences.get(person.id);
    if (known === undefined || known.truth !== truth || known.belief !== belief) {
      differences.set(person.id, { truth, belief, since: now, told: false });
      return;
    }
    if (known.told || now - known.since <= DAY_MS) return;
    known.told = true;
    const since = new Date(known.since).toISOString();
    const believed = JSON.stringify(await stage.belief(person));
    stuck.push(
      [
        `${person.name}: ${truth} owns, since ${since} the bot has it wrong: ${believed}`,
        ...stage.storyOf(person),
      ].join('\n       '),
    );
  }

  return {
    async look() {
      for (const person of stage.people) await lookAt(person);
    },
    stuck,
    looks,
  };
}

/** Another app may be known without its name. */
function agree(belief: string, truth: string): boolean {
  return belief === truth || (belief === 'app' && truth !== BOT && truth !== 'idle');
}

function nameOf(owner: Owner): string {
  if (owner.kind === 'self') return BOT;
  return owner.kind === 'app' ? (owner.appId ?? 'app') : owner.kind;
}
