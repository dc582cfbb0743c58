// A bot on WhatsApp: hand-over to the phone, the gate, the verbs and routing that comes on.
import {
  burst,
  createHandover,
  type HandoverOptions,
  memoryStore,
  NotThreadOwnerError,
  OptionError,
  pauseOnHumanReply,
  talkToHuman,
} from '@handover/core';
import { APP, memoryLogger as makeLogger, type memoryLogger, SECRET } from '@handover/test-support/harness';
import { type NumberGraph, withNumberGraph } from '@handover/test-support/number-graph';
import {
  type Change,
  delivery,
  rejects,
  SAMPLE_NUMBER,
  signedRequest,
  type TestClock,
  testClock,
  whatsappChanges as wa,
} from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const rita = { platform: 'whatsapp', pageId: SAMPLE_NUMBER.pageId, userId: SAMPLE_NUMBER.bsuid } as const;

interface Stage {
  readonly bot: ReturnType<typeof createHandover>;
  readonly clock: TestClock;
  readonly graph: NumberGraph;
  readonly logger: ReturnType<typeof memoryLogger>;
  /** Delivers changes, dated now where they are made by a builder. */
  bring(...changes: readonly ((at: { timestamp: number }) => Change)[]): Promise<number>;
}

/** Runs a test with a bot of one number and a Graph for it. */
function onStage(work: (stage: Stage) => Promise<void>, options: Partial<HandoverOptions> = {}): () => Promise<void> {
  return () =>
    withNumberGraph(async (graph) => {
      const clock = testClock();
      const logger = makeLogger();
      const bot = createHandover({ appId: APP, appSecret: SECRET, client: graph.client(), clock, logger, ...options });
      const bring: Stage['bring'] = async (...changes) => {
        const made = changes.map((make) => make({ timestamp: clock.now() }));
        const body = delivery({ object: 'whatsapp_business_account', pageId: '330000000000001', changes: made });
        return (await bot.handle(signedRequest(body, SECRET))).status;
      };
      try {
        await work({ bot, clock, graph, logger, bring });
      } finally {
        await bot.close();
      }
    });
}

const story = suite('a hand-over to the phone');

story(
  'says the farewell and keeps the bot quiet until regain',
  onStage(async ({ bot, clock, graph, bring }) => {
    const owners: unknown[] = [];
    bot.on('owner_changed', ({ current, cause }) => void owners.push([current, cause]));
    bot.use(talkToHuman({ message: 'One moment, a colleague takes over.' }));
    bot.on('message', async ({ event, thread }) => {
      if (event.quickReplyPayload === undefined) await thread.send(`You said: ${event.text}`);
    });
    await bring((at) => wa.message({ ...at, text: 'hello' }));
    await bring((at) => wa.message({ ...at, text: 'A person', payload: 'TALK_TO_HUMAN' }));
    assert.equal(graph.texts(), ['You said: hello', 'One moment, a colleague takes over.']);
    assert.equal((await bot.thread(rita).state()).owner, { kind: 'app', inbox: 'phone' });
    assert.is((await bot.thread(rita).state()).source, 'local');

    await clock.advance(MINUTE);
    await bring((at) => wa.message({ ...at, text: 'where is it?' }));
    assert.is(graph.sent.length, 2);
    assert.is((await bot.thread(rita).state()).mayReply, false);
    const error = (await rejects(bot.thread(rita).send('I interrupt'))) as NotThreadOwnerError;
    assert.instance(error, NotThreadOwnerError);
    assert.is(error.ownerAppId, undefined);
    assert.is(await bot.thread(rita).send('I interrupt', { whenNotOwner: 'drop' }), undefined);

    assert.is(await bot.thread(rita).regain(), 'owned');
    await clock.advance(MINUTE);
    await bring((at) => wa.message({ ...at, text: 'thank you' }));
    assert.is(graph.texts().at(-1), 'You said: thank you');
    assert.equal(owners, [
      [{ kind: 'idle' }, 'message'],
      [{ kind: 'app', inbox: 'phone' }, 'local'],
      [{ kind: 'idle' }, 'local'],
    ]);
  }),
);

