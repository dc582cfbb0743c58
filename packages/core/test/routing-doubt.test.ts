// What the verbs of a thread do where the routing mode that is believed is not the page's: with `routing: 'auto'` (a mode
// of up to ten minutes ago, or a guess), and with a mode that the option fixes.
import type { HandoverClient, RoutingMode, RoutingStatus, Thread } from '@handover/core';
import { APP, DESK, type Harness, harness, INBOX } from '@handover/test-support/harness';
import { delivery, items, rejects, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const doubt = suite('a wrong belief about routing');

const MINUTE = 60_000;
const OFF_GUESS: RoutingStatus = { mode: 'off', isGuess: true };
const ON: RoutingStatus = { mode: 'on', isGuess: false };
const OFF: RoutingStatus = { mode: 'off', isGuess: false };
/** Meta's refusal of `thread_control` on a page that is off has no subcode. */
const REFUSED = { kind: 'invalid', code: 100 };
const TAKE_OFF = { kind: 'routing_off', code: 27, subcode: 2018464 };
const NO_TOGGLE = { kind: 'permission', code: 10 };

interface Scene extends Harness {
  readonly thread: Thread;
  /** What Meta says of the page's routing from now on. */
  says(status: RoutingStatus | Error): void;
  /** Names of the calls, looks at the routing among them. */
  calls(): string[];
  /** Warnings that name the option `routing`. */
  warnings(): string[];
  /** Lets a hand-over wait for its echo in vain. */
  over<Result>(call: Promise<Result>): Promise<Result>;
}

/** A bot that has looked at the routing of its page, which said `first`. */
async function scene(first: RoutingStatus | Error, routing: RoutingMode | 'auto' = 'auto'): Promise<Scene> {
  const made = harness({ routing });
  let status = first;
  const getRoutingStatus: NonNullable<HandoverClient['getRoutingStatus']> = async () => {
    made.client.calls.push({ name: 'getRoutingStatus', args: [] });
    if (status instanceof Error) throw status;
    return status;
  };
  Object.assign(made.client, { getRoutingStatus });
  const thread = made.bot.thread(SAMPLE_IDS);
  await thread.state();
  await made.clock.advance(0);
  made.client.calls.splice(0);
  return {
    ...made,
    thread,
    says: (next) => {
      status = next;
    },
    calls: () => made.client.calls.splice(0).map(({ name }) => name),
    warnings: () => made.logger.lines.filter((line) => /option routing/.test(line)),
    async over(call) {
      const settled = Promise.allSettled([call]);
      await made.clock.advance(1_000);
      await settled;
      return call;
    },
  };
}

/** The desk has taken the thread at the present time. */
async function taken({ deliver, clock }: Scene): Promise<void> {
  await deliver(delivery({ messaging: [items.take({ from: APP, to: DESK, timestamp: clock.now() })] }));
}

const said = ({ client }: Scene): unknown[] =>
  client.calls.filter(({ name }) => name === 'sendMessage').map(({ args }) => args.slice(1));

doubt('sends a hand-over the other way once where the page was switched off: said once, then passed', async () => {
  const made = await scene(ON);
  made.says(OFF);
  made.client.refuse('sendMessage', REFUSED);
  const sent = await made.over(made.thread.handOver('inbox', { message: 'One moment.' }));
  assert.is(sent.messageId, 'm_sent1');
  assert.equal(said(made), [
    [{ text: 'One moment.' }, { threadControl: { type: 'pass', appId: INBOX } }],
    [{ text: 'One moment.' }, {}],
  ]);
  assert.equal(made.calls(), ['sendMessage', 'getRoutingStatus', 'sendMessage', 'passThreadControl']);
  assert.equal((await made.thread.state()).owner, { kind: 'app', appId: INBOX, inbox: 'page' });
  const again = made.bot.thread({ ...SAMPLE_IDS, userId: '52' });
  await made.over(again.handOver(DESK, { message: 'One moment.' }));
  assert.equal(made.calls(), ['sendMessage', 'passThreadControl'], 'the mode is known from then on');
});

doubt('needs no look at the routing where the refusal itself speaks of it', async () => {
  for (const fields of [TAKE_OFF, { kind: 'routing_off', code: 27 }, { kind: 'invalid', subcode: 2534123 }]) {
    const made = await scene(ON);
    made.client.refuse('sendMessage', fields);
    await made.over(made.thread.handOver('inbox', { message: 'One moment.' }));
    assert.equal(made.calls(), ['sendMessage', 'sendMessage', 'passThreadControl'], JSON.stringify(fields));
  }
});

doubt('is not what refuses a message that is wrong itself', async () => {
  const made = await scene(ON);
  made.client.refuse('sendMessage', REFUSED);
  await rejects(made.thread.handOver('inbox', { message: 'One moment.' }), 'GraphError');
  assert.equal(made.calls(), ['sendMessage', 'getRoutingStatus']);
});

doubt(
  'is not looked into for refusals of the person, the window, the target, the limit or the connection',
  async () => {
    for (const kind of [
      'window_closed',
      'unreachable',
      'bad_target',
      'rate',
      'token',
      'transient',
      'timeout',
      'not_owner',
    ]) {
      const made = await scene(ON);
      made.says(OFF);
      made.client.refuse('sendMessage', { kind });
      await rejects(made.thread.handOver('inbox', { message: 'One moment.' }));
      assert.equal(made.calls(), ['sendMessage'], kind);
    }
  },
);

doubt('is not looked into for an argument that the client refuses', async () => {
  const made = await scene(ON);
  made.says(OFF);
  made.client.during('sendMessage', () => {
    throw Object.assign(new RangeError('text is too long'), { kind: 'invalid' });
  });
  await rejects(made.thread.handOver('inbox', { message: 'One moment.' }), 'RangeError');
  assert.equal(made.calls(), ['sendMessage']);
});

doubt('leaves the refusal as it is where the routing can not be read', async () => {
  const made = await scene(ON);
  made.says(new Error('no permission'));
  made.client.refuse('sendMessage', REFUSED);
  await rejects(made.thread.handOver('inbox', { message: 'One moment.' }), 'GraphError');
  assert.equal(made.calls(), ['sendMessage', 'getRoutingStatus']);
});

doubt('leaves no way to a default app: nothing is said, and the error says why', async () => {
  for (const options of [{ message: 'One moment.' }, {}]) {
    const made = await scene(ON);
    made.says(OFF_GUESS);
    made.client.refuse('sendMessage', REFUSED);
    made.client.refuse('passThreadControl', REFUSED);
    const error = await rejects(made.thread.handOver('default', options), /^This page has no default app/);
    assert.equal([error.name, (error.cause as Error).name], ['OptionError', 'GraphError']);
    const [first] = Object.keys(options).length > 0 ? ['sendMessage'] : ['passThreadControl'];
    assert.equal(made.calls(), [first, 'getRoutingStatus']);
    await rejects(made.thread.handOver('default', options), /no default app/);
    assert.equal(made.calls(), [], 'and is known from then on');
  }
});

doubt(
  'that it is off as a guess still tries the default app, in one step that says nothing where it fails',
  async () => {
    const made = await scene(OFF_GUESS);
    await made.thread.handOver('default', { message: 'One moment.' });
    assert.equal(said(made), [[{ text: 'One moment.' }, { threadControl: { type: 'pass' } }]]);
    made.calls();

    const off = await scene(OFF_GUESS);
    off.client.refuse('sendMessage', REFUSED);
    await rejects(off.thread.handOver('default', { message: 'One moment.' }), /no default app/);
    assert.equal(off.calls(), ['sendMessage', 'getRoutingStatus']);
    await off.thread.handOver('default');
    assert.equal(off.calls(), ['passThreadControl']);
    await rejects(off.thread.handOver('default', { message: 'One moment.', metadata: 'ticket 7' }), /no default app/);
    assert.equal(off.calls(), [], 'with metadata there is no such step');
  },
);

doubt('that it is off as a guess hands over in two steps, which is right in each mode', async () => {
  const made = await scene(OFF_GUESS);
  await made.over(made.thread.handOver('inbox', { message: 'One moment.' }));
  assert.equal(made.calls(), ['sendMessage', 'passThreadControl']);
});

for (const [platform, subcode] of [
  ['messenger', 2018464],
  ['instagram', 2534123],
] as const) {
  doubt(`that it is off as a guess takes first, and asks once Meta says so, on ${platform}`, async () => {
    const made = await scene(OFF_GUESS);
    const ids = { ...SAMPLE_IDS, platform };
    const thread = made.bot.thread(ids);
    const object = platform === 'instagram' ? 'instagram' : 'page';
    const take = items.take({ from: APP, to: DESK, timestamp: made.clock.now() });
    await made.deliver(delivery({ object, messaging: [take] }));
    await made.clock.advance(0);
    made.calls();

    made.client.refuse('takeThreadControl', { kind: 'routing_off', subcode });
    assert.is(await thread.regain(), 'requested');
    assert.equal(made.calls(), ['takeThreadControl', 'requestThreadControl']);
    assert.is(await thread.regain(), 'requested');
    assert.equal(made.calls(), ['requestThreadControl'], 'it is no guess any more');

    await made.clock.advance(11 * MINUTE);
    await thread.state();
    await made.clock.advance(0);
    assert.equal(made.calls(), ['getRoutingStatus']);
    assert.is(await thread.regain(), 'requested');
    assert.equal(made.calls(), ['requestThreadControl'], 'nor when Meta guesses the same again');

    made.says(ON);
    await made.clock.advance(11 * MINUTE);
    await thread.state();
    await made.clock.advance(0);
    assert.is(await thread.regain(), 'owned');
    assert.equal(made.calls(), ['getRoutingStatus', 'takeThreadControl'], 'until Meta says otherwise');
  });
}

doubt('that it is off as a guess does not ask where the take is refused for another reason', async () => {
  for (const fields of [NO_TOGGLE, REFUSED]) {
    const made = await scene(OFF_GUESS);
    await taken(made);
    made.client.refuse('takeThreadControl', fields);
    const error = await rejects(made.thread.regain(), 'HandoverError');
    assert.is((error as Error & { code?: string }).code, 'no_take_right');
    assert.equal(made.calls(), ['takeThreadControl']);
  }
});

doubt(
  'that it is on asks instead of taking where the page was switched off, whatever words Meta refuses with',
  async () => {
    for (const status of [OFF, OFF_GUESS]) {
      const made = await scene(ON);
      await taken(made);
      made.says(status);
      made.client.refuse('takeThreadControl', NO_TOGGLE);
      assert.is(await made.thread.regain(), 'requested');
      assert.equal(made.calls(), ['takeThreadControl', 'getRoutingStatus', 'requestThreadControl']);
      assert.is(await made.thread.regain(), 'requested');
      assert.equal(made.calls(), ['requestThreadControl']);
    }
  },
);

doubt('that it is on, and it is, names the toggle', async () => {
  const made = await scene(ON);
  await taken(made);
  made.client.refuse('takeThreadControl', NO_TOGGLE);
  await rejects(made.thread.regain(), /take control of conversations/);
  assert.equal(made.calls(), ['takeThreadControl', 'getRoutingStatus']);
});

doubt('that it is off takes nothing by itself where the page was switched on; the next call does', async () => {
  const made = await scene(OFF);
  await taken(made);
  made.says(ON);
  made.client.refuse('requestThreadControl', { kind: 'invalid', code: 27 });
  const error = await rejects(made.thread.regain());
  assert.is((error as Error & { kind?: string }).kind, 'invalid');
  assert.equal(made.calls(), ['requestThreadControl', 'getRoutingStatus']);
  assert.is(await made.thread.regain(), 'owned');
  assert.equal(made.calls(), ['takeThreadControl']);
});

doubt('is read from the network alone as on or off: roles come from the option', async () => {
  const made = harness({ routing: 'auto' });
  made.client.mode = 'primary';
  await made.deliver(delivery({ messaging: [items.take({ from: APP, to: DESK, timestamp: made.clock.now() })] }));
  const thread = made.bot.thread(SAMPLE_IDS);
  made.client.refuse('takeThreadControl', NO_TOGGLE);
  await rejects(thread.regain(), /take control of conversations/);
  made.client.refuse('takeThreadControl', TAKE_OFF);
  assert.is(await thread.regain(), 'requested');
});

doubt('fixed as on goes the other way for each call, and one warning an hour and page names the option', async () => {
  const made = await scene(OFF_GUESS, 'on');
  const handOver = async (userId: string): Promise<void> => {
    made.client.refuse('sendMessage', REFUSED);
    await made.over(made.bot.thread({ ...SAMPLE_IDS, userId }).handOver('inbox', { message: 'One moment.' }));
  };
  await handOver('51');
  assert.equal(made.calls(), ['sendMessage', 'getRoutingStatus', 'sendMessage', 'passThreadControl']);
  await handOver('52');
  assert.equal(made.calls(), ['sendMessage', 'getRoutingStatus', 'sendMessage', 'passThreadControl']);
  assert.is(made.warnings().length, 1);
  assert.match(made.warnings()[0] ?? '', /^warn .*"pageId":"804155501230077".*"routing":"on","actual":"off"/);
  // The sentence that Meta refused with stands in the log too, once.
  const refusals = made.logger.lines.filter((line) => /send and pass in one call/.test(line));
  assert.is(refusals.length, 1);
  assert.match(refusals[0] ?? '', /^warn .*"message":"\(#10\) refused by script"/);
  await made.clock.advance(60 * MINUTE);
  await handOver('53');
  assert.is(made.warnings().length, 2);
});

doubt('fixed as on or as primary asks where Meta says that routing is off, with that warning', async () => {
  for (const routing of ['on', 'primary'] as const) {
    const made = await scene(OFF_GUESS, routing);
    await taken(made);
    made.client.refuse('takeThreadControl', TAKE_OFF);
    assert.is(await made.thread.regain(), 'requested');
    assert.equal(made.calls(), ['takeThreadControl', 'requestThreadControl']);
    assert.is(made.warnings().length, 1, routing);
  }
});

doubt('fixed as off shows in a request that Meta refuses, with that warning', async () => {
  const made = await scene(ON, 'off');
  await taken(made);
  made.client.refuse('requestThreadControl', { kind: 'invalid', code: 27 });
  await rejects(made.thread.regain());
  assert.equal(made.calls(), ['requestThreadControl', 'getRoutingStatus']);
  assert.match(made.warnings().join(), /"routing":"off","actual":"on"/);
});

doubt('does not arise where the option and Meta agree', async () => {
  for (const [routing, status] of [
    ['on', ON],
    ['primary', OFF_GUESS],
  ] as const) {
    const made = await scene(status, routing);
    await taken(made);
    made.client.refuse('takeThreadControl', NO_TOGGLE);
    await made.thread.regain().catch(() => undefined);
    assert.equal(made.warnings(), [], routing);
  }
});

doubt('that it is off as a guess lets people take a thread by speaking', async () => {
  const made = await scene(OFF_GUESS);
  await taken(made);
  await made.thread.send('a colleague speaks', { tag: 'HUMAN_AGENT' });
  assert.equal(made.calls(), ['sendMessage']);
  assert.is((await made.thread.state()).mayReply, true, 'no other app owns where Meta took a message');

  const refused = await scene(OFF_GUESS);
  await taken(refused);
  refused.client.refuse('sendMessage', { kind: 'not_owner', subcode: 2018300 });
  await rejects(refused.thread.send('a colleague speaks', { tag: 'HUMAN_AGENT' }), 'NotThreadOwnerError');
});

doubt('of a look that was begun before a refusal does not count against the refusal', async () => {
  const made = await scene(ON);
  await taken(made);
  await made.clock.advance(11 * MINUTE);
  let answer = (): void => undefined;
  Object.assign(made.client, {
    getRoutingStatus: () =>
      new Promise<RoutingStatus>((resolve) => {
        answer = () => resolve(ON);
      }),
  });
  await made.thread.state();
  await made.clock.advance(0);
  made.client.refuse('takeThreadControl', TAKE_OFF);
  assert.is(await made.thread.regain(), 'requested');
  answer();
  await made.clock.advance(0);
  made.calls();
  assert.is(await made.thread.regain(), 'requested');
  assert.equal(made.calls(), ['requestThreadControl']);
});

doubt('that can not be read is said once an hour for each page', async () => {
  const made = await scene(new Error('no permission'));
  for (let minutes = 0; minutes < 58; minutes += 1) {
    await made.clock.advance(MINUTE);
    await made.thread.state();
  }
  assert.is(made.warnings().length, 1);
  await made.clock.advance(5 * MINUTE);
  await made.thread.state();
  await made.clock.advance(0);
  assert.is(made.warnings().length, 2);
});

doubt.run();
