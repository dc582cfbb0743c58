import { sqliteStore } from '@handover/sqlite';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import { propertyRuns } from '../../../../scripts/deep/property-runs.ts';
import { KNOWN_LIVES, sameOwner } from '../../../core/test/properties/support/same-owner.ts';
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
