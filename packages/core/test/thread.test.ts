import { createHandover, type ThreadState } from '@handover/core';
import { APP, DESK, type Harness, harness, INBOX, SECRET } from '@handover/test-support/harness';
import { delivery, items, rejects, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const threads = suite('thread');
const { userId } = SAMPLE_IDS;

const sample = ({ bot }: Harness) => bot.thread(SAMPLE_IDS);
const names = ({ client }: Harness): string[] =>
  client.calls.map(({ name }) => name).filter((name) => name !== 'getRoutingMode');

/** The desk has taken the thread at the present time. */
async function taken(made: Harness): Promise<void> {
  const timestamp = made.clock.now();
  await made.deliver(delivery({ messaging: [items.take({ from: APP, to: DESK, timestamp })] }));
}

threads('is unknown before anything was seen', async () => {
  const state: ThreadState = await sample(harness()).state();
  assert.equal(state, { owner: { kind: 'unknown' }, mayReply: true, source: 'none' });
});

threads('says who owns, since when and until when', async () => {
  const made = harness();
  await taken(made);
  assert.equal(await sample(made).state(), {
    owner: { kind: 'app', appId: DESK },
    mayReply: false,
    since: new Date(made.clock.now()),
    expiresAt: new Date(made.clock.now() + 86_400_000),
    source: 'take',
  });
});

threads('passes, takes, releases, extends and requests by one call each, and knows the owner after it', async () => {
  const made = harness();
  const thread = sample(made);
  const owner = async (): Promise<string> => {
    const { owner } = await thread.state();
    return owner.kind === 'app' ? `${owner.appId} ${owner.inbox ?? ''}`.trim() : owner.kind;
  };
  const steps: [() => Promise<unknown>, string][] = [
    [() => thread.takeThreadControl({ metadata: 'mine' }), 'self'],
    [() => thread.passThreadControl(DESK, { metadata: 'yours' }), DESK],
    [() => thread.requestThreadControl(), DESK],
    [() => thread.takeThreadControl(), 'self'],
    [() => thread.extendThreadControl({ durationSeconds: 604_800 }), 'self'],
    [() => thread.passThreadControlToPageInbox(), `${INBOX} page`],
    [() => thread.takeThreadControl(), 'self'],
    [() => thread.releaseThreadControl(), 'idle'],
  ];
  for (const [call, expected] of steps) {
    await call();
    assert.is(await owner(), expected);
  }
  assert.equal(made.client.calls.slice(0, 2), [
    { name: 'takeThreadControl', args: [userId, { metadata: 'mine' }] },
    { name: 'passThreadControl', args: [userId, { targetAppId: DESK, metadata: 'yours' }] },
  ]);
});

threads('passes to the inbox of its platform', async () => {
  const made = harness();
  const thread = made.bot.thread({ ...SAMPLE_IDS, platform: 'instagram' });
  await thread.passThreadControlToPageInbox();
  assert.equal((await thread.state()).owner, { kind: 'app', appId: '1217981644879628', inbox: 'instagram' });
});

threads('counts a take as done where this app owns already', async () => {
  const made = harness();
  made.client.refuse('takeThreadControl', { kind: 'already_owner' });
  await sample(made).takeThreadControl();
  assert.is((await sample(made).state()).owner.kind, 'self');
});

for (const call of ['passThreadControl', 'releaseThreadControl', 'extendThreadControl'] as const) {
  threads(`does not take a refused ${call} for another app's thread: an idle one refuses too`, async () => {
    const made = harness();
    const thread = sample(made);
    made.client.refuse(call, { kind: 'not_owner' });
    await rejects(
      call === 'passThreadControl'
        ? thread.passThreadControl(DESK)
        : call === 'releaseThreadControl'
          ? thread.releaseThreadControl()
          : thread.extendThreadControl({ durationSeconds: 60 }),
      'GraphError',
    );
    assert.equal((await thread.state()).owner, { kind: 'unknown' });
  });
}

threads('stays extended to seven days past the first one, and is idle after them', async () => {
  const made = harness();
  const thread = sample(made);
  await thread.takeThreadControl();
  await thread.extendThreadControl({ durationSeconds: 604_800 });
  await made.clock.advance(6 * 86_400_000);
  assert.is((await thread.state()).owner.kind, 'self');
  await made.clock.advance(86_400_000);
  assert.is((await thread.state()).owner.kind, 'idle');
});

threads('forgets the extension of an owner before', async () => {
  const made = harness();
  const thread = sample(made);
  await thread.extendThreadControl({ durationSeconds: 604_800 });
  await thread.passThreadControl(DESK);
  await made.clock.advance(86_401_000);
  assert.is((await thread.state()).owner.kind, 'idle');
});

threads('is idle a day after the last sign of the person, and a receipt is no sign', async () => {
  const made = harness();
  await taken(made);
  await made.clock.advance(43_200_000);
  const timestamp = made.clock.now();
  await made.deliver(delivery({ standby: [items.message({ timestamp })] }));
  await made.clock.advance(80_000_000);
  const read = { ...items.message({ timestamp: made.clock.now() }), message: undefined, read: { watermark: 1 } };
  await made.deliver(delivery({ standby: [read] }));
  assert.is((await sample(made).state()).owner.kind, 'app');
  await made.clock.advance(6_400_000);
  assert.is((await sample(made).state()).owner.kind, 'idle');
});

threads('asks Meta who owns, and notes the answer', async () => {
  const made = harness();
  const expiresAt = new Date(made.clock.now() + 3 * 86_400_000);
  made.client.owner = { state: 'owned', appId: DESK, expiresAt };
  assert.equal(await sample(made).getThreadOwner(), { kind: 'app', appId: DESK, expiresAt });
  const state = await sample(made).state();
  assert.equal(state.owner, { kind: 'app', appId: DESK });
  assert.equal(state.expiresAt, expiresAt);
  assert.is(state.source, 'lookup');
});

threads('notes that a thread is idle by the word of thread_owner', async () => {
  const made = harness();
  await taken(made);
  made.client.owner = { state: 'idle' };
  assert.equal(await sample(made).getThreadOwner(), { kind: 'idle' });
  assert.equal((await sample(made).state()).owner, { kind: 'idle' });
});

threads('keeps the name of an owner that Meta confirms without naming', async () => {
  const made = harness();
  await taken(made);
  made.client.owner = { state: 'owned' };
  await made.clock.advance(5_000);
  assert.equal(await sample(made).getThreadOwner(), { kind: 'app' });
  assert.equal((await sample(made).state()).owner, { kind: 'app', appId: DESK });
});

threads('looks up an owner in the words of state()', async () => {
  const made = harness();
  made.client.owner = { state: 'owned', appId: APP };
  assert.equal(await sample(made).getThreadOwner(), { kind: 'self' });
  made.client.owner = { state: 'owned', appId: INBOX };
  assert.equal(await sample(made).getThreadOwner(), { kind: 'app', appId: INBOX, inbox: 'page' });
});

threads('answers isThreadOwner from the state, and asks only where that is unknown', async () => {
  const made = harness();
  const thread = sample(made);
  made.client.owner = { state: 'owned', appId: APP };
  assert.is(await thread.isThreadOwner(), true);
  assert.is(await thread.isThreadOwner(), true);
  assert.equal(names(made), ['getThreadOwner']);
  await made.clock.advance(1_000);
  await taken(made);
  assert.is(await thread.isThreadOwner(), false);
  assert.equal(names(made), ['getThreadOwner']);
});

threads('sends while no other app owns', async () => {
  const made = harness();
  const sent = await sample(made).send('hello', { personaId: '1002003004005001' });
  assert.is(sent.messageId, 'm_sent1');
  assert.equal(made.client.calls, [
    { name: 'sendMessage', args: [userId, { text: 'hello' }, { personaId: '1002003004005001' }] },
  ]);
});

threads('does not send, and makes no call, while another app is known to own', async () => {
  const made = harness();
  await taken(made);
  const error = await rejects(sample(made).send('hello'), 'NotThreadOwnerError');
  assert.is((error as Error & { ownerAppId?: string }).ownerAppId, DESK);
  await rejects(sample(made).typing(true), 'NotThreadOwnerError');
  assert.equal(names(made), []);
});

threads('drops what it may not send where that is asked for', async () => {
  const made = harness({ whenNotOwner: 'drop' });
  await taken(made);
  assert.is(await sample(made).send('hello'), undefined);
  await sample(made).typing(true);
  assert.is(await sample(made).handOver('inbox', { message: 'bye' }), undefined);
  assert.equal(names(made), []);
});

threads('checks evidence that is older than a minute by one look-up, since a release sends no webhook', async () => {
  const made = harness();
  await taken(made);
  await made.clock.advance(60_000);
  made.client.owner = { state: 'owned', appId: DESK };
  await rejects(sample(made).send('hello'), 'NotThreadOwnerError');
  assert.equal(names(made), ['getThreadOwner']);
  await made.clock.advance(60_000);
  made.client.owner = { state: 'idle' };
  assert.is((await sample(made).send('hello')).messageId, 'm_sent1');
  assert.equal(names(made), ['getThreadOwner', 'getThreadOwner', 'sendMessage']);
});

threads('makes of a refusal of Meta the same error, and corrects what it knew', async () => {
  const made = harness();
  made.client.refuse('sendMessage', { kind: 'not_owner', code: 10, subcode: 2018300 });
  const error = await rejects(sample(made).send('hello'), 'NotThreadOwnerError');
  assert.is((error.cause as Error).name, 'GraphError');
  assert.equal((await sample(made).state()).owner, { kind: 'app' });
  assert.is((await sample(made).state()).mayReply, false);
});

threads('names the lead-ads automation where Meta refuses because of it', async () => {
  const made = harness();
  made.client.refuse('sendMessage', { kind: 'not_owner', subcode: 2018321 });
  const error = await rejects(sample(made).send('hello'), 'NotThreadOwnerError');
  assert.is((error as Error & { ownerAppId?: string }).ownerAppId, '413038776280800');
});

threads('lets a person with the tag HUMAN_AGENT take a thread by speaking, with routing on only', async () => {
  const made = harness();
  await taken(made);
  await made.clock.advance(1_000);
  await sample(made).send('a colleague speaks', { tag: 'HUMAN_AGENT' });
  assert.is((await sample(made).state()).owner.kind, 'self');
  const off = harness({ routing: 'off' });
  await taken(off);
  await rejects(sample(off).send('a colleague speaks', { tag: 'HUMAN_AGENT' }), 'NotThreadOwnerError');
});

threads('ends "another app" when Meta accepts a send', async () => {
  const made = harness();
  await taken(made);
  await made.clock.advance(60_000);
  made.client.owner = { state: 'idle' };
  await sample(made).send('hello');
  assert.is((await sample(made).state()).mayReply, true);
});

threads('hands over in one call with routing on: the send carries the pass', async () => {
  const made = harness();
  await sample(made).handOver('inbox', { message: 'One moment.' });
  assert.equal(made.client.calls, [
    {
      name: 'sendMessage',
      args: [userId, { text: 'One moment.' }, { threadControl: { type: 'pass', appId: INBOX } }],
    },
  ]);
  assert.equal((await sample(made).state()).owner, { kind: 'app', appId: INBOX, inbox: 'page' });
});

threads('hands over with metadata by a pass of its own, since thread_control carries none', async () => {
  const made = harness();
  const handed = sample(made).handOver(DESK, { message: 'One moment.', metadata: 'ticket 7' });
  await made.clock.advance(1_000);
  await handed;
  assert.equal(names(made), ['sendMessage', 'passThreadControl']);
});

threads('waits with routing off for the echo of its message before it passes', async () => {
  const made = harness({ routing: 'off' });
  const handed = sample(made).handOver('inbox', { message: 'One moment.' });
  await made.clock.advance(500);
  assert.equal(names(made), ['sendMessage']);
  const timestamp = made.clock.now();
  await made.deliver(delivery({ messaging: [items.echo({ appId: APP, mid: 'm_other', timestamp })] }));
  assert.equal(names(made), ['sendMessage'], 'the echo of another message is not waited for');
  await made.deliver(delivery({ messaging: [items.echo({ appId: APP, mid: 'm_sent1', timestamp })] }));
  assert.is((await handed).messageId, 'm_sent1');
  assert.equal(names(made), ['sendMessage', 'passThreadControl']);
});

threads('hands over inside a handler though the echo stands behind it in the queue of the thread', async () => {
  const made = harness({ routing: 'off' });
  made.bot.on('message', ({ thread }) => thread.handOver('inbox', { message: 'One moment.' }));
  const answer = made.deliver(delivery({ messaging: [items.message()] }));
  await made.clock.advance(0);
  const echo = made.deliver(delivery({ messaging: [items.echo({ appId: APP, mid: 'm_sent1' })] }));
  assert.equal([(await answer).status, (await echo).status], [200, 200]);
  assert.equal(names(made), ['sendMessage', 'passThreadControl']);
});

threads('sees an echo that is faster than the answer to its call', async () => {
  const made = harness({ routing: 'off' });
  made.client.during('sendMessage', () =>
    made.deliver(delivery({ messaging: [items.echo({ appId: APP, mid: 'm_sent1' })] })),
  );
  await sample(made).handOver('inbox', { message: 'One moment.' });
  assert.equal(names(made), ['sendMessage', 'passThreadControl']);
});

threads('passes after a second where no echo comes', async () => {
  const made = harness({ routing: 'off' });
  const handed = sample(made).handOver('inbox', { message: 'One moment.' });
  await made.clock.advance(999);
  assert.equal(names(made), ['sendMessage']);
  await made.clock.advance(1);
  await handed;
  assert.equal(names(made), ['sendMessage', 'passThreadControl']);
});

threads('says so where the message went out and the pass failed', async () => {
  const made = harness({ routing: 'off' });
  made.client.refuse('passThreadControl', { kind: 'bad_target' });
  const handed = rejects(sample(made).handOver(DESK, { message: 'One moment.' }), 'PassFailedError');
  await made.clock.advance(1_000);
  const error = await handed;
  assert.is((error as Error & { messageId?: string }).messageId, 'm_sent1');
  assert.is((error.cause as Error & { kind?: string }).kind, 'bad_target');
});

threads('refuses a target that can not be one, before any call', async () => {
  const made = harness({ routing: 'off' });
  await rejects(sample(made).handOver('help desk', { message: 'bye' }), /takes 'inbox', 'default' or an app id/);
  await rejects(sample(made).handOver('default', { message: 'bye' }), /no default app/);
  assert.equal(names(made), []);
});

threads('regains by a take with routing on', async () => {
  const made = harness();
  await taken(made);
  assert.is(await sample(made).regain(), 'owned');
  assert.equal(names(made), ['takeThreadControl']);
  assert.is(await sample(made).regain(), 'owned');
  assert.equal(names(made), ['takeThreadControl'], 'already owner counts as owned');
});

threads('regains by a request with routing off, and waits for the grant where asked to', async () => {
  const made = harness({ routing: 'off' });
  await taken(made);
  assert.is(await sample(made).regain(), 'requested');
  const waiting = sample(made).regain({ waitMs: 30_000 });
  await made.clock.advance(1_000);
  const timestamp = made.clock.now();
  await made.deliver(delivery({ messaging: [items.pass({ from: DESK, to: APP, timestamp })] }));
  assert.is(await waiting, 'owned');
  assert.equal(names(made), ['requestThreadControl', 'requestThreadControl']);
});

threads('says after the wait that nothing was granted', async () => {
  const made = harness({ routing: 'off' });
  await taken(made);
  const waiting = sample(made).regain({ waitMs: 30_000 });
  await made.clock.advance(30_000);
  assert.is(await waiting, 'requested');
});

threads('asks instead if a take shows that the page has no routing', async () => {
  const made = harness({ routing: 'auto' });
  made.client.mode = new Error('no permission');
  await taken(made);
  made.client.refuse('takeThreadControl', { kind: 'routing_off', code: 27, subcode: 2018464 });
  assert.is(await sample(made).regain(), 'requested');
  assert.equal(names(made), ['takeThreadControl', 'requestThreadControl']);
  assert.is(await sample(made).regain(), 'requested');
  assert.equal(names(made).slice(2), ['requestThreadControl'], 'the refusal was learned from');
});

threads('says which toggle to set where this app may not take', async () => {
  const made = harness();
  await taken(made);
  made.client.refuse('takeThreadControl', { kind: 'permission', code: 10 });
  const error = await rejects(sample(made).regain(), 'HandoverError');
  assert.is((error as Error & { code?: string }).code, 'no_take_right');
  assert.match(error.message, /take control of conversations/);
});

threads('does not act on a page with the token of another', async () => {
  const made = harness();
  const client = { ...made.client, pageId: '111' };
  const bot = createHandover({ appId: APP, appSecret: SECRET, client, routing: 'on', clock: made.clock });
  const error = await rejects(bot.thread(SAMPLE_IDS).send('hello'), 'HandoverError');
  assert.is((error as Error & { code?: string }).code, 'wrong_client');
  assert.match(error.message, /page 111.*page 804155501230077.*function as client/);
  assert.equal(names(made), []);
});

threads('asks for the client of its own page', async () => {
  const made = harness();
  const asked: unknown[] = [];
  const bot = createHandover({
    appId: APP,
    appSecret: SECRET,
    routing: 'on',
    client: (page) => {
      asked.push(page);
      return made.client;
    },
  });
  await bot.thread({ pageId: '1', userId: '2', platform: 'instagram' }).send('hello');
  assert.equal(asked, [{ platform: 'instagram', pageId: '1' }]);
});

threads('is found by an event, an item of the wire (echoes kept apart) or its ids', async () => {
  const { bot } = harness();
  const found = [
    items.message(),
    items.echo({ appId: APP }),
    SAMPLE_IDS,
    { ...SAMPLE_IDS, platform: 'messenger' as const },
  ];
  for (const of of found) {
    const thread = bot.thread(of);
    assert.equal([thread.pageId, thread.userId, thread.platform], [SAMPLE_IDS.pageId, SAMPLE_IDS.userId, 'messenger']);
  }
  assert.throws(() => bot.thread({ pageId: '1' } as unknown as typeof SAMPLE_IDS), /No thread is named/);
  assert.throws(() => bot.thread({ ...SAMPLE_IDS, platform: 'telegram' as 'messenger' }), /'messenger' or 'instagram'/);
});

threads('can not act where an event names no person', async () => {
  const made = harness();
  const errors: string[] = [];
  made.bot.on('error', ({ error }) => void errors.push(error.message));
  made.bot.on('app_roles', ({ thread }) => thread.send('hello'));
  await made.deliver(
    delivery({ messaging: [{ recipient: { id: '1' }, timestamp: 1, app_roles: { [APP]: ['primary_receiver'] } }] }),
  );
  assert.is(errors.length, 1);
  assert.match(errors[0] ?? '', /names no person/);
  assert.equal(names(made), []);
});

threads('keeps small values for plugins, set only where they are as expected', async () => {
  const made = harness();
  const { values } = sample(made);
  assert.is(await values.compareAndSet('n', '1', { expected: undefined, ttlMs: 1_000 }), true);
  assert.is(await values.compareAndSet('n', '2', { expected: undefined, ttlMs: 1_000 }), false);
  assert.is(await values.get('n'), '1');
  await made.clock.advance(1_000);
  assert.is(await values.get('n'), undefined);
});

threads('drops nothing but what it may not send', async () => {
  const made = harness({ whenNotOwner: 'drop' });
  made.client.refuse('sendMessage', { kind: 'window_closed' });
  await rejects(sample(made).send('hello'), 'GraphError');
});

threads('announces a change by a call of its own at once, with no event', async () => {
  const made = harness();
  const owners: string[] = [];
  made.bot.on('owner_changed', ({ current, cause }) => void owners.push(`${current.kind} by ${cause}`));
  await sample(made).takeThreadControl();
  assert.equal(owners, ['self by call']);
  await sample(made).releaseThreadControl();
  assert.equal(owners, ['self by call', 'idle by call']);
});

threads('is idle after a send that released it', async () => {
  const made = harness();
  await sample(made).takeThreadControl();
  await sample(made).send('Goodbye', { threadControl: { type: 'release' } });
  assert.is((await sample(made).state()).owner.kind, 'idle');
});

threads('asks for what a Secondary receiver may not take', async () => {
  const made = harness({ routing: 'primary' });
  made.client.refuse('takeThreadControl', { kind: 'permission' });
  assert.is(await sample(made).regain(), 'requested');
  assert.equal(names(made), ['takeThreadControl', 'requestThreadControl']);
});

threads('waits for the echo of its own message, not for that of another one', async () => {
  const made = harness({ routing: 'off' });
  const passed = sample(made).handOver(DESK, { message: 'One moment.' });
  await made.clock.advance(10);
  const echo = (mid: string): unknown => delivery({ messaging: [items.echo({ appId: APP, mid })] });
  await made.deliver(echo('m_another'));
  await made.clock.advance(10);
  assert.equal(names(made), ['sendMessage']);
  await made.deliver(echo('m_sent1'));
  await made.clock.advance(10);
  assert.equal(names(made), ['sendMessage', 'passThreadControl']);
  await passed;
});

threads.run();
