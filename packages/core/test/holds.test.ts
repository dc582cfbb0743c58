// While a hold is on, this app says nothing in the thread, from wherever it is said.
import { memoryStore, NotThreadOwnerError, type Plugin, pauseOnHumanReply, type Thread } from '@handover/core';
import { APP, DESK, INBOX } from '@handover/test-support/harness';
import { gate } from '@handover/test-support/lasting-store';
import { type Process, startProcess } from '@handover/test-support/processes';
import { items, rejects, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const holds = suite('holds');

const PAUSE_MS = 600_000;
const later = ({ clock }: Process): number => clock.now() + 1_000;

/** A bot that pauses when a person answers, on a page without routing. */
function pausing(options: Parameters<typeof startProcess>[0] = {}): Process {
  const one = startProcess({ routing: 'off', ...options });
  one.bot.use(pauseOnHumanReply({ forMs: PAUSE_MS }));
  return one;
}

/** A person answers with an app of their own. */
const reply = (one: Process): ReturnType<Process['bring']> =>
  one.bring({ messaging: [items.echo({ appId: DESK, text: 'I am here', timestamp: one.clock.now() })] });

async function refusalOf(call: () => Promise<unknown>): Promise<NotThreadOwnerError> {
  try {
    await call();
  } catch (error) {
    assert.instance(error, NotThreadOwnerError);
    return error as NotThreadOwnerError;
  }
  throw new Error('it was not refused');
}

holds('send and typing refuse from bot.thread() from the receipt of the reply, with the end of the hold', async () => {
  const one = pausing();
  const thread = one.bot.thread(SAMPLE_IDS);
  assert.is((await thread.state()).mayReply, true);
  await reply(one);
  assert.is((await thread.state()).mayReply, false);
  for (const call of [() => thread.send('hello'), () => thread.typing(true), () => thread.typing(false)]) {
    const error = await refusalOf(call);
    assert.equal(
      [error.reason, error.ownerAppId, error.until],
      ['hold', undefined, new Date(one.clock.now() + PAUSE_MS)],
    );
    assert.match(error.message, /^A person answers in this thread.*until 2025-.*by: 'person'/);
  }
  assert.is(await thread.send('hello', { whenNotOwner: 'drop' }), undefined);
  assert.equal(one.called(), []);
  await one.clock.advance(PAUSE_MS);
  assert.is((await thread.state()).mayReply, true);
  await thread.send('hello');
  assert.equal(one.sent(), ['hello']);
});

holds('begin on the receipt of the reply while a handler runs, ahead of the turn of the echo', async () => {
  const one = pausing();
  const goOn = gate();
  const errors: string[] = [];
  one.bot.on(
    'error',
    ({ error }) => void errors.push(error instanceof NotThreadOwnerError ? error.reason : error.name),
  );
  one.bot.on('message', async ({ thread }) => {
    await thread.send('one');
    await goOn.opened;
    await thread.send('two');
  });
  const answer = one.bring({ messaging: [items.message()] });
  await one.clock.advance(0);
  void reply(one);
  await one.clock.advance(0);
  assert.is((await one.bot.thread(SAMPLE_IDS).state()).mayReply, false);
  goOn.open();
  assert.is((await answer).status, 200);
  assert.equal([one.sent(), errors], [['one'], ['hold']]);
});

holds(
  'that another process heard of refuse the next send of the handler that runs here, which counts as handled',
  async () => {
    const store = memoryStore();
    const [one, two] = [pausing({ store }), pausing({ store })];
    const goOn = gate();
    let signal: AbortSignal | undefined;
    one.bot.on('error', () => undefined);
    one.bot.on('message', async (context) => {
      await context.thread.send('one');
      await goOn.opened;
      signal = context.signal;
      await context.thread.send('two');
    });
    const item = items.message();
    const answer = one.bring({ messaging: [item] });
    await one.clock.advance(0);
    await reply(two);
    goOn.open();
    assert.equal([(await answer).status, (await one.bring({ messaging: [item] })).status], [200, 200]);
    assert.equal([one.sent(), signal?.reason.reason], [['one'], 'hold']);
  },
);

/** What passes a hold. */
const PASSING: Readonly<
  Record<string, { readonly call: (thread: Thread) => Promise<unknown>; readonly calls: string[] }>
> = {
  "a send by: 'person'": { call: (thread) => thread.send('hello', { by: 'person' }), calls: ['sendMessage'] },
  'a send under HUMAN_AGENT': {
    call: (thread) => thread.send('hello', { tag: 'HUMAN_AGENT' }),
    calls: ['sendMessage'],
  },
  'a pass': { call: (thread) => thread.passThreadControl(DESK), calls: ['passThreadControl'] },
  'a request': { call: (thread) => thread.requestThreadControl(), calls: ['requestThreadControl'] },
  'a hand-over': { call: (thread) => thread.handOver('inbox'), calls: ['passThreadControl'] },
  'a hand-over, without its message': {
    call: (thread) => thread.handOver('inbox', { message: 'One moment.' }),
    calls: ['passThreadControl'],
  },
};

for (const [what, { call, calls }] of Object.entries(PASSING)) {
  for (const routing of ['on', 'off'] as const) {
    holds(`${what} passes a hold from bot.thread() where routing is ${routing}`, async () => {
      const one = pausing({ routing });
      await reply(one);
      await call(one.bot.thread(SAMPLE_IDS));
      assert.equal(one.called(), calls);
    });

    holds(`${what} passes a hold that began while its handler ran, where routing is ${routing}`, async () => {
      const one = pausing({ routing });
      const goOn = gate();
      let signal: AbortSignal | undefined;
      one.bot.on('error', ({ error }) => assert.unreachable(error.message));
      one.bot.on('message', async (context) => {
        signal = context.signal;
        await goOn.opened;
        await call(context.thread);
      });
      const answer = one.bring({ messaging: [items.message()] });
      await one.clock.advance(0);
      void reply(one);
      await one.clock.advance(0);
      assert.is(signal?.reason.reason, 'hold');
      goOn.open();
      assert.is((await answer).status, 200);
      assert.equal(one.called(), calls);
    });
  }
}

holds('HUMAN_AGENT from a handler of an automatic event warns once, and not with by: person', async () => {
  const one = startProcess();
  one.bot.on('message', async ({ thread }) => {
    await thread.send('hello', { tag: 'HUMAN_AGENT', by: 'person' });
  });
  await one.bring({ messaging: [items.message()] });
  assert.equal(one.logger.loud, []);
  one.bot.on('message', async ({ thread }) => {
    await thread.send('hello', { tag: 'HUMAN_AGENT' });
    await thread.send('hello', { tag: 'HUMAN_AGENT' });
  });
  await one.bring({ messaging: [items.message()] });
  await one.bot.thread(SAMPLE_IDS).send('hello', { tag: 'HUMAN_AGENT' });
  assert.is(one.logger.loud.length, 1, one.logger.loud.join('\n'));
});

holds('end when this app regains control: by a pass, by a take, by a call of its own', async () => {
  const regains: readonly ((one: Process) => Promise<unknown>)[] = [
    (one) => one.bring({ messaging: [items.pass({ from: INBOX, to: APP, timestamp: later(one) })] }),
    (one) => one.bring({ messaging: [items.take({ from: INBOX, to: APP, timestamp: later(one) })] }),
    async (one) => {
      await one.clock.advance(2_000);
      await one.bot.thread(SAMPLE_IDS).takeThreadControl();
    },
  ];
  for (const regain of regains) {
    const one = pausing({ routing: 'on' });
    const handled: unknown[] = [];
    one.bot.on('message', async ({ event, thread }) => {
      handled.push(event.text);
      await thread.send('back');
    });
    await reply(one);
    await one.bring({ messaging: [items.message({ text: 'held', timestamp: one.clock.now() })] });
    assert.equal(handled, []);
    await regain(one);
    assert.is((await one.bot.thread(SAMPLE_IDS).state()).mayReply, true);
    await one.clock.advance(2_000);
    await one.bring({ messaging: [items.message({ text: 'free', timestamp: one.clock.now() })] });
    assert.equal([handled, one.sent()], [['free'], ['back']]);
  }
});

holds("the bot's own echo and Meta's AI hold nothing; any other app and any person do", async () => {
  const holding = async (echo: Parameters<typeof items.echo>[0]): Promise<boolean> => {
    const one = pausing();
    await one.bring({ messaging: [items.echo({ ...echo, timestamp: one.clock.now() })] });
    return !(await one.bot.thread(SAMPLE_IDS).state()).mayReply;
  };
  assert.is(await holding({ appId: APP }), false);
  assert.is(await holding({ appId: DESK, ai: true }), false);
  assert.is(await holding({ appId: DESK }), true);
  assert.is(await holding({ appId: INBOX }), true);
});

holds('a hook gets the thread, the time, and the event alone whose handlers are about to run', async () => {
  const one = startProcess();
  const seen: unknown[] = [];
  const watching: Plugin = {
    name: 'watching',
    setup: (host) =>
      host.holdWhile(({ thread, now, event }) => {
        seen.push([thread.userId, now === one.clock.now(), event?.kind]);
        return false;
      }),
  };
  one.bot.use(watching);
  one.bot.on('message', async ({ thread }) => void (await thread.send('hello')));
  await one.bring({ messaging: [items.message()] });
  await one.bot.thread(SAMPLE_IDS).state();
  const { userId } = SAMPLE_IDS;
  assert.equal(seen, [
    [userId, true, 'message'],
    [userId, true, undefined],
    [userId, true, undefined],
  ]);
});

holds('a hook that asks for the state of its thread is not asked again by that', async () => {
  const one = startProcess();
  let asked = 0;
  const states: boolean[] = [];
  one.bot.use({
    name: 'asking',
    setup: (host) =>
      host.holdWhile(async ({ thread }) => {
        asked += 1;
        states.push((await thread.state()).mayReply);
        return true;
      }),
  });
  const error = await refusalOf(() => one.bot.thread(SAMPLE_IDS).send('hello'));
  assert.equal([asked, states, error.reason, error.until], [1, [true], 'hold', undefined]);
  assert.not.match(error.message, /until/);
});

holds('of several hooks any one holds, also behind one that answers nothing', async () => {
  for (const answers of [
    [false, true],
    [true, false],
    [undefined, true],
  ]) {
    const one = startProcess();
    for (const answer of answers) {
      one.bot.use({ name: 'answering', setup: (host) => host.holdWhile(() => answer as boolean) });
    }
    assert.is((await refusalOf(() => one.bot.thread(SAMPLE_IDS).send('hello'))).reason, 'hold');
  }
});

holds('a hook that fails refuses the send with its failure, and one that never answers counts as a hold', async () => {
  const failing = startProcess();
  failing.bot.use({ name: 'failing', setup: (host) => host.holdWhile(() => Promise.reject(new Error('of the test'))) });
  assert.match((await rejects(failing.bot.thread(SAMPLE_IDS).send('hello'))).message, /of the test/);
  const stuck = startProcess({ handlerTimeoutMs: 1_000 });
  stuck.bot.on('error', () => undefined);
  stuck.bot.use({ name: 'stuck', setup: (host) => host.holdWhile(() => new Promise<boolean>(() => undefined)) });
  const sending = refusalOf(() => stuck.bot.thread(SAMPLE_IDS).send('hello'));
  await stuck.clock.advance(1_000);
  assert.is((await sending).reason, 'hold');
  assert.equal([failing.called(), stuck.called()], [[], []]);
});

for (const from of ['a handler', 'bot.thread()'] as const) {
  holds(`on Instagram a send from ${from} that waits for an echo is refused where the echo is a person's`, async () => {
    const one = pausing();
    const [goOn, reached, answered] = [gate(), gate(), gate()];
    one.bot.on('error', () => undefined);
    one.client.during('sendMessage', async () => {
      reached.open();
      await answered.opened;
    });
    const thread = one.bot.thread({ ...SAMPLE_IDS, platform: 'instagram' });
    one.bot.on('message', async (context) => {
      await goOn.opened;
      await context.thread.send('two');
    });
    const answer = one.bring({ object: 'instagram', messaging: [items.message()] });
    await one.clock.advance(0);
    const first = thread.send('one');
    await reached.opened;
    // A send is on its way, so that the echo may be its own: they are known apart once the send is answered.
    void one.bring({ object: 'instagram', messaging: [items.echo({ text: 'I am here', timestamp: one.clock.now() })] });
    await one.clock.advance(0);
    const second = from === 'a handler' ? undefined : thread.send('two', { whenNotOwner: 'drop' });
    goOn.open();
    await one.clock.advance(100);
    assert.equal(one.sent(), ['one']);
    answered.open();
    await one.clock.advance(3_000);
    await Promise.all([first, second, answer]);
    assert.equal(one.sent(), ['one']);
    assert.is((await thread.state()).mayReply, false);
  });
}

holds(
  "on Instagram the bot's own echo holds nothing, though it comes ahead of the answer and to another process",
  async () => {
    const store = memoryStore();
    const [one, two] = [pausing({ store }), pausing({ store })];
    const answered = gate();
    one.client.during('sendMessage', () => answered.opened);
    const thread = one.bot.thread({ ...SAMPLE_IDS, platform: 'instagram' });
    const first = thread.send('one');
    await one.clock.advance(0);
    const echo = two.bring({
      object: 'instagram',
      messaging: [items.echo({ text: 'one', mid: 'm_sent1', timestamp: two.clock.now() })],
    });
    await two.clock.advance(500);
    answered.open();
    await one.clock.advance(500);
    await first;
    await two.clock.advance(500);
    assert.is((await echo).status, 200);
    await two.clock.advance(3_000);
    assert.is((await thread.state()).mayReply, true);
    await thread.send('two');
    assert.equal(one.sent(), ['one', 'two']);
  },
);

holds.run();
