import type { Person, Sandbox } from '@handover/sandbox';
import type { BotProcess } from './killed-bot.ts';
import { BOT } from './machine.ts';

/** What processes that share a store believe about the owners of threads. */
export interface ProcessOwners {
  /** People whose thread has another owner in the sandbox than in some process, with a line for each. */
  readonly wrong: ReadonlyMap<Person, string>;
  /** Threads for which two processes report different owners, one line each. */
  readonly divided: readonly string[];
}

/** Asks each process for the owner of each thread, and compares. "unknown" is not a mistake. */
export async function processOwners(
  sandbox: Sandbox,
  processes: Iterable<BotProcess>,
  people: readonly Person[],
): Promise<ProcessOwners> {
  const ids = people.map(({ id }) => id);
  const answers = await Promise.all(Array.from(processes, (one) => one.ask({ people: ids })));
  const wrong = new Map<Person, string>();
  const divided: string[] = [];
  for (const person of people) {
    const owner = sandbox.owner(person.id);
    const truth = owner === BOT ? 'self' : (owner ?? 'idle');
    const beliefs = answers.map((owners) => owners[person.id] ?? 'nothing');
    const words = beliefs.join(' and ');
    if (beliefs.some((one) => one !== truth && one !== 'unknown'))
      wrong.set(person, `${person.name}: ${words} for ${truth}`);
    if (new Set(beliefs).size > 1) divided.push(`${person.name}: ${words}`);
  }
  return { wrong, divided };
}
