// What core publishes on node:diagnostics_channel: ids, kinds, times and outcomes, and only while something listens.
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { burst, type HandoverChannels, type Plugin, type RunHook } from '@handover/core';
import { APP, DESK, harness, INBOX } from '@handover/test-support/harness';
import { gate, lastingStore } from '@handover/test-support/lasting-store';
import { delivery, items, rejects, SAMPLE_IDS, signedRequest } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const channels = suite('channels');

type Name = keyof HandoverChannels;
type Heard = { readonly [Key in Name]: HandoverChannels[Key][] };

const NAMES: readonly Name[] = ['handover:delivery', 'handover:event', 'handover:owner', 'handover:send'];

/** Runs `task` while all channels are listened to. */
async function listening(task: (heard: Heard) => Promise<void>): Promise<void> {
  const heard: Heard = { 'handover:delivery': [], 'handover:event': [], 'handover:owner': [], 'handover:send': [] };
  const listeners = NAMES.map((name) => {
    const listener = (message: unknown): void => void heard[name].push(message as never);
    subscribe(name, listener);
    return () => unsubscribe(name, listener);
  });
  try {
    await task(heard);
  } finally {
    for (const stop of listeners) stop();
  }
}

const says = (text: string, more: object = {}): unknown => delivery({ messaging: [items.message({ text, ...more })] });

/** The events of a list, as `phase kind` and what ended them. */
function lines({ 'handover:event': events }: Heard): string[] {
  return events.map((each) => {
    if (each.phase === 'start') return `start ${each.kind}`;
    if (each.phase === 'run')
      return `run ${each.kind} ${each.attempt}${each.failure === undefined ? '' : ` ${each.failure}`}`;
    return `end ${each.kind} ${each.outcome}${each.standby ? ' on standby' : ''} after ${each.attempts}`;
  });
}

const THREAD = { platform: 'messenger', ...SAMPLE_IDS } as const;

channels('publishes the begin and the end of a delivery, and of its event', () =>
  listening(async (heard) => {
    const { bot, clock, deliver } = harness();
    const startedAt = clock.now();
    bot.on('message', () => clock.advance(250));
    await deliver(says('hello', { mid: 'm_1' }));
    const [begun, ended] = heard['handover:delivery'];
    const { botId, deliveryId } = begun ?? {};
    assert.is(botId, bot.id);
    assert.equal(begun, { phase: 'start', botId, appId: APP, deliveryId, startedAt });
    const facts = { botId, appId: APP, deliveryId, startedAt };
    assert.equal(ended, { phase: 'end', ...facts, durationMs: 250, status: 200, events: 1, isEarly: false });

    const [first, run, last] = heard['handover:event'];
    const { eventId } = first ?? {};
    const event = { botId, appId: APP, eventId, kind: 'message', ...THREAD, deliveryId, startedAt };
    assert.equal(first, { phase: 'start', ...event });
    assert.equal(run, { phase: 'run', ...event, handlerMs: 250, attempt: 1, standby: false });
    assert.equal(last, { phase: 'end', ...event, durationMs: 250, outcome: 'handled', attempts: 1, standby: false });
    assert.is(heard['handover:event'].length, 3);
  }),
);

channels('publishes refused deliveries with their status', () =>
  listening(async (heard) => {
    const { bot } = harness();
    const { status } = await bot.handle(signedRequest({ object: 'page', entry: [] }, 'another secret'));
    assert.is(status, 401);
    const ended = heard['handover:delivery'][1];
    assert.ok(ended?.phase === 'end' && ended.status === 401 && ended.events === 0);
  }),
);