story(
  'lasts a day from the last sign of the customer or of the phone',
  onStage(async ({ bot, clock, bring }) => {
    const thread = bot.thread(rita);
    await bring((at) => wa.message(at));
    await thread.handOver('inbox');
    await clock.advance(20 * HOUR);
    await bring((at) => wa.phoneEcho({ ...at, text: 'Nuno here' }));
    await clock.advance(20 * HOUR);
    assert.is((await thread.state()).owner.kind, 'app');
    await bring((at) => wa.message(at));
    await clock.advance(23 * HOUR);
    assert.is((await thread.state()).owner.kind, 'app');
    await clock.advance(HOUR);
    assert.equal((await thread.state()).owner, { kind: 'idle' });
    await thread.send('We are here again');
  }),
);

story(
  'is not changed by what the phone writes to a thread that was not handed over',
  onStage(async ({ bot, graph, bring }) => {
    bot.on('message', ({ thread }) => thread.send('hello'));
    await bring((at) => wa.phoneEcho({ ...at, text: 'Nuno here' }));
    assert.is((await bot.thread(rita).state()).owner.kind, 'unknown');
    await bring((at) => wa.message(at));
    assert.is(graph.sent.length, 1);
  }),
);

story(
  'is refused while the thread is handed over, and what a person sends is not',
  onStage(async ({ bot, graph, bring }) => {
    const thread = bot.thread(rita);
    await bring((at) => wa.message(at));
    await thread.handOver('inbox');
    assert.instance(await rejects(thread.handOver('inbox', { message: 'Again' })), NotThreadOwnerError);
    await thread.send('Nuno, from the desk', { by: 'person' });
    await thread.send({ type: 'template', template: { name: 'parcel_update', language: { code: 'en' } } });
    assert.equal(graph.texts(), ['Nuno, from the desk', 'template']);
    assert.equal((await thread.state()).owner, { kind: 'app', inbox: 'phone' });
  }),
);

story(
  'says its message once where the event runs again',
  onStage(async ({ bot, graph, bring }) => {
    let runs = 0;
    // By its bare name it would not be called again: people have the thread.
    bot.on('*', async ({ thread }) => {
      await thread.handOver('inbox', { message: 'One moment' });
      runs += 1;
      if (runs === 1) throw new Error('after the hand-over');
    });
    const change = wa.message({ timestamp: 1_764_590_400_000, mid: 'wamid.again' });
    assert.is(await bring(() => change), 500);
    assert.is(await bring(() => change), 200);
    assert.equal([graph.texts(), runs], [['One moment'], 2]);
  }),
);

story.run();

const verbs = suite('verbs that WhatsApp lacks');

const lacking: readonly [string, (thread: ReturnType<Stage['bot']['thread']>) => Promise<unknown>, RegExp][] = [
  [
    'passThreadControl',
    (thread) => thread.passThreadControl('880042117756310'),
    /passThreadControl does not exist on WhatsApp/,
  ],
  ['takeThreadControl', (thread) => thread.takeThreadControl(), /takeThreadControl does not exist on WhatsApp/],
  ['requestThreadControl', (thread) => thread.requestThreadControl(), /requestThreadControl does not exist/],
  ['releaseThreadControl', (thread) => thread.releaseThreadControl(), /releaseThreadControl does not exist/],
  [
    'extendThreadControl',
    (thread) => thread.extendThreadControl({ durationSeconds: 60 }),
    /extendThreadControl does not exist/,
  ],
  ['getThreadOwner', (thread) => thread.getThreadOwner(), /getThreadOwner does not exist/],
  ["handOver('default')", (thread) => thread.handOver('default'), /handOver takes 'inbox'/],
  ['handOver to an app', (thread) => thread.handOver('880042117756310'), /handOver takes 'inbox'/],
  ['typing outside of handlers', (thread) => thread.typing(true), /typing\(true\) in the handler/],
  [
    "Messenger's quick replies",
    (thread) => thread.send({ text: 'Which?', quick_replies: [{ content_type: 'text', title: 'M' }] }),
    /quick_replies does not exist on WhatsApp/,
  ],
  ['HUMAN_AGENT', (thread) => thread.send('hi', { tag: 'HUMAN_AGENT' }), /tag does not exist on WhatsApp/],
];

