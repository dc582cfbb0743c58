import type { HandoverRequest } from '@handover/core';
import { harness, SECRET } from '@handover/test-support/harness';
import { propertyRuns } from '@handover/test-support/property-runs';
import { delivery, escapedJson, items, signedRequest } from '@handover/testkit';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { anyJson, textOf } from './support/json-text.ts';

const handle = suite('bot.handle, whatever comes');

/** A delivery as Meta sends it, to be damaged. */
const sample = escapedJson(
  delivery({
    messaging: [items.message({ text: '¡Olé! 1/2 😀', mid: 'm_1' }), items.pass({ from: null, to: '880042117756310' })],
    standby: [items.postback({ title: 'Yes', mid: 'm_2' }), items.unsend({ mid: 'm_1' })],
    more: { calls: [{ id: 'c_1' }], messaging_optins: [items.optin({ userRef: 'visit-1', status: 'STOP' })] },
    hopContext: { app_id: 413038776280800 },
  }),
);

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
  anyJson.map((json) => Buffer.from(textOf(json))),
  // One byte of a delivery is another one, or its end is missing.
  fc.tuple(fc.nat({ max: sample.length - 1 }), fc.nat({ max: 255 })).map(([at, byte]) => {
    const damaged = Uint8Array.from(sample);
    damaged[at] = byte;
    return damaged;
  }),
  fc.nat({ max: sample.length }).map((length) => sample.subarray(0, length)),
);

const anyHeader = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.string(), { maxLength: 3 }),
  fc.constant(undefined),
  fc.constantFrom('sha256=', `sha256=${'0'.repeat(64)}`, `sha256=${'g'.repeat(64)}`, `sha1=${'0'.repeat(40)}`),
);
const anyHeaders = fc.dictionary(
  fc.oneof(fc.constantFrom('x-hub-signature-256', 'x-hub-signature', '__proto__', 'content-type'), fc.string()),
  anyHeader,
  { maxKeys: 5 },
);

/** The status, after a look at what every answer must have. */
async function statusOf(request: HandoverRequest, options: { verifyToken?: string } = {}): Promise<number> {
  const { bot, logger } = harness(options);
  const { status, headers, body, events } = await bot.handle(request);
  await bot.close();
  assert.type(body, 'string');
  assert.is(headers['content-type'], 'text/plain; charset=utf-8');
  // The challenge is all that is ever said back.
  if (request.method === 'GET' && status === 200) assert.is(headers['x-content-type-options'], 'nosniff');
  if (status !== 200) assert.equal(events, []);
  for (const text of [body, ...logger.lines]) assert.not.match(text, SECRET);
  return status;
}

handle('answers any bytes that are signed, with 200, 400 or 404', async () => {
  await fc.assert(
    fc.asyncProperty(anyBytes, async (bytes) => {
      const status = await statusOf(signedRequest(bytes, SECRET));
      assert.ok([200, 400, 404].includes(status), String(status));
    }),
    propertyRuns(150),
  );
});

handle('refuses any bytes under any headers that do not sign them', async () => {
  await fc.assert(
    fc.asyncProperty(anyBytes, anyHeaders, async (body, headers) => {
      assert.is(await statusOf({ method: 'POST', headers, body }), 401);
    }),
    propertyRuns(150),
  );
});

handle('refuses a delivery of which one byte was changed on its way', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: sample.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const request = signedRequest(sample, SECRET);
      const body = Uint8Array.from(sample);
      body[at] = (body[at] ?? 0) ^ change;
      assert.is(await statusOf({ ...request, body }), 401);
    }),
    propertyRuns(100),
  );
});

handle('answers any method, query and headers', async () => {
  const query = fc.dictionary(
    fc.oneof(fc.constantFrom('hub.mode', 'hub.verify_token', 'hub.challenge', 'hub', '__proto__'), fc.string()),
    fc.oneof(fc.constantFrom('subscribe', 'token'), fc.string({ unit: 'binary' }), fc.array(fc.string())),
  );
  const method = fc.oneof(fc.constantFrom('GET', 'POST', 'PUT', 'HEAD', 'get', ''), fc.string());
  await fc.assert(
    fc.asyncProperty(method, query, anyHeaders, fc.option(anyBytes), async (name, asked, headers, body) => {
      const request = { method: name, query: asked, headers, ...(body === null ? {} : { body }) };
      const status = await statusOf(request, { verifyToken: 'token' });
      const allowed = name === 'GET' ? [200, 403] : name === 'POST' ? [body === null ? 500 : 401] : [405];
      assert.ok(allowed.includes(status), String(status));
      if (status !== 200) return;
      assert.equal([asked['hub.mode'], asked['hub.verify_token']], ['subscribe', 'token']);
      assert.match(String(asked['hub.challenge']), /^[\w-]{1,128}$/);
    }),
    propertyRuns(150),
  );
});

handle.run();