channels('says that handlers go on behind an early answer', () =>
  listening(async (heard) => {
    const { bot, clock, deliver } = harness({ store: lastingStore() });
    const slow = gate();
    bot.on('message', () => slow.opened);
    const answer = deliver(says('hello'));
    await clock.advance(4_000);
    assert.is((await answer).status, 200);
    const ended = heard['handover:delivery'][1];
    assert.ok(ended?.phase === 'end' && ended.isEarly && ended.durationMs === 4_000);
    assert.equal(lines(heard), ['start message']);
    slow.open();
    await bot.close();
    assert.equal(lines(heard).slice(1), ['run message 1', 'end message handled after 1']);
  }),
);

channels('publishes each run of a failing event, and what failed it', () =>
  listening(async (heard) => {
    const { bot, deliver } = harness({ attempts: 2, retryForMs: 0 });
    bot.on('error', () => undefined);
    bot.on('message', () => {
      throw Object.assign(new Error('the secret of the customer'), { code: 'E_DOWN' });
    });
    const body = says('hello', { mid: 'm_1' });
    assert.is((await deliver(body)).status, 500);
    assert.is((await deliver(body)).status, 200);
    assert.equal(lines(heard), [
      'start message',
      'run message 1 E_DOWN',
      'end message failed after 1',
      'start message',
      'run message 2 E_DOWN',
      'end message dead_letter after 2',
    ]);
  }),
);

channels('publishes a repeat as a duplicate that has not run', () =>
  listening(async (heard) => {
    const { bot, clock, deliver } = harness();
    const slow = gate();
    bot.on('message', () => slow.opened);
    const body = says('hello', { mid: 'm_1' });
    const first = deliver(body);
    const second = deliver(body);
    await clock.advance(10);
    slow.open();
    assert.is((await first).status, 200);
    assert.is((await second).status, 200);
    assert.is((await deliver(body)).status, 200);
    const duplicate = 'end message duplicate after 0';
    assert.equal(lines(heard).sort(), [
      duplicate,
      duplicate,
      'end message handled after 1',
      'run message 1',
      'start message',
    ]);
  }),
);

channels('marks an event that this app may not answer', () =>
  listening(async (heard) => {
    const { deliver } = harness();
    await deliver(delivery({ standby: [items.message()] }));
    assert.equal(lines(heard), ['start message', 'run message 1', 'end message handled on standby after 1']);
  }),
);

channels('publishes an event that closing leaves in the store as parked', () =>
  listening(async (heard) => {
    const { bot, clock, deliver } = harness({ store: lastingStore() });
    bot.on('error', () => undefined);
    bot.on('message', async () => {
      await clock.advance(5_000);
      throw new Error('down');
    });
    assert.is((await deliver(says('hello'))).status, 200);
    await clock.advance(10);
    await bot.close();
    assert.is(lines(heard).at(-1), 'end message parked after 1');
  }),
);

channels('publishes the messages of a burst under the one that leads it, without the wait between them', () =>
  listening(async (heard) => {
    const { bot, clock, deliver } = harness();
    bot.use(burst({ quietMs: 1_000 })).on('burst', () => clock.advance(70));
    const answers = [deliver(says('one', { mid: 'm_1' }))];
    await clock.advance(500);
    answers.push(deliver(says('two', { mid: 'm_2' })));
    await clock.advance(2_000);
    await Promise.all(answers);
    const events = heard['handover:event'];
    const runs = events.flatMap((each) => (each.phase === 'run' ? [each] : []));
    const ends = events.flatMap((each) => (each.phase === 'end' ? [each] : []));
    assert.equal(
      runs.map(({ handlerMs }) => handlerMs),
      [70],
    );
    const leader = runs[0]?.eventId;
    assert.equal(
      ends.map(({ eventId, gatheredBy }) => (eventId === leader ? 'leader' : gatheredBy === leader)).sort(),
      ['leader', true],
    );
  }),
);

