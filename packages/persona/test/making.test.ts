import { createClient } from '@handover/client';
import type { HandoverClient, Thread } from '@handover/core';
import type { Person } from '@handover/sandbox';
import { rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FACES, onStage, seen, until } from './support/stage.ts';

const making = suite('making personas');

const NEW_LOOK = { ...FACES, bot: { ...FACES.bot, profilePictureUrl: 'https://acme.example/robo-2.png' } };

making('three processes on one store that write to 1,000 threads at once make one POST per persona', () =>
  onStage(
    async ({ sandbox, join, made }) => {
      const pick = ({ thread }: { thread: Thread }): 'bot' | 'nora' =>
        Number(thread.userId) % 2 === 0 ? 'bot' : 'nora';
      const actors = [join({ pick }), join({ pick }), join({ pick })];
      const people: Person[] = Array.from({ length: 999 }, (_, index) => sandbox.person(`Person ${index}`));
      await Promise.all(people.map((person) => person.say('hello')));
      await Promise.all(people.map((person, index) => actors[index % actors.length]?.thread(person).send('hi')));
      const wrong = people.filter((person) => {
        const name = Number(person.id) % 2 === 0 ? 'Robo' : 'Nora';
        return seen(person).join() !== `${name}: hi`;
      });
      assert.equal([made(), wrong.length], [2, 0]);
    },
    { limits: { people: 1_000, timeline: 100 } },
  ),
);

making('a persona that the page has is used, at any place in a long list', () =>
  onStage(async ({ ana, client, join, made, listed }) => {
    const names = Array.from({ length: 250 }, (_, index) => (index === 180 ? 'Robo' : `Persona ${index}`));
    await Promise.all(names.map((name) => client.personas.create({ ...FACES.nora, name })));
    await join().thread(ana).send('hi');
    assert.equal([seen(ana), made(), listed()], [['Robo: hi'], 250, 3]);
  }),
);

making('a known persona is not looked up again, by this process or the next', () =>
  onStage(async ({ ana, join, made, listed }) => {
    const first = join();
    for (const text of ['one', 'two']) await first.thread(ana).send(text);
    await join().thread(ana).send('three');
    assert.equal([seen(ana), made(), listed()], [['Robo: one', 'Robo: two', 'Robo: three'], 1, 1]);
  }),
);

making('a new picture makes a new persona, which older processes follow within a minute', () =>
  onStage(async ({ ana, sandbox, join, made }) => {
    const faces = (): (string | undefined)[] => ana.inbox.map(({ persona }) => persona?.id);
    const old = join();
    await old.thread(ana).send('old');
    await sandbox.clock.advance(1_000);
    const next = join({ personas: NEW_LOOK });
    await next.thread(ana).send('new');
    await sandbox.clock.advance(60_000);
    await old.thread(ana).send('follows');
    await next.thread(ana).send('stays');
    const [before, after, ...later] = faces();
    assert.is.not(before, after);
    assert.equal(later, [after, after]);

    // With the old picture again, the old persona is used: it still exists.
    await sandbox.clock.advance(1_000);
    await join().thread(ana).send('back');
    assert.equal([faces().at(-1), made()], [before, 2]);
  }),
);

making('if two processes start at the same time with different pictures, the one that sent last decides', () =>
  onStage(
    async ({ ana, sandbox, join, made }) => {
      const one = join();
      const other = join({ personas: NEW_LOOK });
      for (const { thread } of [one, other]) await thread(ana).send('hi');
      for (let round = 0; round < 2; round += 1) {
        await sandbox.clock.advance(60_000);
        for (const { thread } of [one, other]) await thread(ana).send('again');
      }
      const [, decided, ...later] = ana.inbox.map(({ persona }) => persona?.id);
      assert.equal([later, made()], [[decided, decided, decided, decided], 2]);
    },
    { clock: 'manual' },
  ),
);

making('a message does not wait for a persona that cannot be made, and later ones get it', () =>
  onStage(async ({ ana, sandbox, join, made }) => {
    const { log, thread } = join();
    const permission = { code: 200, message: 'Requires pages_messaging permission' };
    sandbox.faults.calls({ do: 'fail', edge: 'personas', error: permission, times: 2 });
    for (const text of ['one', 'two']) await thread(ana).send(text);
    await sandbox.clock.advance(60_000);
    await thread(ana).send('three');
    await sandbox.clock.advance(60_000);
    await thread(ana).send('four');
    assert.equal(seen(ana), ['-: one', '-: two', '-: three', 'Robo: four']);
    assert.is(made(), 1);
    assert.equal(
      log.map((line) => line.split(' {')[0]),
      ['warn A persona could not be found or made: messages go out as the page itself', 'info Persona available again'],
    );
    assert.match(log[0] ?? '', /"persona":"bot".*"kind":"permission","code":200/);
  }),
);

