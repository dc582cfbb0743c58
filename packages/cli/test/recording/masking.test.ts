import { readDelivery } from '@handover/core';
import { propertyRuns } from '@handover/test-support/property-runs';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type MaskOptions, maskOf } from '../../src/recording/masking.ts';
import { bytesOf, parsePrecisely, printPrecisely } from '../../src/recording/precise-json.ts';
import { platformsOf, sampleDelivery } from '../../src/webhook/sample-delivery.ts';
import { SAMPLE_KINDS } from '../../src/webhook/sample-kinds.ts';

const masking = suite('masking of deliveries');

const OPTIONS: MaskOptions = { texts: false, maskIds: false, key: 'a key' };
const TEXT = 'Please call me, I am Ana';

type Json = Record<string, unknown>;

/** Samples of every kind on every platform, with a text where the kind has one. */
const anySample = fc
  .constantFrom(
    ...Object.entries(SAMPLE_KINDS).flatMap(([kind, sample]) =>
      platformsOf(sample).map((platform) => ({ kind, platform })),
    ),
  )
  .map(({ kind, platform }) => {
    const values = { platform, text: TEXT, payload: 'TALK_TO_HUMAN', metadata: TEXT };
    return JSON.parse(JSON.stringify(sampleDelivery(kind, values, 1_764_590_400_000))) as Json;
  });

/** What must not be in a recording, with the part of it that the test looks for. */
const anyPrivate = fc.oneof(
  fc.constantFrom(
    { value: 'my address is 5 Rose Lane', needle: 'Rose Lane' },
    { value: 'Rosalind', needle: 'Rosalind' },
    { value: '+351 960 111 222', needle: '960 111' },
    { value: 351_960_111_222, needle: '351960111222' },
    { value: 'https://cdn.example/me.jpg?signature=abc', needle: 'me.jpg' },
    { value: 'rosa@mail.example', needle: 'rosa' },
    { value: 38.7223, needle: '38.7' },
  ),
  fc
    .string({ minLength: 8, unit: 'grapheme' })
    .map((text) => ({ value: `~${text}~`, needle: JSON.stringify(text).slice(1, -1) })),
);

/** Names that Meta may give to a field tomorrow, and names that fields have today elsewhere. */
const anyKey = fc.constantFrom(
  'new_field',
  'caption',
  'name',
  'text',
  'body',
  'title',
  'url',
  'phone',
  'address',
  'note',
);

/** Ways in which a field may hold something. */
const anyHolder = fc.constantFrom<(value: unknown) => unknown>(
  (value) => value,
  (value) => [value],
  (value) => ({ value }),
  (value) => [{ inner: { id: '1', value } }],
);

function objectsIn(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return [...(Array.isArray(value) ? [] : [value as Json]), ...Object.values(value).flatMap(objectsIn)];
}

masking('no text, name, number, place or address survives, in whichever field of a delivery it stands', () => {
  fc.assert(
    fc.property(anySample, anyPrivate, anyKey, anyHolder, fc.nat(), (sample, { value, needle }, key, holder, at) => {
      const body = structuredClone(sample);
      const objects = objectsIn(body);
      const target = objects[at % objects.length];
      if (target !== undefined && !Object.hasOwn(target, key)) target[key] = holder(value);
      const printed = printPrecisely(maskOf(OPTIONS)(body));
      assert.not.ok(target !== undefined && Object.hasOwn(sample, key) === false && printed.includes(needle), printed);
      assert.not.match(printed, /call me|Ana|Rita|351960000003|351210000000|Porto/);
    }),
    propertyRuns(400),
  );
});

masking('no text survives where the wire has an object today', () => {
  fc.assert(
    fc.property(anySample, anyPrivate, fc.nat(), (sample, { value, needle }, at) => {
      const body = structuredClone(sample);
      const holders = objectsIn(body).flatMap((object) =>
        Object.keys(object).flatMap((key) => (objectsIn(object[key]).length > 0 ? [{ object, key }] : [])),
      );
      const { object, key } = holders[at % holders.length] ?? {};
      if (object === undefined || key === undefined) return;
      object[key] = value;
      assert.not.ok(printPrecisely(maskOf(OPTIONS)(body)).includes(needle));
    }),
    propertyRuns(200),
  );
});

