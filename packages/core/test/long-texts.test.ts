// Texts that are longer than the platform takes.

import type { Platform } from '@handover/core';
import { startProcess } from '@handover/test-support/processes';
import { propertyRuns } from '@handover/test-support/property-runs';
import { rejects, SAMPLE_IDS } from '@handover/testkit';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const texts = suite('long texts');

const LIMITS: Readonly<Record<Platform, { most: number; lengthOf: (text: string) => number; words: RegExp }>> = {
  messenger: { most: 2_000, lengthOf: (text) => text.length, words: /at most 2000 characters \(got 2001\)/ },
  instagram: { most: 1_000, lengthOf: (text) => Buffer.byteLength(text), words: /at most 1000 bytes \(got 1001\)/ },
  whatsapp: { most: 4_096, lengthOf: (text) => text.length, words: /at most 4096 characters \(got 4097\)/ },
};

async function partsOf(text: string, platform: Platform): Promise<string[]> {
  const one = startProcess();
  await one.bot.thread({ ...SAMPLE_IDS, platform }).send(text, { split: true });
  return one.sent() as string[];
}

for (const platform of ['messenger', 'instagram', 'whatsapp'] as const) {
  const { most, lengthOf, words } = LIMITS[platform];

  texts(`one that fits on ${platform} goes out as it is, and one that does not is refused with the limit`, async () => {
    const one = startProcess();
    const thread = one.bot.thread({ ...SAMPLE_IDS, platform });
    await thread.send('a'.repeat(most));
    await thread.send({ text: ` ${'a'.repeat(most - 2)} ` }, { split: true });
    for (const message of ['a'.repeat(most + 1), { text: 'a'.repeat(most + 1) }]) {
      const error = (await rejects(thread.send(message))) as Error & { kind?: unknown };
      assert.equal([error.name, error.kind], ['OptionError', 'invalid']);
      assert.match(error.message, words);
      assert.match(error.message, /split: true/);
    }
    assert.equal(one.sent(), ['a'.repeat(most), ` ${'a'.repeat(most - 2)} `]);
  });

  texts(`is cut behind a sentence on ${platform}, else between words, else anywhere`, async () => {
    const sentence = `${'word '.repeat(most / 10)}end.`;
    assert.equal(await partsOf(`${sentence} ${sentence} ${sentence}`, platform), [sentence, sentence, sentence]);
    const run = 'x'.repeat(most - 10);
    assert.equal(await partsOf(`${run} yyyyyyyyyyyyyyy ${run}`, platform), [run, 'yyyyyyyyyyyyyyy', run]);
    assert.equal(await partsOf('z'.repeat(most * 2 + 5), platform), ['z'.repeat(most), 'z'.repeat(most), 'zzzzz']);
  });

  texts(`a text that just fills a part on ${platform} is cut behind it`, async () => {
    const full = `${'a'.repeat(most - 1)}.`;
    assert.equal(await partsOf(`${full} ${full}\n${full}`, platform), [full, full, full]);
  });

  texts(`no part on ${platform} is too long or empty, none begins inside an emoji, and no word is lost`, async () => {
    const piece = fc.oneof(
      fc.constantFrom('Hello. ', 'wörld ', '👍', '👨‍👩‍👧 ', '\n', 'ß', '…” ', '中文', '  '),
      fc.integer({ min: 1, max: 900 }).map((length) => 'x'.repeat(length)),
      fc.integer({ min: 1, max: 400 }).map((length) => '😀'.repeat(length)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 30 }), async (pieces) => {
        const text = pieces.join('');
        if (text === '') return;
        const parts = await partsOf(text, platform);
        for (const part of parts) {
          assert.ok(lengthOf(part) <= most, `${lengthOf(part)}`);
          // A lone half of an emoji is no text.
          assert.is(Buffer.from(part).toString(), part);
          if (parts.length > 1) assert.is.not(part.trim(), '');
        }
        assert.is(parts.join('').replace(/\s/g, ''), text.replace(/\s/g, ''));
      }),
      propertyRuns(60),
    );
  });
}

texts('on Instagram bytes count, so that emoji and umlauts fill a part sooner', async () => {
  const one = startProcess();
  const thread = one.bot.thread({ ...SAMPLE_IDS, platform: 'instagram' });
  await thread.send('😀'.repeat(250));
  assert.match((await rejects(thread.send('😀'.repeat(251)))).message, /got 1004/);
  assert.match((await rejects(thread.send('ü'.repeat(501)))).message, /got 1002/);
  assert.equal(await partsOf('😀'.repeat(251), 'instagram'), ['😀'.repeat(250), '😀']);
});

texts(
  'what stands below a text goes with the last part, thread control too, and that is what send resolves to',
  async () => {
    const one = startProcess();
    const quickReplies = [{ content_type: 'text' as const, title: 'Yes', payload: 'YES' }];
    const long = `${'a'.repeat(1_999)} ${'b'.repeat(10)}`;
    const sent = await one.bot
      .thread(SAMPLE_IDS)
      .send(
        { text: long, quick_replies: quickReplies },
        { split: true, tag: 'HUMAN_AGENT', threadControl: { type: 'release' } },
      );
    assert.equal(sent, { messageId: 'm_sent2' });
    assert.equal(
      one.client.calls.map(({ args }) => args.slice(1)),
      [
        [{ text: 'a'.repeat(1_999) }, { tag: 'HUMAN_AGENT' }],
        [
          { text: 'b'.repeat(10), quick_replies: quickReplies },
          { tag: 'HUMAN_AGENT', threadControl: { type: 'release' } },
        ],
      ],
    );
  },
);

texts('a message without a text, and one of a single space, are sent as they are', async () => {
  const one = startProcess();
  const attachment = { type: 'image' as const, payload: { url: 'https://example.com/a.png' } };
  await one.bot.thread(SAMPLE_IDS).send({ attachment }, { split: true });
  await one.bot.thread(SAMPLE_IDS).send(' ', { split: true });
  assert.equal(
    one.client.calls.map(({ args }) => args[1]),
    [{ attachment }, { text: ' ' }],
  );
});

texts('split takes true and false alone', async () => {
  const one = startProcess();
  assert.match((await rejects(one.bot.thread(SAMPLE_IDS).send('x', { split: 1 as never }))).message, /split must be/);
});

texts.run();