making('a Graph that does not answer delays one message, by five seconds', () =>
  onStage(
    async ({ ana, client, sandbox, join }) => {
      let isAnswered = false;
      const list = (...args: Parameters<typeof client.personas.list>): ReturnType<typeof client.personas.list> =>
        client.personas.list(...args).finally(() => {
          isAnswered = true;
        });
      const { log, thread } = join({ bot: { client: { ...client, personas: { ...client.personas, list } } } });
      sandbox.faults.calls({ do: 'delay', edge: 'personas', ms: 3_600_000 });
      const first = thread(ana).send('one');
      await until(
        () => seen(ana).length === 1,
        () => sandbox.clock.advance(100),
      );
      await first;
      await thread(ana).send('two');
      assert.not(isAnswered);
      assert.equal(seen(ana), ['-: one', '-: two']);
      assert.match(log.join('\n'), /^warn A persona could not be found or made.*The search takes long/);
    },
    { clock: 'manual' },
  ),
);

making('a call that made the persona but lost its answer does not make a second one', () =>
  onStage(async ({ ana, sandbox, join, made, listed }) => {
    const { thread } = join();
    // The first call lists the personas, the second makes one.
    sandbox.faults.calls({ do: 'delay', edge: 'personas', ms: 0 });
    sandbox.faults.calls({ do: 'hangUp', edge: 'personas', applied: true });
    await thread(ana).send('one');
    await sandbox.clock.advance(60_000);
    await thread(ana).send('two');
    assert.equal([seen(ana), made(), listed()], [['-: one', 'Robo: two'], 1, 2]);
  }),
);

making('a process that died while making a persona blocks the others for at most a minute and a half', () =>
  onStage(async ({ ana, sandbox, client, join }) => {
    let entered = 0;
    const hanging: HandoverClient = {
      ...client,
      personas: {
        list: (options) => client.personas.list(options),
        create: () => {
          entered += 1;
          return new Promise(() => undefined);
        },
      },
    };
    const died = join({ bot: { client: hanging } });
    const lost = died.thread(ana).send('never made');
    await until(() => entered === 1);
    const other = join();
    const waiting = other.thread(ana).send('one');
    await until(
      () => seen(ana).length === 2,
      () => sandbox.clock.advance(100),
    );
    await Promise.all([lost, waiting]);
    await sandbox.clock.advance(90_000);
    await other.thread(ana).send('again');
    assert.equal([seen(ana).slice(0, 2).sort(), seen(ana).at(-1)], [['-: never made', '-: one'], 'Robo: again']);
  }),
);

making('a client without personas is logged once, and messages go out', () =>
  onStage(async ({ ana, sandbox, client, join }) => {
    const { personas: _, ...bare } = client;
    const { log, thread } = join({ bot: { client: bare } });
    await thread(ana).send('one');
    await sandbox.clock.advance(120_000);
    await thread(ana).send('two');
    assert.equal(seen(ana), ['-: one', '-: two']);
    assert.is(log.length, 1, log.join('\n'));
    assert.match(log[0] ?? '', /The client has no personas: give createHandover a client that has/);
  }),
);

making('messages go out while Graph is down', () =>
  onStage(async ({ ana, client, join }) => {
    const away = createClient({ accessToken: 'x', baseUrl: 'http://127.0.0.1:9', retries: 0 });
    const { log, thread } = join({ bot: { client: { ...client, personas: away.personas } } });
    await thread(ana).send('one');
    assert.equal(seen(ana), ['-: one']);
    assert.match(log[0] ?? '', /"kind":"network"/);
  }),
);

making('a closing bot leaves no call running and loses no message', () =>
  onStage(async ({ ana, client, sandbox, join }) => {
    const lists: Promise<unknown>[] = [];
    const watched: HandoverClient = {
      ...client,
      personas: {
        create: (...args) => client.personas.create(...args),
        list(options) {
          const answer = client.personas.list(options);
          lists.push(rejects(answer));
          return answer;
        },
      },
    };
    const { bot, log, thread } = join({ bot: { client: watched } });
    sandbox.faults.calls({ do: 'delay', edge: 'personas', ms: 3_600_000 });
    const sending = thread(ana).send('one');
    await until(() => lists.length === 1);
    await bot.close();
    await sending;
    assert.is(((await lists[0]) as { kind?: string }).kind, 'aborted');
    assert.equal([seen(ana), log], [['-: one'], []]);

    const other = join();
    const atOnce = other.thread(ana).send('two');
    await other.bot.close();
    await atOnce;
    assert.equal(seen(ana).at(-1), '-: two');
  }),
);

making.run();