channels('publishes each change of owner once, with its evidence and what caused it', () =>
  listening(async (heard) => {
    const { bot, clock, deliver } = harness();
    const thread = bot.thread(SAMPLE_IDS);
    await thread.passThreadControl(INBOX, { metadata: 'wants her money back' });
    await clock.advance(1_000);
    await thread.regain({ by: 'takeback' });
    await clock.advance(1_000);
    await deliver(delivery({ messaging: [items.take({ from: APP, to: DESK, timestamp: clock.now() })] }));
    const [passed, regained, taken] = heard['handover:owner'];
    const at = clock.now();
    const facts = { botId: bot.id, appId: APP, ...THREAD };
    const inbox = { kind: 'app', appId: INBOX, inbox: 'page' } as const;
    const self = { kind: 'self' } as const;
    assert.equal(passed, {
      ...facts,
      at: at - 2_000,
      since: at - 2_000,
      previous: { kind: 'unknown' },
      current: inbox,
      cause: 'call',
    });
    assert.equal(regained, {
      ...facts,
      at: at - 1_000,
      since: at - 1_000,
      previous: inbox,
      current: self,
      cause: 'call',
      by: 'takeback',
    });
    assert.is(taken?.cause, 'take');
    assert.is(heard['handover:owner'].length, 3);
  }),
);

/** What was sent, as short lines. */
function sent({ 'handover:send': list }: Heard): string[] {
  return list.map(({ of, outcome, reason, failure }) => [of, outcome, reason ?? failure].filter(Boolean).join(' '));
}

channels('publishes accepted, failed, refused and dropped sends', () =>
  listening(async (heard) => {
    const { bot, client, clock, deliver } = harness();
    const thread = bot.thread(SAMPLE_IDS);
    client.during('sendMessage', () => clock.advance(40));
    bot.on('message', async (context) => void (await context.thread.send('Hi!')));
    await deliver(says('hello'));
    const { eventId, startedAt, durationMs, botId } = heard['handover:send'][0] ?? {};
    assert.equal([botId, startedAt, durationMs], [bot.id, clock.now() - 40, 40]);
    assert.is(eventId, heard['handover:event'][0]?.eventId);

    client.refuse('sendMessage', { kind: 'window_closed' });
    await rejects(thread.send('Hi!'), 'GraphError');
    await thread.typing(true);
    await thread.passThreadControl(DESK);
    await rejects(thread.send('Hi!'), 'NotThreadOwnerError');
    await rejects(thread.handOver('inbox', { message: 'Bye!' }), 'NotThreadOwnerError');
    await rejects(thread.handOver('inbox'), 'NotThreadOwnerError');
    await thread.send('Hi!', { whenNotOwner: 'drop' });
    await thread.typing(true, { whenNotOwner: 'drop' });
    assert.equal(sent(heard), [
      'message accepted',
      'message failed window_closed',
      'typing accepted',
      'message refused owner',
      'message refused owner',
      'pass refused owner',
      'message dropped owner',
      'typing dropped owner',
    ]);
  }),
);

channels('publishes a send that a hold refuses', () =>
  listening(async (heard) => {
    const { bot } = harness();
    bot.use({ name: 'quiet', setup: (host) => host.holdWhile(() => true) });
    await rejects(bot.thread(SAMPLE_IDS).send('Hi!'), 'NotThreadOwnerError');
    assert.equal(sent(heard), ['message refused hold']);
  }),
);

channels('holds no text, name or metadata of a person in any message', () =>
  listening(async (heard) => {
    const secret = 'Zanzibar';
    const { bot, client, deliver } = harness();
    bot.on('error', () => undefined);
    bot.on('message', async ({ thread }) => {
      client.refuse('sendMessage', { kind: 'window_closed', message: secret });
      await thread.send(secret).catch(() => undefined);
      await thread.passThreadControl(DESK, { metadata: secret });
      await thread.send(secret);
    });
    bot.on('postback', () => {
      throw Object.assign(new Error(secret), { name: `No ${secret}!` });
    });
    const referral = { ref: secret };
    await deliver(
      delivery({
        messaging: [
          items.message({ text: secret, payload: secret, referral }),
          items.postback({ payload: secret, title: secret }),
        ],
      }),
    );
    await deliver(
      delivery({
        messaging: [
          items.take({ from: APP, to: INBOX, metadata: secret }),
          items.echo({ text: secret, metadata: secret, appId: INBOX }),
          items.optin({ token: secret, payload: secret }),
        ],
      }),
    );
    for (const name of NAMES) assert.ok(heard[name].length > 0, `${name} is heard`);
    assert.not.match(JSON.stringify(heard), secret);
  }),
);

