import { cores, startContender } from '../contender.mjs';
import { deliveries, forged } from '../deliveries.mjs';
import { send } from '../load.mjs';

const connections = 32;
/** Deliveries of one event over HTTP. */
export const webhooks = {
  name: 'webhooks',
  comparisons: [
    { name: 'koa', ours: 'koa', theirs: 'koa-bare', target: 0.7 },
    { name: 'express', ours: 'express', theirs: 'express-bare', target: 1.05 },
    { name: 'node', ours: 'node', theirs: 'node-bare', target: 0.6 },
    { name: 'octokit', ours: 'node', theirs: 'octokit', target: 0.85 },
    // Without a target: the ratio differs too much between processors (9.0 on one, 4.0 on another).
    { name: 'bottender', ours: 'koa', theirs: 'bottender' },
    // A durable store compared with the memory store. SQLite by rate, because it waits for the disk, which CPU time
    // does not show.
    { name: 'sqlite', ours: 'node-sqlite', theirs: 'node', target: 0.5, by: 'rate' },
    { name: 'redis', ours: 'node-redis', theirs: 'node', target: 0.7 },
    { name: 'postgres', ours: 'node-postgres', theirs: 'node', target: 0.5 },
    // What the record of a send costs: shown, without a target.
    { name: 'sqlite-send', ours: 'node-sqlite-send', theirs: 'node-sqlite-send-unrecorded' },
  ],
  start: (needed) => startServers([...needed], { events: 1 }),
};

/** Deliveries of twenty events, as Meta batches them under load. */
export const batches = {
  name: 'batches',
  comparisons: [{ name: 'koa-20-events', ours: 'koa', theirs: 'koa-bare', target: 0.33 }],
  start: (needed) => startServers([...needed], { events: 20 }),
};

async function startServers(names, { events }) {
  const running = new Map();
  for (const name of names) {
    const contender = await startContender(`servers/${name}.mjs`, {}, cores.server);
    const port = await contender.ask('port');
    await checkSignatures(name, contender, port);
    running.set(name, { contender, port });
  }

  return {
    /** The same bytes for every server: each deduplicates by itself. */
    batch: (scale) => deliveries(Math.ceil((events === 1 ? 3000 : 800) * scale), { events }),
    async run(name, requests) {
      const { contender, port } = running.get(name);
      const handledBefore = await contender.ask('handled');
      const before = await contender.ask('cpu');
      const { ms, statuses } = await send(port, requests, connections);
      const after = await contender.ask('cpu');
      const handled = (await contender.ask('handled')) - handledBefore;
      if (statuses[200] !== requests.length || handled !== requests.length * events) {
        throw new Error(`${name}: ${requests.length} sent, ${handled} events handled, ${JSON.stringify(statuses)}`);
      }
      const micros = after.user - before.user + after.system - before.system;
      return { perSecond: (requests.length / ms) * 1000, cpuMicros: micros / requests.length };
    },
  };
}

/** Checks signatures first, because a server that accepts everything would be fast. */
async function checkSignatures(name, contender, port) {
  const [delivery] = deliveries(1);
  for (const [sent, isTaken] of [
    [delivery, true],
    [forged(deliveries(1)[0]), false],
  ]) {
    const { statuses } = await send(port, [sent], 1);
    if ((statuses[200] === 1) !== isTaken || (await contender.ask('handled')) !== 1)
      throw new Error(`${name} ${isTaken ? 'refuses a signed delivery' : 'accepts a delivery with a wrong signature'}`);
  }
}
