import { createClient } from '@handover/client';
import { createHandover } from '@handover/core';
import { type PersonaOptions, persona, type ThreadPersona } from '@handover/persona';
import { createSandbox } from '@handover/sandbox';
import { delivery, items, rejects, signedRequest } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BOT, FACES, type Face, onStage, seen, until } from './support/stage.ts';

const speaking = suite('persona');

speaking('a message goes out under the persona that is picked, and so does typing', () =>
  onStage(async ({ ana, join }) => {
    const thread = join().thread(ana);
    await thread.typing(true);
    assert.is(ana.typing?.persona?.name, 'Robo');
    await thread.send('hi');
    assert.equal(seen(ana), ['Robo: hi']);
    assert.match(ana.inbox[0]?.persona?.profilePictureUrl ?? '', /pictures/);
  }),
);

speaking('a personaId of a call is kept, and null or undefined from pick means the page itself', () =>
  onStage(async ({ ana, client, join, made }) => {
    const { id } = await client.personas.create({ name: 'Guest', profilePictureUrl: FACES.bot.profilePictureUrl });
    const answers = [null, undefined, null];
    const thread = join({ pick: () => answers.pop() }).thread(ana);
    await thread.send('one', { personaId: id });
    for (const text of ['two', 'three', 'four']) await thread.send(text);
    assert.equal(seen(ana), ['Guest: one', '-: two', '-: three', '-: four']);
    assert.is(made(), 1);
  }),
);

speaking('pick gets the owner and the metadata of the other app, and no reply has the previous persona', () =>
  onStage(async ({ ana, desk, sandbox, listen }) => {
    const asked: string[] = [];
    const { bot } = await listen({
      pick({ owner, metadata }) {
        asked.push(`${owner.kind} ${metadata}`);
        return metadata === 'vip' ? 'nora' : 'bot';
      },
    });
    bot.on('message', ({ event, thread }) => thread.send(`re: ${event.text}`));
    await ana.say('one');
    await sandbox.settled();
    const thread = bot.thread({ pageId: sandbox.page.id, userId: ana.id });
    await thread.handOver(desk.appId ?? '', { message: 'bye' });
    await sandbox.settled();
    await desk.passThreadControl(ana.id, { targetAppId: BOT, metadata: 'vip' });
    await sandbox.settled();
    await ana.say('two');
    await sandbox.settled();
    assert.equal(seen(ana), ['Robo: re: one', 'Robo: bye', 'Nora: re: two']);
    assert.is(asked.at(-1), 'self vip');
  }),
);

speaking('a handler reads and sets the persona of its thread, for all processes of the bot', () =>
  onStage(async ({ ana, sandbox, join }) => {
    const { bot, speakers } = join();
    const other = join();
    const read: unknown[] = [];
    bot.use(speakers).on('message', async ({ event, persona: face, thread }) => {
      if (event.text === 'nora') await face.set('nora');
      if (event.text === 'page') await face.set(null);
      if (event.text === 'any') await face.clear();
      read.push(await face.get(), await other.speakers.of(thread).get());
      await other.thread(ana).send(event.text ?? '');
    });
    const { secret = '' } = sandbox.apps[0] ?? {};
    for (const text of ['nora', 'page', 'any']) {
      const item = items.message({ text, mid: `m_${text}`, pageId: sandbox.page.id, userId: ana.id });
      await bot.handle(signedRequest(delivery({ messaging: [item], pageId: sandbox.page.id }), secret));
    }
    assert.equal(read, ['nora', 'nora', null, null, 'bot', 'bot']);
    assert.equal(seen(ana), ['Nora: nora', '-: page', 'Robo: any']);
  }),
);

speaking('a persona that is set applies to one thread only, for 30 days', () =>
  onStage(async ({ ana, sandbox, join }) => {
    const { speakers, thread } = join();
    const ben = sandbox.person('Ben');
    await ben.say('hello');
    await speakers.of(thread(ana)).set('nora');
    await Promise.all([thread(ana).send('a'), thread(ben).send('b')]);
    assert.equal([...seen(ana), ...seen(ben)], ['Nora: a', 'Robo: b']);
    await sandbox.clock.advance(30 * 86_400_000);
    assert.is(await speakers.of(thread(ana)).get(), 'bot');
  }),
);

