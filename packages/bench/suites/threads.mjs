import { cores, startContender } from '../contender.mjs';

const few = 1000;
/** The bound that `memoryStore` documents: threads, events and values of plugins, 100 000 of each. */
const statedBound = 300_000;
const all = { maxThreads: 2_000_000 };

/** The cost of a delivery for a bot that has seen a thousand people, and for one that has seen a million. */
export const threads = {
  name: 'threads',
  comparisons: [
    { name: 'threads-bounded', ours: 'many', theirs: 'few', by: 'growth', target: 1.3 },
    { name: 'threads-all-kept', ours: 'many, all kept', theirs: 'few', by: 'growth', target: 1.3 },
  ],
  async start(needed, { isQuick }) {
    const many = isQuick ? 200_000 : 1_000_000;
    const settings = {
      few: { threads: few },
      many: { threads: many },
      'many, all kept': { threads: many, bounds: all },
    };
    const running = new Map();
    for (const name of needed)
      running.set(name, await startContender('pipelines/threads.mjs', settings[name], cores.server));
    return {
      batch: (scale) => scale,
      run: (name, scale) => running.get(name).ask('run', Math.ceil(5000 * scale)),
      async facts() {
        const facts = [];
        for (const [name, contender] of running) {
          const { size, grownBytes } = await contender.ask('memory');
          const mib = (grownBytes / 2 ** 20).toFixed(0);
          const isOver = settings[name].bounds === undefined && size > statedBound;
          facts.push({
            text: `${settings[name].threads} threads seen (${name}): the store holds ${size} entries, RSS grew by ${mib} MiB`,
            ...(settings[name].bounds === undefined && { verdict: isOver ? 'MISS' : 'ok' }),
          });
        }
        return facts;
      },
    };
  },
};
