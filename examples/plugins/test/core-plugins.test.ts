// The plugins of core on each store, with two bots as in two processes: what one learns, the other knows.
import { createClient } from '@handover/client';
import { grantRequests, pauseOnHumanReply, talkToHuman } from '@handover/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { APP, scene } from './support/scene.ts';

const plugins = suite('plugins of core over each store');

const PAUSE_MS = 600_000;

for (const kind of ['memory', 'sqlite', 'redis'] as const) {
  plugins(`${kind}: after a person's reply all bots pause, for the requested time`, () =>
    scene(kind, { routing: 'off', plugin: () => pauseOnHumanReply({ forMs: PAUSE_MS }) }, async ({ sandbox, bots }) => {
      const heard: string[] = [];
      for (const [index, bot] of bots.entries()) {
        bot.on('message', ({ event }) => void heard.push(`${index} answers ${event.text}`));
        bot.on('standby:message', ({ event }) => void heard.push(`${index} is silent at ${event.text}`));
      }
      const ana = sandbox.person('Ana');
      await ana.say('one');
      await sandbox.settled();
      // The desk answers with its own app, which does not make it the owner.
      const desk = createClient({ accessToken: sandbox.apps[1]?.accessToken ?? '', baseUrl: sandbox.url });
      await desk.sendMessage(ana.id, { text: 'Nora here.' });
      await sandbox.settled();
      // Two messages, because the bots take turns: both are silent, including the one that did not get the reply.
      await ana.say('two');
      await ana.say('three');
      await sandbox.settled();
      await sandbox.clock.advance(PAUSE_MS);
      await ana.say('four');
      await sandbox.settled();
      assert.equal(heard, ['1 answers one', '1 is silent at two', '0 is silent at three', '1 answers four']);
    }),
  );

  plugins(`${kind}: the inbox's request is granted by the bot that receives it`, () =>
    scene(kind, { routing: 'primary', plugin: () => grantRequests() }, async ({ sandbox, bots }) => {
      const ana = sandbox.person('Ana');
      await ana.say('Hello');
      await sandbox.settled();
      assert.is(sandbox.owner(ana.id), APP);
      await sandbox.inbox.moveToMain(ana);
      await sandbox.settled();
      assert.is(sandbox.owner(ana.id), sandbox.inbox.appId);
      const reference = { pageId: sandbox.page.id, userId: ana.id };
      const owners = await Promise.all(bots.map(async (bot) => (await bot.thread(reference).state()).owner));
      assert.equal(owners, Array(2).fill({ kind: 'app', appId: sandbox.inbox.appId, inbox: 'page' }));
    }),
  );

  plugins(`${kind}: a request for a person hands the thread over once, however often the tap is delivered`, () =>
    scene(kind, { routing: 'on', plugin: () => talkToHuman({ message: 'One moment.' }) }, async ({ sandbox }) => {
      const ana = sandbox.person('Ana');
      sandbox.faults.deliveries({ do: 'duplicate', event: 'postback' });
      await ana.tap('TALK_TO_HUMAN', 'Talk to a human');
      await sandbox.settled();
      assert.is(sandbox.owner(ana.id), sandbox.inbox.appId);
      assert.equal(
        ana.inbox.map(({ text }) => text),
        ['One moment.'],
      );
    }),
  );
}

plugins.run();
