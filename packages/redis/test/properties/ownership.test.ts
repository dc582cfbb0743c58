import { redisStore } from '@handover/redis';
import { propertyRuns } from '@handover/test-support/property-runs';
import { redisServer } from '@handover/test-support/redis-server';
import { KNOWN_LIVES, sameOwner } from '@handover/test-support/same-owner';
import * as fc from 'fast-check';
import { Redis } from 'ioredis';
import { suite } from 'uvu';

const ownership = suite('ownership on Redis');

ownership('is the same for every order, repetition and split of the same observations', async () => {
  const server = await redisServer();
  const connections = [new Redis(server.url), new Redis(server.url)] as const;
  try {
    const property = sameOwner([redisStore(connections[0]), redisStore(connections[1])]);
    await fc.assert(property, { ...propertyRuns(100), examples: KNOWN_LIVES });
  } finally {
    for (const redis of connections) redis.disconnect();
    await server.stop();
  }
});

ownership.run();
