import { cores, startContender } from '../contender.mjs';

/** How core handles a delivery, without HTTP. */
export const pipeline = {
  name: 'pipeline',
  comparisons: [
    { name: 'pipeline-1-event', ours: 'handover 1', theirs: 'bare 1' },
    { name: 'pipeline-20-events', ours: 'handover 20', theirs: 'bare 20' },
    // What a listener on the channels costs. Without one no message is built.
    { name: 'pipeline-1-event-listened', ours: 'handover-listened 1', theirs: 'handover 1' },
    { name: 'pipeline-20-events-listened', ours: 'handover-listened 20', theirs: 'handover 20' },
  ],
  async start(needed) {
    const running = new Map();
    for (const name of needed) {
      const [file] = name.split(' ');
      running.set(name, await startContender(`pipelines/${file}.mjs`, {}, cores.server));
    }
    return {
      batch: (scale) => scale,
      run(name, scale) {
        const events = Number(name.split(' ')[1]);
        return running.get(name).ask('run', Math.ceil((events === 1 ? 8000 : 1500) * scale), events);
      },
    };
  },
};
