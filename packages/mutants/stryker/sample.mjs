// A checker of Stryker's that lets a random sample of the mutants through. Stryker has no sampling of its own, and a range
// of `mutate` takes every mutant within it, which would draw long blocks and all they hold.
import { createHash } from 'node:crypto';

const { MUTANTS_SAMPLE: size = '150', MUTANTS_SEED: seed = '1' } = process.env;

/** Draws by a hash of seed and id: the same seed draws the same mutants of the same code. */
function draw(mutants) {
  const placeOf = ({ id }) => createHash('sha256').update(`${seed}:${id}`).digest('hex');
  const shuffled = mutants.map((mutant) => ({ id: mutant.id, place: placeOf(mutant) }));
  shuffled.sort((a, b) => (a.place < b.place ? -1 : 1));
  return shuffled.slice(0, Number(size)).map(({ id }) => id);
}

/** The API by which Stryker loads a plugin. */
export const strykerPlugins = [
  {
    kind: 'Checker',
    name: 'sample',
    factory: () => ({
      async init() {},
      /** Each drawn mutant is a group of its own, all others are one: `check` tells them apart by that alone. */
      async group(mutants) {
        const ids = draw(mutants);
        const rest = mutants.map(({ id }) => id).filter((id) => !ids.includes(id));
        return [...ids.map((id) => [id]), ...(rest.length > 0 ? [rest] : [])];
      },
      /** What was not drawn gets the one status by which Stryker leaves a mutant out of its score. */
      async check(group) {
        const result =
          group.length === 1 ? { status: 'passed' } : { status: 'compileError', reason: 'not in the sample' };
        return Object.fromEntries(group.map(({ id }) => [id, result]));
      },
    }),
  },
];
