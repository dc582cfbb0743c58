import { eventually } from '@handover/test-support/eventually';
import { freePort, type RedisServer, redisServer } from '@handover/test-support/redis-server';
import { Cluster, Redis } from 'ioredis';

/** A Redis Cluster for one test: three nodes on loopback, a third of the slots each. */
export interface RedisCluster {
  readonly nodes: readonly RedisServer[];
  /** Opens a connection; the caller closes it. */
  connect(): Cluster;
  stop(): Promise<void>;
}

const SLOTS = 16_384;
const NODES = 3;

/** Starts a Cluster, and resolves once it serves all slots. */
export async function redisCluster(): Promise<RedisCluster> {
  const buses = await Promise.all(Array.from({ length: NODES }, freePort));
  const nodes = await Promise.all(
    buses.map((bus) => redisServer({ args: ['--cluster-enabled', 'yes', '--cluster-port', String(bus)] })),
  );
  const direct = nodes.map(({ url }) => new Redis(url));
  const stop = async (): Promise<void> => {
    for (const redis of direct) redis.disconnect();
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    for (const [index, redis] of direct.entries()) {
      const first = Math.ceil((index * SLOTS) / NODES);
      const last = Math.ceil(((index + 1) * SLOTS) / NODES) - 1;
      await redis.cluster('ADDSLOTSRANGE', first, last);
      const other = nodes[(index + 1) % NODES];
      await redis.call('cluster', 'meet', '127.0.0.1', String(other?.port), String(buses[(index + 1) % NODES]));
    }
    await eventually('the nodes serve all slots', async () => {
      const states = await Promise.all(direct.map((redis) => redis.cluster('INFO')));
      return states.every((state) => /cluster_state:ok/.test(state) && /cluster_known_nodes:3/.test(state));
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    nodes,
    connect: () => new Cluster(nodes.map(({ port }) => ({ host: '127.0.0.1', port }))),
    stop,
  };
}
