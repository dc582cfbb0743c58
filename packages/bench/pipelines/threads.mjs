import { memoryStore } from '@handover/core';
import { deliveries } from '../deliveries.mjs';
import { countingBot } from '../servers/bot.mjs';
import { timed } from '../timing.mjs';

/** A bot that has seen many people. */
export default async ({ threads, bounds }) => {
  const store = memoryStore(bounds);
  const { bot } = countingBot({ store });
  const deliver = async (batch) => {
    for (const { body, headers } of batch) {
      const { status } = await bot.handle({ method: 'POST', headers, body });
      if (status !== 200) throw new Error(`answered with ${status}`);
    }
  };
  globalThis.gc();
  const emptyBytes = process.memoryUsage().rss;
  const perBatch = 1000;
  for (let first = 0; first < threads; first += perBatch) {
    await deliver(deliveries(perBatch / 20, { events: 20, person: (index) => first + index }));
  }

  return {
    run(count) {
      const batch = deliveries(count, { person: () => Math.floor(Math.random() * threads) });
      return timed(count, () => deliver(batch));
    },
    memory() {
      globalThis.gc();
      return { size: store.size, grownBytes: process.memoryUsage().rss - emptyBytes };
    },
  };
};
