import {
  BUSINESS_AI_APP_ID,
  BUSINESS_AI_CONTROL_APP_ID,
  grantRequests,
  type Handover,
  HandoverError,
  memoryStore,
  type Plugin,
  pauseOnHumanReply,
  talkToHuman,
} from '@handover/core';
import { APP, DESK, type Harness, harness, INBOX } from '@handover/test-support/harness';
import { delivery, type Item, items, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const plugins = suite('plugins');

const START = 1_764_590_400_000;
const names = ({ client }: Harness): string[] => client.calls.map(({ name }) => name);
const messaging = (...list: Item[]): unknown => delivery({ messaging: list });

plugins('talkToHuman hands the thread to the inbox when the button is tapped', async () => {
  const made = harness();
  made.bot.use(talkToHuman());
  await made.deliver(messaging(items.postback({ payload: 'SOMETHING_ELSE' })));
  assert.equal(names(made), []);
  await made.deliver(messaging(items.postback({ payload: 'TALK_TO_HUMAN' })));
  assert.equal(made.client.calls, [
    {
      name: 'passThreadControl',
      args: [SAMPLE_IDS.userId, { targetAppId: INBOX, metadata: '{"handover":1,"reason":"human_requested"}' }],
    },
  ]);
});

plugins('talkToHuman understands a quick reply and words, and says something first', async () => {
  for (const item of [items.message({ payload: 'PERSON' }), items.message({ text: 'a HUMAN please' })]) {
    const made = harness();
    made.bot.use(talkToHuman({ to: DESK, payload: 'PERSON', text: /human/gi, message: 'One moment.' }));
    await made.deliver(messaging(items.message({ text: 'hello' })));
    await made.deliver(messaging(item));
    assert.equal(made.client.calls, [
      {
        name: 'sendMessage',
        args: [SAMPLE_IDS.userId, { text: 'One moment.' }, { threadControl: { type: 'pass', appId: DESK } }],
      },
    ]);
  }
});

plugins('talkToHuman reads no words where it was given none to look for', async () => {
  const made = harness();
  made.bot.use(talkToHuman());
  await made.deliver(messaging(items.message({ text: 'TALK_TO_HUMAN' })));
  assert.equal(names(made), []);
  await made.deliver(messaging(items.message({ text: 'A person, please', payload: 'TALK_TO_HUMAN' })));
  assert.equal(names(made), ['passThreadControl']);
});

plugins('talkToHuman does nothing while a person answers already', async () => {
  const made = harness();
  made.bot.use(talkToHuman());
  await made.deliver(messaging(items.take({ to: DESK })));
  await made.deliver(messaging(items.postback({ payload: 'TALK_TO_HUMAN' })));
  await made.deliver(delivery({ standby: [items.message({ text: 'human' })] }));
  assert.equal(names(made), []);
});

for (const by of [INBOX, Number(INBOX), '1217981644879628']) {
  plugins(`grantRequests passes the thread to the inbox that asks for it with the id ${typeof by} ${by}`, async () => {
    const made = harness();
    made.bot.use(grantRequests());
    await made.deliver(messaging(items.request({ by })));
    assert.equal(made.client.calls, [
      { name: 'passThreadControl', args: [SAMPLE_IDS.userId, { targetAppId: String(by) }] },
    ]);
  });
}

plugins('grantRequests grants only the apps of its option, and only when', async () => {
  const made = harness();
  made.bot.use(grantRequests({ from: [DESK], when: ({ event }) => event.metadata === 'please' }));
  await made.deliver(messaging(items.request({ by: INBOX, metadata: 'please' })));
  await made.deliver(messaging(items.request({ by: DESK })));
  assert.equal(names(made), []);
  await made.deliver(messaging(items.request({ by: DESK, metadata: 'please' })));
  assert.equal(names(made), ['passThreadControl']);
});

plugins('grantRequests gives nothing away that another app owns', async () => {
  const made = harness({ routing: 'primary' });
  made.bot.use(grantRequests());
  await made.deliver(messaging(items.take({ to: DESK })));
  assert.is((await made.deliver(messaging(items.request({ by: INBOX })))).status, 200);
  assert.equal(names(made), []);
});

for (const by of [INBOX, '1217981644879628']) {
  plugins(
    `a bot without grantRequests grants what the inbox ${by} asks for by itself, with one line at info`,
    async () => {
      const made = harness();
      await made.deliver(messaging(items.request({ by })));
      await made.deliver(messaging(items.request({ by, timestamp: START + 1_000 })));
      assert.equal(made.client.calls, [{ name: 'passThreadControl', args: [SAMPLE_IDS.userId, { targetAppId: by }] }]);
      const lines = made.logger.lines.filter((line) => /asked for it/.test(line));
      assert.is(lines.length, 1, 'what the inbox owns already is not given again');
      assert.match(lines[0] ?? '', new RegExp(`^info .*"pageId":"${SAMPLE_IDS.pageId}".*"appId":"${by}"`));
    },
  );
}

plugins('a bot grants nothing by itself to another app, nor what another app owns', async () => {
  const made = harness();
  await made.deliver(messaging(items.request({ by: DESK })));
  await made.deliver(messaging(items.take({ to: DESK, timestamp: START + 1_000 })));
  await made.deliver(messaging(items.request({ by: INBOX, timestamp: START + 2_000 })));
  assert.equal(names(made), []);
});

plugins(
  'a bot grants nothing by itself while a handler of requests is registered, or grantRequests is in use',
  async () => {
    const made = harness();
    const seen: string[] = [];
    const off = made.bot.on('request_thread_control', ({ event }) => void seen.push(event.requestedOwnerAppId));
    await made.deliver(messaging(items.request({ by: INBOX })));
    assert.equal([names(made), seen], [[], [INBOX]]);
    off();
    await made.deliver(messaging(items.request({ by: INBOX, timestamp: START + 1_000 })));
    assert.equal([names(made), seen], [['passThreadControl'], [INBOX]], 'what counts is what is registered as it runs');

    const other = harness();
    other.bot.use(grantRequests({ from: [DESK] }));
    await other.deliver(messaging(items.request({ by: INBOX })));
    assert.equal(names(other), []);
  },
);

plugins('a bot that watches everything still grants by itself, and a refused grant goes to error', async () => {
  const made = harness();
  const errors: string[] = [];
  made.bot.on('*', () => undefined);
  made.bot.on('error', ({ error, event }) => void errors.push(`${event?.kind} ${error.name}`));
  made.client.refuse('passThreadControl', { kind: 'not_owner' });
  assert.is((await made.deliver(messaging(items.request({ by: INBOX })))).status, 200);
  assert.equal([names(made), errors], [['passThreadControl'], ['request_thread_control GraphError']]);
});

for (const used of [true, false]) {
  plugins(
    `a pause after a person's reply keeps no request unanswered, ${used ? 'with' : 'without'} grantRequests`,
    async () => {
      const made = harness({ routing: 'off' });
      made.bot.use(pauseOnHumanReply({ forMs: 600_000 }));
      if (used) made.bot.use(grantRequests());
      await made.deliver(messaging(items.echo({ appId: DESK, timestamp: START })));
      await made.deliver(messaging(items.request({ by: INBOX, timestamp: START + 1_000 })));
      assert.equal(names(made), ['passThreadControl']);
    },
  );
}

/** Texts that the bot would answer, and those that it passes by. */
function listen(bot: Handover): { answered: string[]; passedBy: string[] } {
  const answered: string[] = [];
  const passedBy: string[] = [];
  bot.on('message', ({ event }) => void answered.push(event.text ?? ''));
  bot.on('standby:message', ({ event }) => void passedBy.push(event.text ?? ''));
  return { answered, passedBy };
}

plugins('pauseOnHumanReply keeps the bot quiet for a while after a reply of a person', async () => {
  const made = harness({ routing: 'off' });
  made.bot.use(pauseOnHumanReply({ forMs: 600_000 }));
  const { answered, passedBy } = listen(made.bot);
  const say = (text: string): unknown => messaging(items.message({ text, timestamp: made.clock.now() }));
  await made.deliver(say('first'));
  await made.clock.advance(1_000);
  // A help desk that answers through the page: with routing off its echo comes on messaging.
  await made.deliver(messaging(items.echo({ appId: DESK, timestamp: made.clock.now() })));
  await made.clock.advance(599_000);
  await made.deliver(say('second'));
  await made.clock.advance(2_000);
  await made.deliver(say('third'));
  assert.equal([answered, passedBy], [['first', 'third'], ['second']]);
});

plugins('pauseOnHumanReply ends the pause at the word of the person who answers', async () => {
  const made = harness({ routing: 'off' });
  made.bot.use(pauseOnHumanReply({ forMs: 600_000, resumeText: '#bot' }));
  const { answered, passedBy } = listen(made.bot);
  const echo = (text: string, ms: number): unknown =>
    messaging(items.echo({ appId: DESK, text, timestamp: START + ms }));
  await made.deliver(echo('I am here', 0));
  await made.deliver(messaging(items.message({ text: 'quiet', timestamp: START + 10 })));
  await made.deliver(echo('#bot', 20));
  await made.deliver(messaging(items.message({ text: 'awake', timestamp: START + 30 })));
  assert.equal([answered, passedBy], [['awake'], ['quiet']]);
});

plugins('pauseOnHumanReply keeps to the newest reply, in whatever order the echoes come', async () => {
  const reply = items.echo({ appId: DESK, text: 'I am here', timestamp: START });
  const resume = items.echo({ appId: DESK, text: '#bot', timestamp: START + 20 });
  for (const order of [
    [reply, resume],
    [resume, reply],
  ]) {
    const made = harness({ routing: 'off' });
    made.bot.use(pauseOnHumanReply({ forMs: 600_000, resumeText: '#bot' }));
    const { answered } = listen(made.bot);
    for (const echo of order) await made.deliver(messaging(echo));
    await made.deliver(messaging(items.message({ text: 'awake', timestamp: START + 30 })));
    assert.equal(answered, ['awake']);
  }
});

plugins("pauseOnHumanReply does not take the bot's own echo, or an automation of Meta's, for a person", async () => {
  const made = harness({ routing: 'off', aiAppIds: ['928891643393937'] });
  made.bot.use(pauseOnHumanReply({ forMs: 600_000 }));
  const { answered } = listen(made.bot);
  const automations = [BUSINESS_AI_APP_ID, BUSINESS_AI_CONTROL_APP_ID, '928891643393937'];
  await made.deliver(messaging(items.echo({ appId: APP }), items.echo({ appId: INBOX, ai: true }), items.echo()));
  await made.deliver(messaging(...automations.map((appId) => items.echo({ appId }))));
  await made.deliver(messaging(items.unsend({ echo: true })));
  await made.deliver(messaging(items.message({ text: 'hello', timestamp: START + 10 })));
  assert.equal(answered, ['hello']);
});

plugins('pauseOnHumanReply keeps to the newest reply, also where two processes note theirs at one time', async () => {
  const memory = memoryStore();
  const other = harness({ routing: 'off', store: memory });
  const own = harness({
    routing: 'off',
    store: {
      ...memory,
      // Between the look and the write the other process notes a reply.
      setValue: async (...args) => {
        const reply = replies.shift();
        if (reply !== undefined) await other.deliver(reply);
        return memory.setValue(...args);
      },
    },
  });
  const echoAt = (ms: number): unknown => messaging(items.echo({ appId: DESK, timestamp: START + ms }));
  const replies = [echoAt(50)];
  for (const { bot } of [other, own]) bot.use(pauseOnHumanReply({ forMs: 1_000 }));
  const { answered, passedBy } = listen(own.bot);
  const say = (ms: number): unknown => messaging(items.message({ text: String(ms), timestamp: START + ms }));

  await own.deliver(echoAt(100));
  await own.deliver(say(1_099));
  await own.deliver(say(1_100));
  assert.equal([answered, passedBy], [['1100'], ['1099']], 'the own reply is newer, and is noted at the second try');

  replies.push(echoAt(5_000));
  await own.deliver(echoAt(4_000));
  await own.deliver(say(5_999));
  assert.equal(passedBy.at(-1), '5999', 'the reply of the other is newer, and stays');
});

plugins('say at once which option is wrong', () => {
  assert.throws(() => pauseOnHumanReply({ forMs: 0 }), /forMs must be the length of the pause/);
  assert.throws(() => pauseOnHumanReply({ forMs: 10 }), /forMs must be .* milliseconds, at least 1000/);
  assert.throws(() => pauseOnHumanReply({ forMs: 60_000, resumeText: '' }), /resumeText must be/);
  assert.throws(() => talkToHuman({ to: '' }), /to must be/);
  assert.throws(() => talkToHuman({ to: 'help desk' }), /to must be 'inbox', 'default' or an app id/);
  assert.throws(() => talkToHuman({ message: '' }), /message must be a non-empty text/);
  assert.throws(() => talkToHuman({ payload: '' }), /payload must not be empty/);
  assert.throws(() => talkToHuman({ text: 'human' as unknown as RegExp }), /text must be a regular expression/);
  assert.throws(() => grantRequests({ from: ['help desk'] }), /from must be a list of app ids/);
  assert.throws(() => grantRequests({ when: true as unknown as () => boolean }), /when must be a function/);
});

plugins('run in the order of use, add to the context, and are undone in reverse order on close', async () => {
  const made = harness();
  const log: string[] = [];
  const plugin = (name: string): Plugin<{ [key: string]: string }> => ({
    name,
    setup(bot) {
      bot.decorate(({ event }) => ({ [name]: `${name} of ${event.kind}` }));
      bot.on('message', () => void log.push(name));
      return () => void log.push(`undo ${name}`);
    },
  });
  const bot = made.bot.use(plugin('a')).use(plugin('b'));
  bot.on('message', (context) => void log.push(String(context['a']), String(context['b'])));
  await made.deliver(messaging(items.message()));
  await bot.close();
  assert.equal(log, ['a', 'b', 'a of message', 'b of message', 'undo b', 'undo a']);
});

plugins('emit events of their own, whose failures go to error', async () => {
  const made = harness();
  const pinging: Plugin<unknown, { ping: { count: number } }> = {
    name: 'pinging',
    setup: (bot) => bot.on('message', () => bot.emit('ping', { count: 1 })),
  };
  const bot = made.bot.use(pinging);
  const seen: unknown[] = [];
  bot.on('ping', ({ count }) => void seen.push(count));
  bot.on('ping', () => {
    throw new Error('of the test');
  });
  bot.on('error', ({ error }) => void seen.push(error.message));
  assert.is((await made.deliver(messaging(items.message()))).status, 200);
  assert.equal(seen, [1, 'of the test']);
});

plugins('that can not be set up say why, where the reason is an error of ours', () => {
  const { bot } = harness();
  const failing = (error: Error): Plugin => ({
    name: 'failing',
    setup: () => {
      throw error;
    },
  });
  const ours = new HandoverError('bad_option', 'A bot has one of these');
  assert.throws(() => bot.use(failing(ours)), /The plugin failing could not be set up: A bot has one of these$/);
  assert.throws(() => bot.use(failing(new Error('EAAsecret'))), /could not be set up$/);
});

plugins('know how many handlers a name has', () => {
  const { bot } = harness();
  const counts: number[] = [];
  let count = (): number => -1;
  bot.use({
    name: 'counting',
    setup: (host) => {
      count = () => host.listenerCount('error');
    },
  });
  counts.push(count());
  const off = bot.on('error', () => undefined);
  counts.push(count());
  off();
  counts.push(count());
  assert.equal(counts, [0, 1, 0]);
});

plugins('see and change what is sent, and may send it again', async () => {
  const made = harness();
  const undo = made.bot.onSend(async (outgoing, next) => {
    outgoing.options = { ...outgoing.options, personaId: '77' };
    try {
      return await next();
    } catch {
      outgoing.options = { ...outgoing.options, personaId: '78' };
      return next();
    }
  });
  made.client.refuse('sendMessage', { kind: 'invalid' });
  const thread = made.bot.thread(SAMPLE_IDS);
  await thread.send('hello');
  await thread.typing(true);
  undo();
  await thread.send('bare');
  assert.equal(
    made.client.calls.map(({ args }) => args[2]),
    [{ personaId: '77' }, { personaId: '78' }, { personaId: '77' }, {}],
  );
});

plugins('look at what is sent one after the other, in the order of use', async () => {
  const made = harness();
  const log: string[] = [];
  for (const name of ['outer', 'inner']) {
    made.bot.onSend(async (_outgoing, next) => {
      log.push(`${name} in`);
      const sent = await next();
      log.push(`${name} out`);
      return sent;
    });
  }
  await made.bot.thread(SAMPLE_IDS).send('hello');
  assert.equal(log, ['outer in', 'inner in', 'inner out', 'outer out']);
});

plugins('middleware runs around the handlers of an event, in the order of use', async () => {
  const made = harness();
  const log: string[] = [];
  for (const name of ['outer', 'inner']) {
    made.bot.use(async (_context, next) => {
      log.push(`${name} in`);
      await next();
      log.push(`${name} out`);
    });
  }
  made.bot.on('message', () => void log.push('handler'));
  await made.deliver(messaging(items.message()));
  assert.equal(log, ['outer in', 'inner in', 'handler', 'inner out', 'outer out']);
});

plugins('middleware that fails makes the event come again, like a handler', async () => {
  const made = harness();
  let runs = 0;
  made.bot.on('error', () => undefined);
  made.bot.use((_context, next) => {
    runs += 1;
    if (runs === 1) throw new Error('of the test');
    return next();
  });
  const body = messaging(items.message());
  assert.equal([(await made.deliver(body)).status, (await made.deliver(body)).status], [500, 200]);
});

plugins('a handler that was taken off is not called any more', async () => {
  const made = harness();
  const seen: string[] = [];
  const off = made.bot.on('message', ({ event }) => void seen.push(event.text ?? ''));
  await made.deliver(messaging(items.message({ text: 'one' })));
  off();
  off();
  await made.deliver(messaging(items.message({ text: 'two' })));
  assert.equal(seen, ['one']);
});

plugins('a name fires for what this app may answer, standby names for the rest, * for all', async () => {
  const made = harness();
  const log: string[] = [];
  for (const name of ['message', 'standby:message', 'standby', '*', 'echo', 'standby:echo'] as const) {
    made.bot.on(name, () => void log.push(name));
  }
  const fired = async (body: unknown): Promise<string[]> => {
    log.length = 0;
    await made.deliver(body);
    return [...log];
  };
  assert.equal(await fired(messaging(items.message())), ['message', '*']);
  assert.equal(await fired(delivery({ standby: [items.message({ timestamp: START + 1 })] })), [
    'standby:message',
    'standby',
    '*',
  ]);
  assert.equal(await fired(delivery({ standby: [items.echo({ appId: DESK })] })), [
    'echo',
    'standby:echo',
    'standby',
    '*',
  ]);
});

plugins.run();
