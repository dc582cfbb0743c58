import { type HandoverOptions, memoryStore } from '@handover/core';
import type { Store } from '@handover/core/store';
import { delivery, items, signedRequest } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BOT, type Casting, DESK, onStage, type Stage, seen, until } from './support/stage.ts';

const announcing = suite('announce');

/** The desk gets the thread and gives it back. */
async function thereAndBack({ sandbox, ana, desk }: Stage, metadata?: string): Promise<void> {
  await desk.takeThreadControl(ana.id);
  await sandbox.settled();
  await sandbox.clock.advance(2_000);
  await desk.passThreadControl(ana.id, { targetAppId: BOT, ...(metadata !== undefined ? { metadata } : {}) });
  await sandbox.settled();
  await sandbox.clock.advance(2_000);
}

announcing('an announcement is sent once before the reply each time the thread comes from another app', () =>
  onStage(async (stage) => {
    const { sandbox, ana } = stage;
    const { bot } = await stage.listen({ announce: 'Robo is back.' });
    bot.on('message', ({ event, thread }) => thread.send(`re: ${event.text}`));
    await ana.say('one');
    await sandbox.settled();
    for (const text of ['two', 'three']) {
      await thereAndBack(stage);
      await ana.say(text);
      await sandbox.settled();
    }
    assert.equal(seen(ana), [
      'Robo: re: one',
      'Robo: Robo is back.',
      'Robo: re: two',
      'Robo: Robo is back.',
      'Robo: re: three',
    ]);
  }),
);

announcing('an announce function gets the previous owner, the metadata and the persona', () =>
  onStage(async (stage) => {
    const calls: unknown[] = [];
    const casting: Casting = {
      pick: ({ metadata }) => (metadata === 'vip' ? 'nora' : null),
      announce({ thread, previous, metadata, persona }) {
        calls.push([thread.userId, previous, metadata, persona]);
        return persona === null ? undefined : { text: `${persona} is here` };
      },
    };
    await stage.listen(casting);
    await stage.ana.say('one');
    await stage.sandbox.settled();
    await thereAndBack(stage, 'vip');
    await thereAndBack(stage);
    const previous = { kind: 'app', appId: DESK };
    assert.equal(calls, [
      [stage.ana.id, previous, 'vip', 'nora'],
      [stage.ana.id, previous, undefined, null],
    ]);
    assert.equal(seen(stage.ana), ['Nora: nora is here']);
  }),
);

announcing('no announcement is sent when a thread is first seen or was idle', () =>
  onStage(async (stage) => {
    const { sandbox, ana, client } = stage;
    await stage.listen({ announce: 'Here I am.' });
    await ana.say('one');
    await sandbox.settled();
    await client.releaseThreadControl(ana.id);
    await sandbox.clock.advance(2_000);
    await ana.say('two');
    await sandbox.settled();
    assert.equal(seen(ana), []);
  }),
);

announcing('an announcement is sent once, however many processes get the change and however often', () =>
  onStage(async (stage) => {
    const { sandbox, ana } = stage;
    const actors = [stage.join({ announce: 'Back.' }), stage.join({ announce: 'Back.' })];
    const { secret = '' } = sandbox.apps[0] ?? {};
    const ids = { pageId: sandbox.page.id, userId: ana.id };
    const now = sandbox.clock.now();
    const take = items.take({ ...ids, to: DESK, timestamp: now });
    const pass = items.pass({ ...ids, from: DESK, to: BOT, timestamp: now + 1_000 });
    for (const item of [take, pass]) {
      const body = delivery({ messaging: [item], pageId: ids.pageId });
      const deliver = (): Promise<unknown>[] => actors.map(({ bot }) => bot.handle(signedRequest(body, secret)));
      await Promise.all([...deliver(), ...deliver()]);
    }
    assert.equal(seen(ana), ['Robo: Back.']);
  }),
);

announcing('an announcement is not sent again if a process died between sending and recording it', () =>
  onStage(async (stage) => {
    const { sandbox, ana } = stage;
    const store = memoryStore();
    // The process dies when it records the announcement, so the record is lost.
    let dies = false;
    const dying: Store = {
      ...store,
      markAnnounced: (...args) => (dies ? new Promise(() => undefined) : store.markAnnounced(...args)),
    };
    const options = (of: Store): Partial<HandoverOptions> => ({ store: of, leaseMs: 1_000, handlerTimeoutMs: 1_000 });
    const first = stage.join({ announce: 'Back.', bot: options(dying) });
    const second = stage.join({ announce: 'Back.', bot: options(store) });
    const { secret = '' } = sandbox.apps[0] ?? {};
    const ids = { pageId: sandbox.page.id, userId: ana.id };
    const body = (item: ReturnType<typeof items.take>): ReturnType<typeof signedRequest> =>
      signedRequest(delivery({ messaging: [item], pageId: ids.pageId }), secret);
    await first.bot.handle(body(items.take({ ...ids, to: DESK, timestamp: sandbox.clock.now() })));
    dies = true;
    const now = sandbox.clock.now();
    const cut = first.bot.handle(body(items.pass({ ...ids, from: DESK, to: BOT, timestamp: now + 1_000 })));
    await until(() => seen(ana).length === 1);
    const changes: string[] = [];
    second.bot.on('owner_changed', ({ current }) => void changes.push(current.kind));
    await sandbox.clock.advance(10_000);
    await cut;
    await second.bot.handle(body(items.message({ ...ids, timestamp: sandbox.clock.now() })));
    assert.equal([seen(ana), changes], [['Robo: Back.'], ['self']]);
  }),
);

announcing('an announcement that Meta refuses goes to error, and one for a lost thread is dropped', () =>
  onStage(async (stage) => {
    const { sandbox, ana, desk } = stage;
    const errors: unknown[] = [];
    const { bot, speakers } = await stage.listen({
      pick: () => null,
      announce: async ({ metadata }) => {
        if (metadata === 'gone') await desk.takeThreadControl(ana.id);
        return 'Back.';
      },
    });
    bot.use(speakers).on('error', ({ error }) => void errors.push((error as { kind?: string }).kind ?? error.name));
    await ana.say('one');
    await sandbox.settled();
    await thereAndBack(stage, 'gone');
    assert.equal([seen(ana), errors], [[], []]);
    sandbox.faults.calls({ do: 'fail', edge: 'messages', error: { code: 551 } });
    await desk.passThreadControl(ana.id, { targetAppId: BOT });
    await sandbox.settled();
    assert.equal([seen(ana), errors], [[], ['unreachable']]);
  }),
);

announcing.run();