speaking('set refuses an unknown name and a thread without a person', () =>
  onStage(async ({ ana, sandbox, join }) => {
    const { bot, speakers, thread } = join();
    const found: ThreadPersona<Face>[] = [];
    const unknown = await rejects(speakers.of(thread(ana)).set('toString' as 'bot'));
    assert.match(unknown.message, /persona.set needs the name of a persona: 'bot', 'nora', or null/);
    const { secret = '' } = sandbox.apps[0] ?? {};
    bot.on('optin', ({ thread: nowhere }) => void found.push(speakers.of(nowhere)));
    const item = { recipient: { id: sandbox.page.id }, timestamp: 1, optin: { ref: 'x', user_ref: 'y' } };
    await bot.handle(signedRequest(delivery({ messaging: [item], pageId: sandbox.page.id }), secret));
    const [noPerson] = found;
    if (noPerson === undefined) assert.unreachable('the handler of optin did not run');
    for (const call of [noPerson?.set('bot'), noPerson?.get(), noPerson?.clear()]) {
      assert.match((await rejects(call ?? Promise.resolve())).message, /names no person/);
    }
  }),
);

speaking('a failing pick loses no reply: it goes out as the page itself, with one warning', () =>
  onStage(async ({ ana, sandbox, join }) => {
    const never = new Promise<null>(() => undefined);
    const picks: (() => Promise<null> | 'bot')[] = [
      () => {
        throw new Error('secret of Ana');
      },
      () => 'nadia' as 'bot',
      () => never,
      () => 'bot',
    ];
    const { log, thread, speakers } = join({ pick: () => (picks[0] ?? (() => 'bot'))() });
    await thread(ana).send('one');
    assert.is((await rejects(speakers.of(thread(ana)).get())).message, 'secret of Ana');
    picks.shift();
    await thread(ana).send('two');
    assert.match(
      (await rejects(speakers.of(thread(ana)).get())).message,
      /pick must return the name of a persona: 'bot', 'nora'/,
    );
    picks.shift();
    const third = thread(ana).send('three');
    await until(
      () => seen(ana).length === 3,
      () => sandbox.clock.advance(100),
    );
    await third;
    picks.shift();
    await thread(ana).send('four');
    assert.equal(seen(ana), ['-: one', '-: two', '-: three', 'Robo: four']);
    assert.is(log.length, 1, log.join('\n'));
    assert.match(log[0] ?? '', /^warn pick failed or returned an unknown persona/);
    assert.not.match(log.join(), /secret/);
  }),
);

speaking('on Instagram the account itself speaks, with one warning', () =>
  onStage(
    async ({ ana, join, made, listed }) => {
      const { log, thread } = join();
      await thread(ana).send('one');
      await thread(ana).typing(true);
      await thread(ana).send('two');
      assert.equal([seen(ana), made(), listed()], [['-: one', '-: two'], 0, 0]);
      assert.is(log.length, 1, log.join('\n'));
      assert.match(log[0] ?? '', /^warn Personas exist on Messenger only/);
    },
    { platform: 'instagram' },
  ),
);

