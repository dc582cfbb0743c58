import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Repeatable random choices: the same seed gives the same numbers. */
export interface Random {
  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number;
  /** True with this probability, 0 to 1. */
  chance(share: number): boolean;
  /** Picks an item of the list. */
  pick<Item>(list: readonly Item[]): Item;
  /** Picks a name, with a frequency in proportion to its weight. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name;
}

/** Makes random choices from a seed. */
export function random(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const int = (least: number, most: number): number => uniformInt(generator, least, most);

  function pick<Item>(list: readonly Item[]): Item {
    if (list.length === 0) throw new RangeError('there is nothing to pick from');
    return list[int(0, list.length - 1)] as Item;
  }

  return {
    int,
    chance: (share) => int(1, 1_000_000) <= share * 1_000_000,
    pick,
    weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
      const entries = Object.entries<number>(weights) as [Name, number][];
      let left = int(
        1,
        entries.reduce((sum, [, weight]) => sum + weight, 0),
      );
      for (const [name, weight] of entries) {
        left -= weight;
        if (left <= 0) return name;
      }
      throw new RangeError('weights must be whole numbers above 0');
    },
  };
}
