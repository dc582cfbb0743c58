import { subscribe } from 'node:diagnostics_channel';
import handover from './handover.mjs';

/** The same bot while something listens to the channels of core. */
export default () => {
  let heard = 0;
  for (const name of ['handover:delivery', 'handover:event', 'handover:owner', 'handover:send']) {
    subscribe(name, () => {
      heard += 1;
    });
  }
  const { run } = handover();
  return {
    async run(count, events) {
      heard = 0;
      const sample = await run(count, events);
      // Of a delivery its begin and end, of an event its claim, its run and its end; owners beside them.
      if (heard < count * (2 + 3 * events)) throw new Error(`${heard} messages were heard`);
      return sample;
    },
  };
};