for (const [name, call, words] of lacking) {
  verbs(
    `${name} rejects before any request`,
    onStage(async ({ bot, graph }) => {
      const error = (await rejects(call(bot.thread(rita)))) as Error & { readonly kind?: unknown };
      assert.equal([error.name, error.kind], ['OptionError', 'invalid']);
      assert.match(error.message, words);
      assert.equal([graph.sent, graph.receipts], [[], []]);
    }),
  );
}

verbs(
  'isThreadOwner is false, and the bot needs no look-up of routing',
  onStage(async ({ bot, bring }) => {
    assert.is(await bot.thread(rita).isThreadOwner(), false);
    await bring((at) => wa.message(at));
    assert.is(await bot.thread(rita).isThreadOwner(), false);
    assert.is(await bot.thread(rita).regain(), 'owned');
  }),
);

verbs(
  'passThreadControlToPageInbox hands over to the phone',
  onStage(async ({ bot }) => {
    await bot.thread(rita).passThreadControlToPageInbox();
    assert.equal((await bot.thread(rita).state()).owner, { kind: 'app', inbox: 'phone' });
  }),
);

verbs(
  'typing is bound to the message whose handlers run, and ends by itself',
  onStage(async ({ bot, graph, bring }) => {
    bot.on('message', async ({ thread }) => {
      await thread.typing(true);
      await thread.typing(false);
    });
    await bring((at) => wa.message({ ...at, mid: 'wamid.DEMO1' }));
    const typing_indicator = { type: 'text' };
    assert.equal(graph.receipts, [
      { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.DEMO1', typing_indicator },
    ]);
  }),
);

verbs.run();

const pauses = suite('a pause for replies on the phone');

const paused = (
  options: Partial<Parameters<typeof pauseOnHumanReply>[0]>,
  work: (stage: Stage & { pause: ReturnType<typeof pauseOnHumanReply> }) => Promise<void>,
) =>
  onStage(async (stage) => {
    const pause = pauseOnHumanReply({ forMs: 30 * MINUTE, ...options });
    stage.bot.use(pause);
    stage.bot.on('message', ({ event, thread }) => thread.send(`re: ${event.text}`));
    await work({ ...stage, pause });
  });

pauses(
  'lasts from the newest reply, in whatever order the echoes come',
  paused({}, async ({ clock, graph, bring }) => {
    const early = clock.now();
    await clock.advance(10 * MINUTE);
    await bring((at) => wa.phoneEcho({ ...at, text: 'Nuno here' }));
    await bring(() => wa.phoneEcho({ timestamp: early, text: 'earlier' }));
    await clock.advance(29 * MINUTE);
    await bring((at) => wa.message({ ...at, text: 'one' }));
    assert.equal(graph.texts(), []);
    await clock.advance(MINUTE);
    await bring((at) => wa.message({ ...at, text: 'two' }));
    assert.equal(graph.texts(), ['re: two']);
  }),
);

const silent: readonly [string, Parameters<typeof wa.phoneEcho>[0], boolean][] = [
  ['a reply', { text: 'Nuno here' }, true],
  ['a picture', { content: { type: 'image', image: { id: '1' } } }, true],
  [
    'an edit',
    {
      content: {
        type: 'edit',
        edit: { original_message_id: 'wamid.1', message: { type: 'text', text: { body: 'x' } } },
      },
    },
    false,
  ],
  ['an unsend', { content: { type: 'revoke', revoke: { original_message_id: 'wamid.1' } } }, false],
  ['a reaction', { content: { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: 'x' } } }, false],
  [
    "an automation of Meta's",
    { content: { type: 'text', text: { body: 'Closed' }, message_creation_type: 'created_by_1p_bot' } },
    false,
  ],
  ['an ignored greeting', { text: 'Welcome! We answer soon.' }, false],
];

