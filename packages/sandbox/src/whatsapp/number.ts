import type { NumberFacts } from '../options/resolve-number.ts';
import type { World } from '../state/world.ts';

/** The facts of the world's phone number. */
export function numberOf({ options: { page } }: World): NumberFacts {
  if (!page.number) throw new Error(`${page.name} is not a phone number`);
  return page.number;
}

/** The worlds of all numbers that are in the same account, this one included. */
export function worldsOfAccount(world: World): World[] {
  const { accountId } = numberOf(world);
  return world.run.worlds.filter(({ options }) => options.page.number?.accountId === accountId);
}
