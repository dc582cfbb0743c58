// What the routing mode of a page is known by, with `routing: 'auto'`.

import { APP, DESK, type Harness, harness } from '@handover/test-support/harness';
import { delivery, items, rejects, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const modes = suite('routing modes');

const asked = ({ client }: Harness): number => client.calls.filter(({ name }) => name === 'getRoutingMode').length;

modes('are learned from a refusal that speaks of routing, and from no other', async () => {
  for (const [fields, mode] of [
    [{ kind: 'routing_off', code: 27, subcode: 2018464 }, 'off'],
    [{ kind: 'routing_off', subcode: 2534123 }, 'off'],
    [{ kind: 'rate', code: 613 }, 'on'],
    [{ kind: 'transient', subcode: '2018464' }, 'on'],
  ] as const) {
    const made = harness({ routing: 'auto' });
    const thread = made.bot.thread(SAMPLE_IDS);
    made.client.refuse('takeThreadControl', fields);
    await rejects(thread.takeThreadControl());
    const toDefault = thread.handOver('default').then(
      () => 'on',
      ({ message }: Error) => (/its routing is off/.test(message) ? 'off' : message),
    );
    assert.is(await toDefault, mode, JSON.stringify(fields));
  }
});

modes('are known of the ten thousand pages that were met last; another is asked of Meta again', async () => {
  const made = harness({ routing: 'auto' });
  const state = (page: number): Promise<unknown> => made.bot.thread({ pageId: String(page), userId: '51' }).state();
  for (let page = 1; page <= 10_000; page += 1) await state(page);
  await made.clock.advance(0);
  assert.is(asked(made), 10_000);
  await state(1);
  await state(10_001);
  await made.clock.advance(0);
  assert.is(asked(made), 10_001);
  await state(10_000);
  await state(1);
  await made.clock.advance(0);
  assert.is(asked(made), 10_002, 'the first page that was met was forgotten');
});

modes('change nothing about what an owner said as it took the thread', async () => {
  for (const routing of ['on', 'off', 'primary'] as const) {
    const { bot, clock, deliver } = harness({ routing });
    const timestamp = clock.now();
    await deliver(delivery({ messaging: [items.take({ from: APP, to: DESK, timestamp, metadata: 'ticket 7' })] }));
    const standby = [items.message({ timestamp: timestamp + 1_000 })];
    await deliver(delivery({ standby }));
    const { owner, metadata, source, since } = await bot.thread(SAMPLE_IDS).state();
    assert.equal([owner, metadata, source], [{ kind: 'app', appId: DESK }, 'ticket 7', 'take']);
    assert.equal(since, new Date(timestamp), 'what is said on standby only confirms it');
  }
});

modes.run();
