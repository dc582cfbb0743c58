import { type Note, note, OptionError } from '@handover/core';
import { propertyRuns } from '@handover/test-support/property-runs';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { anyJson, textOf } from './support/json-text.ts';

const notes = suite('notes, whatever they say');

const aText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 400 }), fc.webUrl());
const aNote: fc.Arbitrary<Note> = fc.record(
  { reason: aText, summary: aText, link: aText },
  { requiredKeys: [], noNullPrototype: true },
);

notes('come out as they went in, unless they are too long for metadata', () => {
  fc.assert(
    fc.property(aNote, (given) => {
      const metadata = encoded(given);
      if (metadata === undefined) return;
      assert.ok(metadata.length <= 1000);
      assert.equal(note.decode(metadata), given);
    }),
    propertyRuns(300),
  );
});

notes('are refused only where they are too long', () => {
  fc.assert(
    fc.property(aNote, (given) => {
      // The envelope itself takes fewer than 20.
      if (encoded(given) === undefined) assert.ok(JSON.stringify(given).length > 980);
    }),
    propertyRuns(200),
  );
});

notes('are read from any string: foreign text comes as it is', () => {
  const nearNotes = fc
    .dictionary(fc.constantFrom('handover', 'reason', 'summary', 'link', '__proto__'), anyJson)
    .map(textOf);
  const metadata = fc.oneof(fc.string({ unit: 'binary' }), anyJson.map(textOf), nearNotes);
  fc.assert(
    fc.property(metadata, (text) => {
      const decoded = note.decode(text);
      assert.is(Object.getPrototypeOf(decoded), Object.prototype);
      for (const [key, value] of Object.entries(decoded)) {
        assert.ok(['reason', 'summary', 'link', 'text'].includes(key), key);
        assert.type(value, 'string');
      }
      if (decoded.text !== undefined) assert.equal(decoded, { text });
    }),
    propertyRuns(300),
  );
});

function encoded(given: Note): string | undefined {
  try {
    return note.encode(given);
  } catch (error) {
    assert.instance(error, OptionError);
    return undefined;
  }
}

notes.run();
