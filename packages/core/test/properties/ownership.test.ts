import { memoryStore } from '@handover/core';
import { propertyRuns } from '@handover/test-support/property-runs';
import { KNOWN_LIVES, sameOwner } from '@handover/test-support/same-owner';
import * as fc from 'fast-check';
import { suite } from 'uvu';

const ownership = suite('ownership on the memory store');

ownership('is the same for every order, repetition and split of the same observations', async () => {
  // A bot looks through all threads that a store of its user's holds: with each run's two it would take ever longer.
  const store = memoryStore({ maxThreads: 100, maxEvents: 1_000 });
  await fc.assert(sameOwner([store, store]), { ...propertyRuns(200), examples: KNOWN_LIVES });
});

ownership.run();
