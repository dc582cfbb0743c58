import type { HandoverClient, OutgoingMessage, SendMessageOptions } from '@handover/core';
import { rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { onStage, seen } from './support/stage.ts';

const deleted = suite('a deleted persona');

/** A client whose Graph refuses each message under one of the personas with this error. */
function refusing(client: HandoverClient, refusal: object, refused: (personaId: string) => boolean): HandoverClient {
  return {
    ...client,
    sendMessage: async (userId: string, message: OutgoingMessage, options: SendMessageOptions = {}) => {
      const { personaId } = options;
      if (personaId !== undefined && refused(personaId)) throw Object.assign(new Error('refused'), refusal);
      return client.sendMessage(userId, message, options);
    },
  };
}

deleted('a deleted persona is made again once, and the messages that waited for it are sent', () =>
  onStage(async ({ ana, client, join, made }) => {
    const { log, thread } = join();
    await thread(ana).send('before');
    await client.personas.delete(ana.inbox[0]?.persona?.id ?? '');
    await Promise.all(Array.from({ length: 10 }, (_, index) => thread(ana).send(`${index}`)));
    assert.is(made(), 2);
    assert.equal(
      [...seen(ana)].sort(),
      [...Array.from({ length: 10 }, (_, index) => `Robo: ${index}`), 'Robo: before'].sort(),
    );
    const ids = new Set(ana.inbox.slice(1).map(({ persona }) => persona?.id));
    assert.is(ids.size, 1);
    assert.match(log.join('\n'), /^info Replaced a deleted persona that Meta refused/);
  }),
);

deleted('a deleted persona is made again by one process, and the others find it', () =>
  onStage(async ({ ana, client, join, made }) => {
    const actors = [join(), join(), join()];
    for (const { thread } of actors) await thread(ana).send('before');
    await client.personas.delete(ana.inbox[0]?.persona?.id ?? '');
    await Promise.all(actors.map(({ thread }) => thread(ana).send('after')));
    assert.is(made(), 2);
    assert.equal(seen(ana).slice(3), ['Robo: after', 'Robo: after', 'Robo: after']);
  }),
);

deleted('a deleted persona is made again by a process that knows it only from the store', () =>
  onStage(async ({ ana, client, join, made }) => {
    await join().thread(ana).send('before');
    await client.personas.delete(ana.inbox[0]?.persona?.id ?? '');
    await join().thread(ana).send('after');
    assert.equal([seen(ana), made()], [['Robo: before', 'Robo: after'], 2]);
  }),
);

deleted('a deleted persona is replaced by one of the same name that was made by hand', () =>
  onStage(async ({ ana, client, join, made }) => {
    const { thread } = join();
    await thread(ana).send('before');
    await client.personas.delete(ana.inbox[0]?.persona?.id ?? '');
    const { id } = await client.personas.create({ name: 'Robo', profilePictureUrl: 'https://acme.example/other.png' });
    await thread(ana).send('after');
    assert.equal([ana.inbox[1]?.persona?.id, made()], [id, 2]);
  }),
);

deleted('a deleted persona is found out by listing if the refusal does not name it', () =>
  onStage(async ({ ana, client, join, made }) => {
    const gone: string[] = [];
    const refusal = { kind: 'invalid', code: 100 };
    const { thread } = join({ bot: { client: refusing(client, refusal, (id) => gone.includes(id)) } });
    await thread(ana).send('before');
    gone.push(ana.inbox[0]?.persona?.id ?? '');
    await client.personas.delete(gone[0] ?? '');
    await thread(ana).send('after');
    assert.equal([seen(ana), made()], [['Robo: before', 'Robo: after'], 2]);
  }),
);

deleted('a persona is not looked up each time Meta refuses a message for its content', () =>
  onStage(async ({ ana, join, made, listed }) => {
    const { thread } = join();
    await thread(ana).send('before');
    for (let index = 0; index < 5; index += 1) {
      const error = await rejects(thread(ana).send('x', { tag: 'OF_THE_TEST' }));
      assert.is((error as { kind?: string }).kind, 'invalid');
    }
    assert.equal([made(), listed()], [1, 2]);
  }),
);

deleted('a persona is not made again and again if Meta refuses every id', () =>
  onStage(async ({ ana, sandbox, client, join, made }) => {
    const refusal = { code: 100, message: '(#100) Param persona_id must be a valid persona id' };
    const { log, thread } = join({ bot: { client: refusing(client, refusal, () => true) } });
    for (let index = 0; index < 4; index += 1) {
      await thread(ana).send(`${index}`);
      await sandbox.clock.advance(30_000);
    }
    assert.equal([seen(ana), made()], [['-: 0', '-: 1', '-: 2', '-: 3'], 1]);
    assert.match(log.join('\n'), /^warn A persona could not be found or made.*Meta refuses it/);
  }),
);

deleted('a persona is not made with each message if Meta neither accepts nor lists the new one', () =>
  onStage(async ({ ana, client, join, made }) => {
    const refusal = { code: 100, message: '(#100) Param persona_id must be a valid persona id' };
    const unlisted = { create: client.personas.create, list: async () => [] };
    const graph = refusing({ ...client, personas: unlisted }, refusal, () => true);
    const { thread } = join({ bot: { client: graph } });
    for (let index = 0; index < 4; index += 1) await thread(ana).send(`${index}`);
    assert.equal([seen(ana), made()], [['-: 0', '-: 1', '-: 2', '-: 3'], 1]);
  }),
);

deleted('a send whose new persona is refused too rejects', () =>
  onStage(async ({ ana, client, join, made }) => {
    let isOver = false;
    const refusal = { kind: 'invalid', code: 100, message: 'Param persona_id' };
    const { thread } = join({ bot: { client: refusing(client, refusal, () => isOver) } });
    await thread(ana).send('before');
    isOver = true;
    await client.personas.delete(ana.inbox[0]?.persona?.id ?? '');
    assert.is((await rejects(thread(ana).send('after'))).message, refusal.message);
    assert.is(made(), 2);
  }),
);

deleted('a typing action under a deleted persona goes out without it', () =>
  onStage(async ({ ana, client, join, made }) => {
    const { thread } = join();
    await thread(ana).send('before');
    await client.personas.delete(ana.inbox[0]?.persona?.id ?? '');
    await thread(ana).typing(true);
    assert.equal([ana.typing?.persona, made()], [undefined, 1]);
    assert.is(ana.typing?.appId.length, 16);
  }),
);

deleted('the page itself speaks while a deleted persona cannot be made again', () =>
  onStage(async ({ ana, sandbox, client, join }) => {
    const { log, thread } = join();
    await thread(ana).send('before');
    await client.personas.delete(ana.inbox[0]?.persona?.id ?? '');
    sandbox.faults.calls({ do: 'fail', edge: 'personas' });
    for (const text of ['one', 'two']) await thread(ana).send(text);
    await sandbox.clock.advance(60_000);
    await thread(ana).send('three');
    assert.equal(seen(ana), ['Robo: before', '-: one', '-: two', 'Robo: three']);
    assert.equal(
      log.map((line) => line.split(' ')[0]),
      ['warn', 'info'],
      log.join('\n'),
    );
  }),
);

deleted.run();
