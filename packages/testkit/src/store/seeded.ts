/** Random-looking numbers from 0 up to 1, the same for the same seed, so that a failing case fails again. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Picks an item of `list`. */
export function pick<Item>(random: () => number, list: readonly [Item, ...Item[]]): Item {
  return list[Math.floor(random() * list.length)] ?? list[0];
}

/** Returns `list` in another order. */
export function shuffled<Item>(random: () => number, list: readonly Item[]): Item[] {
  return list
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
