import { note, OptionError } from '@handover/core';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const notes = suite('note');

notes('comes out as it went in', () => {
  fc.assert(
    fc.property(
      fc.record(
        { reason: fc.string(), summary: fc.string(), link: fc.webUrl() },
        { requiredKeys: [], noNullPrototype: true },
      ),
      (given) => {
        const metadata = encodeOrUndefined(given);
        if (metadata !== undefined) assert.equal(note.decode(metadata), given);
      },
    ),
  );
});

function encodeOrUndefined(given: object): string | undefined {
  try {
    return note.encode(given);
  } catch (error) {
    assert.instance(error, OptionError);
    return undefined;
  }
}

notes('reads any string, a foreign one as plain text', () => {
  fc.assert(fc.property(fc.string(), (text) => void note.decode(text)));
  fc.assert(fc.property(fc.json(), (text) => void note.decode(text)));
  const foreign = [
    'Pass thread control from Page Inbox',
    '{"ticket":4711}',
    '{"handover":',
    '{"handover":"1"}',
    'null',
    '7',
    '[1]',
  ];
  for (const text of foreign) assert.equal(note.decode(text), { text });
});

notes('reads nothing as an empty note', () => {
  for (const nothing of [undefined, null, '']) assert.equal(note.decode(nothing), {});
});

notes('leaves out fields that are no text, and keys it does not know', () => {
  assert.equal(note.decode('{"handover":1,"reason":7,"summary":"s","__proto__":{"link":"x"}}'), { summary: 's' });
});

notes('says what to shorten where it would be longer than metadata may be', () => {
  assert.throws(() => note.encode({ summary: 'x'.repeat(1000) }), /at most 1000 fit: shorten the summary/);
  assert.throws(() => note.encode({ reason: 7 as unknown as string }), /reason must be a string/);
  assert.ok(note.encode({ reason: 'refund' }).length < 1000);
});

notes.run();