speaking('simultaneous conversations on two pages never mix up their personas', async () => {
  const pages = await Promise.all(
    ['804155501230077', '804155501230078'].map((id) => createSandbox({ page: { id }, apps: [{ id: BOT }] })),
  );
  const clients = new Map(
    pages.map(({ page, url, apps }) => [
      page.id,
      createClient({ accessToken: apps[0]?.accessToken ?? '', appId: BOT, pageId: page.id, baseUrl: url }),
    ]),
  );
  const bot = createHandover({
    appId: BOT,
    appSecret: 'secret',
    client({ pageId }) {
      const client = clients.get(pageId);
      if (client === undefined) throw new Error(`No client for page ${pageId}`);
      return client;
    },
  });
  const speakers = persona({ personas: FACES, pick: () => 'bot' });
  bot.use(speakers);
  try {
    // On each page, Robo speaks to one person and Nora to another, so both pages need both personas.
    const talks = pages.flatMap((sandbox) =>
      (['bot', 'nora'] as const).map((face) => {
        const person = sandbox.person(`Friend of ${face}`);
        return { face, person, thread: bot.thread({ pageId: sandbox.page.id, userId: person.id }) };
      }),
    );
    await Promise.all(talks.map(({ person }) => person.say('hello')));
    for (const { face, thread } of talks) if (face === 'nora') await speakers.of(thread).set(face);
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => talks.map(({ thread }) => thread.send(`${index}`))).flat(),
    );
    const faces = talks.map(({ person }) => [...new Set(person.inbox.map(({ persona: face }) => face?.name))]);
    assert.equal(faces, [['Robo'], ['Nora'], ['Robo'], ['Nora']]);
    for (const sandbox of pages) {
      const made = sandbox.timeline.filter((entry) => entry.kind === 'call' && entry.path.endsWith('/personas'));
      const methods = made.map((entry) => (entry.kind === 'call' ? entry.method : ''));
      assert.equal(methods.sort(), ['GET', 'GET', 'POST', 'POST']);
    }
  } finally {
    await bot.close();
    for (const sandbox of pages) await sandbox.close();
  }
});

speaking('personas are found and made with a client that is a promise', () =>
  onStage(async ({ ana, client, join, made }) => {
    const thread = join({ bot: { client: async () => client } }).thread(ana);
    await thread.send('one');
    await thread.send('two');
    assert.equal(seen(ana), ['Robo: one', 'Robo: two']);
    assert.is(made(), 1);
  }),
);

speaking('with a client without personas messages go out as the page itself, and a warning says why', () =>
  onStage(async ({ ana, client, join }) => {
    const { personas: _none, ...rest } = client;
    const { thread, log } = join({ bot: { client: rest } });
    await thread(ana).send('one');
    assert.equal(seen(ana), ['-: one']);
    assert.match(log.join(), /The client has no personas: give createHandover a client that has/);
  }),
);

speaking('a send for a page without a client rejects', () =>
  onStage(async ({ ana, join }) => {
    const error = await rejects(
      join({ bot: { client: () => undefined } })
        .thread(ana)
        .send('one'),
      'HandoverError',
    );
    assert.is((error as Error & { code?: string }).code, 'unknown_page');
    assert.equal(seen(ana), []);
  }),
);

speaking('persona() names a wrong option at once', () => {
  const pick = (): 'bot' => 'bot';
  const { bot } = FACES;
  const wrong: [option: string, options: unknown][] = [
    ['personas', undefined],
    ['personas', { personas: {}, pick }],
    ['personas.bot.name', { personas: { bot: null }, pick }],
    ['personas.bot.name', { personas: { bot: { ...bot, name: ' ' } }, pick }],
    ['personas.bot.name', { personas: { bot: { ...bot, name: 'x'.repeat(51) } }, pick }],
    ['personas.bot.profilePictureUrl', { personas: { bot: { ...bot, profilePictureUrl: '/robo.png' } }, pick }],
    ['personas.bot.profilePictureUrl', { personas: { bot: { ...bot, profilePictureUrl: 'data:,x' } }, pick }],
    ['personas.twin.name', { personas: { bot, twin: { ...bot, name: 'Robo ' } }, pick }],
    ['pick', { personas: { bot } }],
    ['announce', { personas: { bot }, pick, announce: '' }],
    ['annouce', { personas: { bot }, pick, annouce: 'I am back' }],
  ];
  for (const [option, options] of wrong) {
    try {
      persona(options as PersonaOptions);
      assert.unreachable(`${option} should be refused`);
    } catch (error) {
      assert.is((error as { option?: string }).option, option);
    }
  }
});

speaking.run();
