import { sqliteStore } from '@handover/sqlite';
import { propertyRuns } from '@handover/test-support/property-runs';
import { KNOWN_LIVES, sameOwner } from '@handover/test-support/same-owner';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import { databaseFile } from '../support/drivers.ts';

const ownership = suite('ownership on SQLite');

ownership('is the same for every order, repetition and split of the same observations', async () => {
  const file = databaseFile();
  try {
    const property = sameOwner([sqliteStore(file.connect()), sqliteStore(file.connect())]);
    await fc.assert(property, { ...propertyRuns(100), examples: KNOWN_LIVES });
  } finally {
    file.remove();
  }
});

ownership.run();
