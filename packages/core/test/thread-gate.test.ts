// Who may speak: pages whose owners Meta does not show, and the choice of each call.

import { APP, DESK, type Harness, harness } from '@handover/test-support/harness';
import { delivery, items, rejects, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const gate = suite('the gate of a thread');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const sample = ({ bot }: Harness) => bot.thread(SAMPLE_IDS);
const calls = ({ client }: Harness): string[] => client.calls.splice(0).map(({ name }) => name);

/** The desk has taken the thread at the present time. */
async function taken(made: Harness): Promise<void> {
  const timestamp = made.clock.now();
  await made.deliver(delivery({ messaging: [items.take({ from: APP, to: DESK, timestamp })] }));
}

for (const kind of ['invalid', 'permission']) {
  gate(`tries a send where Meta does not show the owner (${kind}) and routing is on`, async () => {
    const made = harness();
    await taken(made);
    await made.clock.advance(MINUTE);
    made.client.refuse('getThreadOwner', { kind, code: 100 });
    assert.is((await sample(made).send('hello')).messageId, 'm_sent1');
    assert.equal(calls(made), ['getThreadOwner', 'sendMessage']);
    assert.equal((await sample(made).state()).owner, { kind: 'unknown' }, 'the desk owns no more: Meta took it');

    await taken(made);
    await made.clock.advance(MINUTE);
    await sample(made).send('hello again');
    assert.equal(calls(made), ['sendMessage'], 'the page is not asked again for a while');
    await taken(made);
    await made.clock.advance(10 * MINUTE);
    await sample(made).send('hello later');
    assert.is(calls(made)[0], 'getThreadOwner', 'but after ten minutes');
  });
}

gate("goes by Meta's refusal of the send itself where that comes", async () => {
  const made = harness();
  await taken(made);
  await made.clock.advance(MINUTE);
  made.client.refuse('getThreadOwner', { kind: 'invalid', code: 100 });
  made.client.refuse('sendMessage', { kind: 'not_owner', subcode: 2018300 });
  const error = await rejects(sample(made).send('hello'), 'NotThreadOwnerError');
  assert.is((error as Error & { ownerAppId?: string }).ownerAppId, DESK);
  assert.equal(calls(made), ['getThreadOwner', 'sendMessage']);
  await rejects(sample(made).send('hello'), 'NotThreadOwnerError');
  assert.equal(calls(made), [], 'the refusal is new evidence');
});

gate('believes its evidence for a day where Meta does not show the owner and routing is off', async () => {
  const made = harness({ routing: 'off' });
  await taken(made);
  made.client.refuse('getThreadOwner', { kind: 'permission', code: 10 });
  await made.clock.advance(MINUTE);
  await rejects(sample(made).send('hello'), 'NotThreadOwnerError');
  assert.equal(calls(made), ['getThreadOwner']);
  await made.clock.advance(9 * MINUTE);
  await rejects(sample(made).typing(true), 'NotThreadOwnerError');
  assert.equal(calls(made), []);
  made.client.refuse('getThreadOwner', { kind: 'permission', code: 10 });
  await made.clock.advance(23 * HOUR);
  await rejects(sample(made).send('hello'), 'NotThreadOwnerError');
  await made.clock.advance(HOUR);
  calls(made);
  await sample(made).send('hello');
  assert.equal(calls(made), ['sendMessage']);
});

gate('tries a send with routing off once the evidence is a day old, though control may last longer', async () => {
  const made = harness({ routing: 'off' });
  made.client.owner = { state: 'owned', appId: DESK, expiresAt: new Date(made.clock.now() + 7 * 24 * HOUR) };
  await sample(made).getThreadOwner();
  made.client.refuse('getThreadOwner', { kind: 'invalid', code: 100 });
  made.client.refuse('getThreadOwner', { kind: 'invalid', code: 100 });
  await made.clock.advance(24 * HOUR - 2_000);
  await rejects(sample(made).send('hello'), 'NotThreadOwnerError');
  await made.clock.advance(10 * MINUTE);
  assert.is((await sample(made).state()).owner.kind, 'app');
  calls(made);
  await sample(made).send('hello');
  assert.equal(calls(made), ['getThreadOwner', 'sendMessage']);
});

gate('does not take other failures of the look-up for that', async () => {
  for (const kind of ['token', 'transient', 'rate', 'unreachable', 'timeout']) {
    const made = harness();
    await taken(made);
    await made.clock.advance(MINUTE);
    made.client.refuse('getThreadOwner', { kind });
    const error = await rejects(sample(made).send('hello'), 'GraphError');
    assert.is((error as Error & { kind?: string }).kind, kind);
    made.client.owner = { state: 'idle' };
    await sample(made).send('hello');
    assert.equal(calls(made), ['getThreadOwner', 'getThreadOwner', 'sendMessage'], kind);
  }
});

gate('does not take an argument that the client refuses for that', async () => {
  const made = harness();
  await taken(made);
  await made.clock.advance(MINUTE);
  made.client.during('getThreadOwner', () => {
    throw Object.assign(new TypeError('userId must be an id of decimal digits'), { kind: 'invalid' });
  });
  await rejects(sample(made).send('hello'), 'TypeError');
});

gate('learns nothing about the owner from a typing sign that Meta takes', async () => {
  const made = harness();
  await taken(made);
  await made.clock.advance(MINUTE);
  made.client.refuse('getThreadOwner', { kind: 'invalid' });
  await sample(made).typing(true);
  assert.equal(calls(made), ['getThreadOwner', 'sendAction']);
  assert.is((await sample(made).state()).owner.kind, 'app');
});

gate(
  'resolves isThreadOwner to false where Meta does not show the owner; getThreadOwner rejects with the refusal',
  async () => {
    const made = harness();
    for (const _ of [1, 2, 3]) made.client.refuse('getThreadOwner', { kind: 'invalid', code: 100 });
    assert.is(await sample(made).isThreadOwner(), false);
    assert.is(await sample(made).isThreadOwner(), false);
    assert.equal(calls(made), ['getThreadOwner']);
    await rejects(sample(made).getThreadOwner(), 'GraphError');
    await rejects(sample(made).getThreadOwner(), 'GraphError');
    assert.equal(calls(made), ['getThreadOwner', 'getThreadOwner'], 'who asks for it is always answered by Meta');
  },
);

gate('drops or throws as each call says, whatever the option of the bot', async () => {
  for (const whenNotOwner of ['throw', 'drop'] as const) {
    const made = harness({ whenNotOwner });
    const thread = sample(made);
    await taken(made);
    assert.is(await thread.send('Still there?', { whenNotOwner: 'drop' }), undefined);
    assert.is(await thread.typing(true, { whenNotOwner: 'drop' }), undefined);
    assert.is(await thread.handOver('inbox', { message: 'Bye.', whenNotOwner: 'drop' }), undefined);
    await rejects(thread.send('Still there?', { whenNotOwner: 'throw' }), 'NotThreadOwnerError');
    await rejects(thread.typing(true, { whenNotOwner: 'throw' }), 'NotThreadOwnerError');
    await rejects(thread.handOver('inbox', { whenNotOwner: 'throw' }), 'NotThreadOwnerError');
    assert.equal(calls(made), []);
  }
});

gate('drops what Meta refuses because another app owns, and nothing else', async () => {
  const made = harness();
  made.client.refuse('sendMessage', { kind: 'not_owner' });
  assert.is(await sample(made).send('Still there?', { whenNotOwner: 'drop' }), undefined);
  await sample(made).takeThreadControl();
  made.client.refuse('sendMessage', { kind: 'window_closed' });
  await rejects(sample(made).send('Still there?', { whenNotOwner: 'drop' }), 'GraphError');
});

gate('keeps the choice of a call to itself: neither hooks nor the client see it', async () => {
  const made = harness({ routing: 'off' });
  const seen: object[] = [];
  made.bot.onSend(async (outgoing, next) => {
    seen.push(outgoing.options);
    return next();
  });
  const thread = sample(made);
  await thread.send('hello', { whenNotOwner: 'drop', personaId: '7' });
  await thread.typing(false, { whenNotOwner: 'drop' });
  await thread.handOver(DESK, { whenNotOwner: 'drop' });
  assert.equal(seen, [{ personaId: '7' }, {}]);
  assert.equal(
    made.client.calls.map(({ args }) => args.at(-1)),
    [{ personaId: '7' }, {}, { targetAppId: DESK }],
  );
});

gate.run();
