// Compiled by `check` as a separate program, because the import changes Express's request type for a whole program.
import '@handover/express/augment';
import type { Handover } from '@handover/core';
import { handover, handoverOf, webhook } from '@handover/express';
import express5 from 'express';
import express4 from 'express4';

declare const bot: Handover;

express5()
  .use(handover(bot))
  .all('/webhook', webhook(bot, { forward: 'active' }), async (req, res) => {
    const { handover: helpers } = req;
    await helpers.thread({ pageId: '1', userId: '2' }).send('hello');
    res.json([helpers.bot.appId, helpers.events.length, handoverOf(req) === helpers]);
  });

express4()
  .use(handover(bot))
  .all('/webhook', webhook(bot), (req) => void req.handover.events);