for (const [name, echo, isPaused] of silent) {
  pauses(
    `${name} on the phone ${isPaused ? 'pauses' : 'does not pause'} the bot`,
    paused({ ignore: /^Welcome!/ }, async ({ graph, bring }) => {
      await bring((at) => wa.phoneEcho({ ...at, ...echo }));
      await bring((at) => wa.message({ ...at, text: 'hi' }));
      assert.equal(graph.texts(), isPaused ? [] : ['re: hi']);
    }),
  );
}

pauses(
  'is not begun by the history, nor by a message of the bot that comes back as one of the phone',
  paused({ ignore: (event) => event.text === 'never' }, async ({ graph, bring }) => {
    const old = {
      from: '351210000000',
      to: SAMPLE_NUMBER.phone,
      id: 'wamid.OLD',
      timestamp: '1764590400',
      type: 'text',
      text: { body: 'old' },
    };
    const metadata = { phone_number_id: SAMPLE_NUMBER.pageId };
    await bring(() => ({ field: 'history', value: { metadata, message_echoes: [old] } }));
    await bring((at) => wa.message({ ...at, text: 'one' }));
    await bring((at) => wa.phoneEcho({ ...at, mid: graph.sent[0]?.mid ?? '', text: 're: one' }));
    await bring((at) => wa.message({ ...at, text: 'two' }));
    assert.equal(graph.texts(), ['re: one', 're: two']);
  }),
);

pauses(
  'counts an echo dated far ahead from now on, so that a later reply is the newest',
  paused({ resumeText: '#bot' }, async ({ clock, graph, bring }) => {
    await bring(({ timestamp }) => wa.phoneEcho({ timestamp: timestamp + 400 * 24 * HOUR, text: 'Nuno here' }));
    await clock.advance(2 * MINUTE);
    await bring((at) => wa.phoneEcho({ ...at, text: '#bot' }));
    await bring((at) => wa.message({ ...at, text: 'one' }));
    assert.equal(graph.texts(), ['re: one']);
  }),
);

pauses(
  'ends with the resume text, and when the thread is brought back',
  paused({ resumeText: '#bot' }, async ({ bot, clock, graph, bring }) => {
    await bring((at) => wa.phoneEcho({ ...at, text: 'Nuno here' }));
    await clock.advance(MINUTE);
    await bring((at) => wa.phoneEcho({ ...at, text: '#bot' }));
    await bring((at) => wa.message({ ...at, text: 'one' }));
    assert.equal(graph.texts(), ['re: one']);
    await clock.advance(MINUTE);
    await bot.thread(rita).handOver('inbox');
    await bring((at) => wa.phoneEcho({ ...at, text: 'Nuno again' }));
    await clock.advance(MINUTE);
    await bot.thread(rita).regain();
    await clock.advance(MINUTE);
    await bring((at) => wa.message({ ...at, text: 'two' }));
    assert.equal(graph.texts(), ['re: one', 're: two']);
  }),
);

// WhatsApp dates to the second: an echo may carry a time ahead of what came before it.
pauses(
  'begins with a reply in the second in which the thread was brought back',
  paused({}, async ({ bot, clock, graph, bring }) => {
    await bring((at) => wa.message({ ...at, text: 'one' }));
    await bot.thread(rita).handOver('inbox');
    await clock.advance(MINUTE + 300);
    await bot.thread(rita).regain();
    await clock.advance(400);
    await bring((at) => wa.phoneEcho({ ...at, text: 'Nuno here' }));
    await bring((at) => wa.message({ ...at, text: 'two' }));
    assert.equal(graph.texts(), ['re: one']);
  }),
);

pauses(
  'begins with what the webhook of a help desk notes',
  paused({}, async ({ clock, graph, pause, bring }) => {
    await bring((at) => wa.message({ ...at, text: 'one' }));
    await pause.note(
      { platform: 'whatsapp', pageId: rita.pageId, userId: SAMPLE_NUMBER.phone },
      new Date(clock.now() + 1_000),
    );
    await clock.advance(29 * MINUTE);
    await bring((at) => wa.message({ ...at, text: 'two' }));
    assert.equal(graph.texts(), ['re: one']);
    await clock.advance(2 * MINUTE);
    await bring((at) => wa.message({ ...at, text: 'three' }));
    assert.equal(graph.texts(), ['re: one', 're: three']);
    assert.instance(await rejects(pause.note(rita, Number.NaN)), OptionError);
    assert.instance(await rejects(pauseOnHumanReply({ forMs: MINUTE }).note(rita)), OptionError);
  }),
);