masking('a masked delivery is read as the same events, of the same threads and messages', () => {
  const about = (body: unknown): unknown =>
    readDelivery(bytesOf(body), { appId: '1450077300221199' }).map((event) => {
      const { kind, lane, pageId, platform, timestamp } = event;
      const isNamed = platform !== 'whatsapp';
      return { kind, lane, pageId, platform, timestamp, userId: isNamed ? event.userId : typeof event.userId };
    });
  fc.assert(
    fc.property(anySample, (body) => assert.equal(about(maskOf(OPTIONS)(body)), about(body))),
    propertyRuns(150),
  );
});

masking('with texts, everything stays but what opens something', () => {
  const keep = maskOf({ ...OPTIONS, texts: true });
  const tokens = [
    'EAAGm0PX4ZCpsBAKZCexampleZCpsBAK',
    'IGAAm0PX4ZCpsBAKZCexampleZCpsBAK',
    '1450077300221199|aBcDeFgHiJkLmNoPqRsTuV',
    '0123456789abcdef0123456789abcdef',
    'https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=17&signature=AbXyZ123',
    '{"answer":"yes","flow_token":"opens-a-flow"}',
    'see https://shop.example/reset?user=1&access_token=verysecretvalue',
  ];
  const secrets = /EAAG|IGAA|aBcDeFg|0123456789abcdef|AbXyZ|verysecret|opens-a-flow|asset_id=17/;
  fc.assert(
    fc.property(anySample, fc.constantFrom(...tokens), anyHolder, fc.nat(), (sample, token, holder, at) => {
      const body = structuredClone(sample);
      const objects = objectsIn(body);
      Object.assign(objects[at % objects.length] ?? {}, {
        new_field: holder(`here: ${token}`),
        some_token: holder('hush'),
      });
      const printed = printPrecisely(keep(body));
      assert.not.match(printed, secrets);
      assert.not.match(printed, /hush/);
      if (JSON.stringify(sample).includes(TEXT)) assert.match(printed, TEXT);
    }),
    propertyRuns(150),
  );
});

masking('a long id that the wire sends as a number keeps its digits', () => {
  const text =
    '{"object":"page","entry":[{"id":17841400012345678,"messaging":[{"sender":{"id":"5"},"recipient":{"id":17841400012345678},"message":{"mid":"m_1","app_id":9007199254740993}}]}]}';
  const masked = printPrecisely(maskOf(OPTIONS)(parsePrecisely(text)));
  assert.is(masked, text);
  assert.is(Buffer.from(bytesOf(parsePrecisely(masked))).toString(), text);
  const hidden = printPrecisely(maskOf({ ...OPTIONS, maskIds: true })(parsePrecisely(text)));
  assert.match(hidden, /"recipient":\{"id":17841400012345678\}/);
  assert.match(hidden, /"sender":\{"id":"9\d{15}"\}/);
});

masking('a payload stays if it looks like a name in code, and goes if a person may have written it', () => {
  const payloadOf = (payload: string): unknown => {
    const body = maskOf(OPTIONS)(sampleDelivery('postback', { platform: 'messenger', payload }, 0)) as never;
    return (body as { entry: { messaging: { postback: { payload: string } }[] }[] }).entry[0]?.messaging[0]?.postback
      .payload;
  };
  for (const payload of ['HUMAN', 'TALK_TO_HUMAN', 'order.status', 'get_started', 'size:m-2']) {
    assert.is(payloadOf(payload), payload);
  }
  for (const payload of ['Ana', 'ana', 'call 351960000003', 'ORDER_351960000003', '{"name":"Ana"}', 'x'.repeat(65)]) {
    assert.is(payloadOf(payload), '(masked)');
  }
});

masking('another key gives other replacements, so that two recordings cannot be joined', () => {
  const body = sampleDelivery('message', { platform: 'whatsapp' }, 0);
  const [one, other] = ['a', 'b'].map((key) => printPrecisely(maskOf({ ...OPTIONS, key })(body)));
  assert.is.not(one, other);
});

masking.run();