channels('builds nothing for a delivery that began while nothing listened', async () => {
  const { bot, deliver } = harness();
  const entered = gate();
  const slow = gate();
  bot.on('message', async ({ thread }) => {
    entered.open();
    await slow.opened;
    await thread.send('Hi!');
  });
  const answer = deliver(says('hello'));
  await entered.opened;
  await listening(async (heard) => {
    slow.open();
    assert.is((await answer).status, 200);
    assert.equal(heard['handover:delivery'], []);
    assert.equal(heard['handover:event'], []);
    assert.equal(sent(heard), ['message accepted'], 'a send that begins now is published');
  });
});

const run = suite('onRun');

const wraps = (hook: RunHook): Plugin => ({ name: 'wraps', setup: (host) => host.onRun(hook) });

run('lets a tracer set the async context in which announcements, handlers and bursts run', async () => {
  const context = new AsyncLocalStorage<string>();
  const { bot, clock, deliver } = harness();
  const seen: (string | undefined)[] = [];
  const look = (): void => void seen.push(context.getStore());
  bot.use(wraps(({ event }, next) => context.run(`run of ${event.kind}`, next)));
  bot.use(burst({ quietMs: 500 })).on('burst', look);
  bot.on('owner_changed', look);
  bot.on('take_thread_control', look);
  bot.on('postback', look);
  await deliver(delivery({ messaging: [items.postback({ payload: 'x' })] }));
  const said = deliver(says('hello'));
  await clock.advance(1_000);
  await said;
  await deliver(delivery({ messaging: [items.take({ from: APP, to: DESK, timestamp: clock.now() })] }));
  assert.equal(seen, [
    'run of postback',
    'run of message',
    'run of message',
    'run of take_thread_control',
    'run of take_thread_control',
  ]);
});

run('calls its hooks around each run, the first outermost', async () => {
  const { bot, deliver } = harness();
  const seen: string[] = [];
  for (const name of ['outer', 'inner']) {
    bot.use(
      wraps(async (_, next) => {
        seen.push(`${name} begins`);
        await next();
        seen.push(`${name} ends`);
      }),
    );
  }
  bot.on('error', () => undefined);
  bot.on('message', () => {
    seen.push('handler');
    throw new Error('down');
  });
  assert.is((await deliver(says('hello'))).status, 500);
  assert.equal(seen, ['outer begins', 'inner begins', 'handler', 'inner ends', 'outer ends']);
});

run('fails a run whose hook rejects or leaves next uncalled', async () => {
  const { bot, deliver } = harness();
  const errors: string[] = [];
  let hook: RunHook = async (_, next) => {
    await next();
    throw new Error('no span');
  };
  bot.use(wraps((...args) => hook(...args)));
  bot.on('error', ({ error }) => void errors.push(error.message));
  assert.is((await deliver(says('hello'))).status, 500);
  hook = async () => undefined;
  assert.is((await deliver(says('hello'))).status, 200, 'a mistake in the code is not repeated');
  assert.equal(errors, [
    'no span',
    'A hook of onRun ended without next, so no handler has run: call await next() in it',
  ]);
});

run('has a regain refuse a name that is none', async () => {
  const thread = harness().bot.thread(SAMPLE_IDS);
  await rejects(thread.regain({ by: 'what she wrote' }), 'OptionError');
});

channels.run();
run.run();
