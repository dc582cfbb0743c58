import { deliveries } from '../deliveries.mjs';
import { timed } from '../timing.mjs';

/**
 * The methods of a contender that takes deliveries without HTTP, one after the other.
 *
 * @param {(delivery: { body: Buffer, headers: Record<string, string> }) => unknown} deliver Rejects or throws on a wrong signature.
 * @param {() => number} handled How many events its handler has received.
 */
export function pipeline(deliver, handled) {
  return {
    async run(count, events) {
      const batch = deliveries(count, { events });
      const before = handled();
      const sample = await timed(count, async () => {
        for (const delivery of batch) await deliver(delivery);
      });
      if (handled() - before !== count * events) throw new Error(`${handled() - before} of ${count * events} handled`);
      return sample;
    },
  };
}