pauses.run();

const routing = suite('Conversation Routing that comes on');

routing(
  'is warned of once, by a standby item or a change of owner',
  onStage(async ({ logger, bring }) => {
    const warned = () => logger.lines.filter((line) => line.includes('number_routing')).length;
    await bring((at) => wa.message(at));
    assert.is(warned(), 0);
    await bring((at) => wa.standbyMessage(at));
    await bring((at) => wa.taken(at));
    assert.is(warned(), 1);
  }),
);

routing(
  'makes standby and changes of owner count: the bot is quiet, and is the owner again with a pass',
  onStage(async ({ bot, clock, graph, bring }) => {
    bot.on('message', ({ event, thread }) => thread.send(`re: ${event.text}`));
    await bring((at) => wa.message({ ...at, text: 'one' }));
    await clock.advance(MINUTE);
    await bring((at) => wa.taken({ ...at, from: 'customer_service', to: 'escalation' }));
    assert.equal((await bot.thread(rita).state()).owner, { kind: 'app' });
    await bring((at) => wa.standbyMessage({ ...at, text: 'two' }));
    await clock.advance(2 * HOUR);
    assert.instance(await rejects(bot.thread(rita).send('I interrupt')), NotThreadOwnerError);
    const refused = (await rejects(bot.thread(rita).regain())) as Error & { readonly code?: unknown };
    assert.is(refused.code, 'no_take_right');
    await bring((at) => wa.standbyEcho({ ...at, text: 'Good morning' }));
    await clock.advance(MINUTE);
    await bring((at) => wa.passed({ ...at, from: 'escalation', to: 'customer_service' }));
    assert.equal((await bot.thread(rita).state()).owner, { kind: 'self' });
    await bring((at) => wa.message({ ...at, text: 'three' }));
    assert.equal(graph.texts(), ['re: one', 're: three']);
  }),
);

routing(
  'is not moved by the template of another partner, which needs no ownership',
  onStage(async ({ bot, clock, bring }) => {
    await bring((at) => wa.passed(at));
    await clock.advance(MINUTE);
    const template = { name: 'parcel_update', language: { code: 'en' } };
    await bring((at) => {
      const { field, value } = wa.standbyEcho(at);
      const { message_echoes: [echo] = [] } = value['standby'] as { message_echoes: { message: object }[] };
      const message = { ...echo?.message, type: 'template', template };
      return { field, value: { ...value, standby: { message_echoes: [{ ...echo, message }] } } };
    });
    assert.equal((await bot.thread(rita).state()).owner, { kind: 'self' });
    await bot.thread(rita).send('still ours');
  }),
);

routing(
  'ends a day after the last message',
  onStage(async ({ bot, clock, bring }) => {
    await bring((at) => wa.standbyMessage(at));
    await clock.advance(23 * HOUR);
    assert.instance(await rejects(bot.thread(rita).send('hi')), NotThreadOwnerError);
    await clock.advance(HOUR);
    await bot.thread(rita).send('hi');
  }),
);

for (const order of ['passed first', 'standby first'] as const) {
  routing(
    `a message on standby and a pass within one second leave the same owner, ${order}`,
    onStage(async ({ bot, bring }) => {
      const changes = [
        (at: { timestamp: number }) => wa.passed(at),
        (at: { timestamp: number }) => wa.standbyMessage(at),
      ];
      for (const change of order === 'passed first' ? changes : changes.toReversed()) await bring(change);
      assert.equal((await bot.thread(rita).state()).owner, { kind: 'self' });
    }),
  );
}

