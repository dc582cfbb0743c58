// A Stryker checker that lets a random sample of the mutants through. Stryker has no sampling of its own, and a range
// in `mutate` takes every mutant within it, which would select long blocks with everything in them.
import { createHash } from 'node:crypto';

const { MUTANTS_SAMPLE: size = '150', MUTANTS_SEED: seed = '1' } = process.env;

/** Selects mutants by a hash of seed and id: the same seed selects the same mutants of the same code. */
function draw(mutants) {
  const placeOf = ({ id }) => createHash('sha256').update(`${seed}:${id}`).digest('hex');
  const shuffled = mutants.map((mutant) => ({ id: mutant.id, place: placeOf(mutant) }));
  shuffled.sort((a, b) => (a.place < b.place ? -1 : 1));
  return shuffled.slice(0, Number(size)).map(({ id }) => id);
}

/** The variable by which Stryker loads a plugin. */
export const strykerPlugins = [
  {
    kind: 'Checker',
    name: 'sample',
    factory: () => ({
      async init() {},
      /**
       * Puts each selected mutant into its own group and all others into one, so `check` can recognize them by the
       * group's size.
       */
      async group(mutants) {
        const ids = draw(mutants);
        const rest = mutants.map(({ id }) => id).filter((id) => !ids.includes(id));
        return [...ids.map((id) => [id]), ...(rest.length > 0 ? [rest] : [])];
      },
      /** Gives mutants outside the sample the status that Stryker leaves out of its score. */
      async check(group) {
        const result =
          group.length === 1 ? { status: 'passed' } : { status: 'compileError', reason: 'not in the sample' };
        return Object.fromEntries(group.map(({ id }) => [id, result]));
      },
    }),
  },
];
