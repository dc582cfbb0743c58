import { memoryStore } from '@handover/core';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import { propertyRuns } from '../../../../scripts/deep/property-runs.ts';
import { KNOWN_LIVES, sameOwner } from './support/same-owner.ts';

const ownership = suite('ownership on the memory store');

ownership('is the same for every order, repetition and split of the same observations', async () => {
  const store = memoryStore();
  await fc.assert(sameOwner([store, store]), { ...propertyRuns(200), examples: KNOWN_LIVES });
});

ownership.run();