routing(
  'is not moved by statuses, nor by an answer about calls',
  onStage(async ({ bot, bring }) => {
    await bring((at) => wa.standbyMessage(at));
    await bring((at) => wa.status(at));
    const interactive = { type: 'call_permission_reply', call_permission_reply: { response: 'accept' } };
    await bring((at) => wa.message({ ...at, content: { type: 'interactive', interactive } }));
    assert.equal((await bot.thread(rita).state()).owner, { kind: 'app' });
  }),
);

routing.run();

const unsends = suite('what is kept of an unsent message of WhatsApp');

unsends('has no text, caption or change of it any more', () => {
  const store = memoryStore();
  return onStage(
    async ({ bot, bring }) => {
      bot.on('*', ({ event }) => {
        if (event.kind !== 'message_deleted') throw new TypeError('of the test');
      });
      const mid = 'wamid.SECRET';
      const message = { type: 'text', text: { body: 'the secret word is swordfish' } };
      await bring((at) => wa.message({ ...at, mid, text: 'the secret word is swordfish' }));
      const picture = { id: '1', caption: 'a swordfish' };
      await bring((at) => wa.message({ ...at, mid: 'wamid.P', content: { type: 'image', image: picture } }));
      await bring((at) =>
        wa.message({ ...at, content: { type: 'edit', edit: { original_message_id: mid, message } } }),
      );
      const kept = async () => JSON.stringify((await bot.deadLetters.list()).items);
      assert.match(await kept(), /swordfish/);
      for (const original_message_id of [mid, 'wamid.P']) {
        await bring((at) => wa.message({ ...at, content: { type: 'revoke', revoke: { original_message_id } } }));
      }
      assert.not.match(await kept(), /swordfish/);
      assert.is((await bot.deadLetters.list()).items.length, 3);
    },
    { store },
  )();
});

unsends.run();

const others = suite('what works unchanged on WhatsApp');

others(
  'a burst gathers what a person writes in a row, whichever id each message has',
  onStage(async ({ bot, clock, graph, bring }) => {
    bot.use(burst({ quietMs: 1_500 })).on('burst', async ({ text, thread }) => {
      await thread.typing(true);
      await thread.send(`re: ${text}`);
    });
    const first = bring((at) => wa.message({ ...at, text: 'where' }));
    await clock.advance(500);
    const second = bring((at) => wa.message({ ...at, phone: null, text: 'is it', mid: 'wamid.last' }));
    await clock.advance(2_000);
    assert.equal(await Promise.all([first, second]), [200, 200]);
    assert.equal(graph.texts(), ['re: where\nis it']);
    assert.is(graph.receipts[0]?.['message_id'], 'wamid.last');
  }),
);

const findings: readonly [string, unknown, string | undefined][] = [
  ['nothing where the app is subscribed to the account', [{ id: APP, subscribedFields: undefined }], undefined],
  [
    'an app that is not subscribed to the account',
    [{ id: '880042117756310', subscribedFields: undefined }],
    'not_subscribed',
  ],
  ['subscriptions that cannot be read', new OptionError('accountId', 'accountId is missing'), 'subscriptions_unread'],
];

for (const [name, apps, code] of findings) {
  others(`bot.check() finds ${name}`, async () => {
    const bot = createHandover({
      appId: APP,
      appSecret: SECRET,
      clock: testClock(),
      logger: makeLogger(),
      client: {
        platform: 'whatsapp',
        pageId: SAMPLE_NUMBER.pageId,
        sendMessage: async () => ({}),
        sendAction: async () => ({}),
        getSubscriptions: async () => {
          if (apps instanceof Error) throw apps;
          return apps as { id: string; subscribedFields: undefined }[];
        },
      },
    });
    const found = (await bot.check()).filter(({ page }) => page?.platform === 'whatsapp');
    assert.equal(
      found.map((finding) => finding.code),
      code === undefined ? [] : [code],
    );
    await bot.close();
  });
}

others('a client without the calls of a number is refused', () => {
  const client = { platform: 'whatsapp', sendMessage: async () => ({}) } as never;
  assert.throws(
    () => createHandover({ appId: APP, appSecret: SECRET, client }),
    (error: Error) => error instanceof OptionError && /lacks sendAction\(\)/.test(error.message),
  );
});

others.run();
