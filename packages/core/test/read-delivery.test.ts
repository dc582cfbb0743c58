import { delivery, escapedJson, items, whatsappChanges } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDelivery } from '../src/index.ts';

const reading = suite('readDelivery');

reading('reads every item of a delivery as one event, in wire order', () => {
  const body = delivery({
    messaging: [items.message({ text: 'hi' }), items.echo({ appId: '1450077300221199' }), { odd: 1 }],
    standby: [items.postback()],
  });
  const events = readDelivery(escapedJson(body), { appId: '1450077300221199' });
  assert.equal(
    events.map(({ kind, standby }) => [kind, standby]),
    [
      ['message', false],
      ['echo', false],
      ['unknown', false],
      ['postback', true],
    ],
  );
  assert.is(events[1]?.kind === 'echo' && events[1].sentBy, 'self');
});

reading('reads a delivery of WhatsApp without a bot for the number', () => {
  const body = delivery({ object: 'whatsapp_business_account', changes: [whatsappChanges.message()] });
  const [event] = readDelivery(escapedJson(body));
  assert.equal([event?.kind, event?.platform], ['message', 'whatsapp']);
});

reading('throws where the bytes are not JSON, or no webhook body', () => {
  assert.throws(() => readDelivery(Buffer.from('hi')), SyntaxError);
  for (const body of ['[]', '{}', '{"object":"user","entry":[]}']) {
    assert.throws(
      () => readDelivery(Buffer.from(body)),
      (error: Error) => error.name === 'PayloadError',
    );
  }
});

reading.run();
