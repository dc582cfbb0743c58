// The verbs of a thread: what reaches the client, and what its answers and refusals make known.
import { createHandover, type Outgoing } from '@handover/core';
import { APP, DESK, type Harness, harness, INBOX, SECRET } from '@handover/test-support/harness';
import { delivery, items, rejects, SAMPLE_IDS, signedRequest } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const calls = suite('calls of a thread');
const { userId } = SAMPLE_IDS;

const sample = ({ bot }: Harness) => bot.thread(SAMPLE_IDS);
const names = ({ client }: Harness): string[] =>
  client.calls.map(({ name }) => name).filter((name) => name !== 'getRoutingMode');
const ownerOf = async (made: Harness) => (await sample(made).state()).owner;

/** The desk has taken the thread at the present time; with `note` as its metadata. */
async function taken(made: Harness, note?: string): Promise<void> {
  const timestamp = made.clock.now();
  const metadata = note === undefined ? {} : { metadata: note };
  await made.deliver(delivery({ messaging: [items.take({ from: APP, to: DESK, timestamp, ...metadata })] }));
}

calls('refuse to pass without a target, before any call', async () => {
  const made = harness();
  await rejects(sample(made).passThreadControl(''), /needs the app id to pass to/);
  await rejects(sample(made).passThreadControl(undefined as unknown as string), /needs the app id to pass to/);
  assert.equal(names(made), []);
});

calls(
  'hand over to the default app by a pass without a target, and know that another app owns, not which',
  async () => {
    const made = harness();
    assert.equal(await sample(made).handOver('default'), {});
    assert.equal(made.client.calls, [{ name: 'passThreadControl', args: [userId, {}] }]);
    assert.equal(await ownerOf(made), { kind: 'app' });
    await rejects(sample(made).send('hello'), /^Another app owns this thread/);
  },
);

calls('hand over to the default app with a message in one call', async () => {
  const made = harness();
  await sample(made).handOver('default', { message: 'One moment.' });
  assert.equal(made.client.calls, [
    { name: 'sendMessage', args: [userId, { text: 'One moment.' }, { threadControl: { type: 'pass' } }] },
  ]);
  assert.equal(await ownerOf(made), { kind: 'app' });
});

calls('pass their signal on to every request of a hand-over', async () => {
  const made = harness({ routing: 'off' });
  const { signal } = new AbortController();
  await sample(made).handOver('inbox', { signal });
  assert.equal(made.client.calls, [{ name: 'passThreadControl', args: [userId, { targetAppId: INBOX, signal }] }]);

  await made.clock.advance(61_000);
  made.client.owner = { state: 'owned', appId: APP };
  const later = sample(made).handOver(DESK, { message: 'One moment.', metadata: 'ticket 7', signal });
  await made.clock.advance(1_000);
  await later;
  assert.equal(
    made.client.calls
      .slice(1)
      .map(({ name, args }) => [name, (args.at(-1) as { signal?: AbortSignal }).signal === signal]),
    [
      ['getThreadOwner', true],
      ['sendMessage', true],
      ['passThreadControl', true],
    ],
  );
});

calls('of a hand-over that is tried again say the message again if its wording has changed', async () => {
  const made = harness({ routing: 'off' });
  for (const [message, passes] of [
    ['One moment.', false],
    ['Just a moment.', true],
  ] as const) {
    if (!passes) made.client.refuse('passThreadControl', { kind: 'transient' });
    const handed = sample(made).handOver('inbox', { message });
    const settled = passes ? handed : rejects(handed, 'PassFailedError');
    await made.clock.advance(1_000);
    await settled;
  }
  assert.equal(names(made), ['sendMessage', 'passThreadControl', 'sendMessage', 'passThreadControl']);
});

calls('of a hand-over do not need the id of its message, also not to pass again', async () => {
  const made = harness({ routing: 'off' });
  const { sendMessage } = made.client;
  const client = {
    ...made.client,
    sendMessage: async (...args: Parameters<typeof sendMessage>) => {
      const { messageId: _, ...answer } = await sendMessage(...args);
      return answer;
    },
  };
  const clientless = { appId: APP, appSecret: SECRET, client, routing: 'off', clock: made.clock } as const;
  const thread = createHandover({ ...clientless, logger: made.logger }).thread(SAMPLE_IDS);
  made.client.refuse('passThreadControl', { kind: 'transient' });
  const first = rejects(thread.handOver('inbox', { message: 'One moment.' }), 'PassFailedError');
  await made.clock.advance(1_000);
  assert.is(((await first) as Error & { messageId?: string }).messageId, undefined);
  await thread.handOver('inbox', { message: 'One moment.' });
  assert.equal(names(made), ['sendMessage', 'passThreadControl', 'passThreadControl']);
  assert.equal(await thread.send('afterwards').catch((error: Error) => error.name), 'NotThreadOwnerError');
});

calls('show and hide that something is typed, past the same gate as a message', async () => {
  const made = harness();
  await sample(made).typing(true, { personaId: '77' });
  await sample(made).typing(false);
  assert.equal(made.client.calls, [
    { name: 'sendAction', args: [userId, 'typing_on', { personaId: '77' }] },
    { name: 'sendAction', args: [userId, 'typing_off', {}] },
  ]);
  await taken(made);
  await rejects(sample(made).typing(true), 'NotThreadOwnerError');
});

calls('end control of ours where a message says so: released is idle, passed is the app that got it', async () => {
  for (const [threadControl, owner] of [
    [{ type: 'release' }, { kind: 'idle' }],
    [
      { type: 'pass', appId: DESK },
      { kind: 'app', appId: DESK },
    ],
    [{ type: 'pass' }, { kind: 'app' }],
  ] as const) {
    const made = harness();
    assert.equal(await sample(made).send('bye', { threadControl }), { messageId: 'm_sent1' });
    assert.equal(await ownerOf(made), owner);
  }
});

calls('under the tag HUMAN_AGENT change no owner where the page has no routing', async () => {
  const made = harness({ routing: 'off' });
  await sample(made).send('hello', { tag: 'HUMAN_AGENT' });
  assert.equal(await ownerOf(made), { kind: 'unknown' });
});

calls('that Meta refuses because of an app it does not name say so, and keep the refusal as their cause', async () => {
  const made = harness();
  made.client.refuse('sendMessage', { kind: 'not_owner', code: 10 });
  const error = await rejects(sample(made).send('hello'), 'NotThreadOwnerError');
  assert.is((error as Error & { ownerAppId?: string }).ownerAppId, undefined);
  assert.is((error.cause as Error & { kind?: string }).kind, 'not_owner');
  assert.equal(await ownerOf(made), { kind: 'app' });
});

calls('that Meta refuses are dated by the time that Meta gives the refusal', async () => {
  const made = harness();
  const metaNow = made.clock.now() - 60_000;
  made.client.refuse('sendMessage', { kind: 'not_owner', code: 10, at: metaNow });
  await rejects(sample(made).send('hello'), 'NotThreadOwnerError');
  assert.equal(await ownerOf(made), { kind: 'app' });
  const pass = items.pass({ from: DESK, to: APP, timestamp: metaNow + 5_000 });
  await made.deliver(delivery({ messaging: [pass] }));
  assert.equal(await ownerOf(made), { kind: 'self' }, 'the pass came after it, though our clock is ahead');
});

calls('that Meta refuses name no owner where the thread has come back meanwhile', async () => {
  const made = harness();
  const at = made.clock.now();
  made.client.during('sendMessage', async () => {
    const pass = items.pass({ from: DESK, to: APP, timestamp: at + 30_000 });
    await made.deliver(delivery({ messaging: [pass] }));
    throw Object.assign(new Error('(#10) refused by script'), { kind: 'not_owner', at });
  });
  const error = await rejects(sample(made).send('hello'), 'NotThreadOwnerError');
  assert.is((error as Error & { ownerAppId?: string }).ownerAppId, undefined);
  assert.equal(await ownerOf(made), { kind: 'self' });
});

calls('lose to a pass of the same second that names no owner before it, where only the second is known', async () => {
  const made = harness();
  // Meta's clock is a minute behind ours, so of the take's time only its second is known.
  const second = made.clock.now() - 60_000;
  const client = { ...made.client, takeThreadControl: async () => ({ at: second }) };
  const bot = createHandover({ appId: APP, appSecret: SECRET, client, routing: 'on', clock: made.clock });
  const thread = bot.thread(SAMPLE_IDS);
  await thread.takeThreadControl();
  assert.equal((await thread.state()).owner, { kind: 'self' });
  const pass = items.pass({ to: DESK, timestamp: second + 500 });
  await bot.handle(signedRequest(delivery({ messaging: [pass] }), SECRET));
  assert.equal((await thread.state()).owner, { kind: 'app', appId: DESK });
});

calls('regain a thread by asking, where a page has roles and they refuse the take', async () => {
  for (const kind of ['permission', 'invalid', 'no_role', 'not_owner']) {
    const made = harness({ routing: 'primary' });
    await taken(made);
    made.client.refuse('takeThreadControl', { kind });
    assert.is(await sample(made).regain(), 'requested', kind);
    assert.equal(names(made), ['takeThreadControl', 'requestThreadControl']);
  }
});

calls('regain nothing by asking where the take failed for another reason, and tell that reason', async () => {
  for (const routing of ['on', 'primary'] as const) {
    const made = harness({ routing });
    await taken(made);
    made.client.refuse('takeThreadControl', { kind: 'rate', code: 613 });
    const error = await rejects(sample(made).regain());
    assert.is((error as Error & { kind?: string }).kind, 'rate');
    assert.equal(names(made), ['takeThreadControl']);
  }
});

calls('regain nothing where Meta refuses the request, and tell why', async () => {
  const made = harness({ routing: 'off' });
  await taken(made);
  const before = made.clock.timers;
  made.client.refuse('requestThreadControl', { kind: 'window_closed', code: 10 });
  const error = await rejects(sample(made).regain({ waitMs: 30_000 }));
  assert.is((error as Error & { kind?: string }).kind, 'window_closed');
  assert.is(made.clock.timers, before, 'nothing is waited for any more');
});

calls('wait for a grant until their signal aborts, and leave nothing at the signal behind', async () => {
  const made = harness({ routing: 'off' });
  await taken(made);
  const aborted = new AbortController();
  const given = sample(made).regain({ waitMs: 30_000, signal: aborted.signal });
  await made.clock.advance(1_000);
  aborted.abort();
  assert.is(await given, 'requested');

  const { signal } = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners += 1;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners -= 1;
    removeEventListener.apply(signal, args);
  };
  const granted = sample(made).regain({ waitMs: 30_000, signal });
  await made.clock.advance(1_000);
  assert.is(listeners, 1);
  const pass = items.pass({ from: DESK, to: APP, timestamp: made.clock.now() });
  await made.deliver(delivery({ messaging: [pass] }));
  assert.is(await granted, 'owned');
  assert.is(listeners, 0);
});

calls(
  'know the grant that was faster than their answer: at once, or behind a hundred events after the wait',
  async () => {
    for (const [ahead, atOnce] of [
      [99, true],
      [150, false],
    ] as const) {
      const made = harness({ routing: 'off' });
      await taken(made);
      await made.clock.advance(1_000);
      const timestamp = made.clock.now();
      const echoes = Array.from({ length: ahead }, () => items.echo({ appId: DESK, timestamp }));
      const pass = items.pass({ from: DESK, to: APP, timestamp });
      made.client.during('requestThreadControl', () => made.deliver(delivery({ messaging: [...echoes, pass] })));
      let outcome = '';
      const waiting = sample(made)
        .regain({ waitMs: 30_000 })
        .then((given) => {
          outcome = given;
        });
      await made.clock.advance(29_999);
      assert.is(outcome, atOnce ? 'owned' : '');
      await made.clock.advance(1);
      await waiting;
      assert.is(outcome, 'owned');
    }
  },
);

calls('that fail with something that is no Error reach the caller as it is', async () => {
  for (const thrown of ['a text', undefined, null]) {
    const made = harness();
    await taken(made);
    made.client.during('takeThreadControl', () => Promise.reject(thrown));
    const outcome = await sample(made)
      .regain()
      .then(
        () => 'resolved',
        (error: unknown) => ({ error }),
      );
    assert.equal(outcome, { error: thrown });
  }
});

calls('do not act with a client of another platform', async () => {
  const { client, clock } = harness();
  const options = { appId: APP, appSecret: SECRET, routing: 'on', clock } as const;
  const instagram = createHandover({ ...options, client: { ...client, platform: 'instagram' } });
  const error = await rejects(instagram.thread(SAMPLE_IDS).send('hello'), 'HandoverError');
  assert.match(error.message, /page me on instagram, the thread is on page 804155501230077 on messenger/);
  const both = createHandover({ ...options, client: { ...client, platform: 'instagram', pageId: SAMPLE_IDS.pageId } });
  await both.thread({ ...SAMPLE_IDS, platform: 'instagram', pageId: '17841400000000001' }).send('hello');
  assert.equal(
    client.calls.map(({ name }) => name),
    ['sendMessage'],
  );
});

calls('show a hook the owner and the words it left, and let it send something else', async () => {
  const made = harness();
  const seen: Outgoing[] = [];
  made.bot.use({
    name: 'hooked',
    setup: (host) =>
      host.onSend(async (outgoing, next) => {
        seen.push({ ...outgoing });
        return next();
      }),
  });
  const timestamp = made.clock.now();
  await made.deliver(delivery({ messaging: [items.pass({ from: DESK, to: APP, timestamp, metadata: 'ticket 7' })] }));
  await sample(made).send('hello');
  assert.equal(
    seen.map(({ owner, metadata, message }) => [owner, metadata, message]),
    [[{ kind: 'self' }, 'ticket 7', { text: 'hello' }]],
  );
});

calls('name the app that Meta confirms, with what it said when it took the thread', async () => {
  const made = harness();
  await taken(made, 'ticket 7');
  await made.clock.advance(1_000);
  const echo = items.echo({ appId: DESK, timestamp: made.clock.now() });
  await made.deliver(delivery({ standby: [echo] }));
  const { owner, metadata, source, since } = await sample(made).state();
  assert.equal([owner, metadata, source], [{ kind: 'app', appId: DESK }, 'ticket 7', 'take']);
  assert.equal(since, new Date(made.clock.now() - 1_000));
});

calls.run();
