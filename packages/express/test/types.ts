// Tests of the types, compiled by `check`, never run: both versions of Express accept our handlers without a cast,
// unchanged.
import type { Handover } from '@handover/core';
import { type ExpressHandler, handover, handoverOf, webhook } from '@handover/express';
import express5 from 'express';
import express4 from 'express4';

declare const bot: Handover;

const app4 = express4();
app4.use(handover(bot, { path: '/webhook' }));
app4.use('/bots', handover(bot), webhook(bot, { forward: 'active' }));
app4.all('/webhook', webhook(bot, { forward: 'active' }), async (req, res) => {
  const { bot: found, thread, events } = handoverOf(req);
  await thread({ pageId: '1', userId: '2' }).send('hello');
  res.json([found.appId, events.length]);
});
express4.Router().all('/webhook', webhook(bot, { forward: 'all' }));

const app5 = express5();
app5.use(handover(bot, { path: '/webhook' }));
app5.use('/bots', handover(bot), webhook(bot, { forward: 'active' }));
app5.all('/webhook', webhook(bot, { forward: 'active' }), async (req, res) => {
  await handoverOf(req)
    .thread(handoverOf(req).events[0] ?? { pageId: '1', userId: '2' })
    .send('hello');
  // @ts-expect-error only '@handover/express/augment' adds it to Express's own request
  req.handover.events;
  res.sendStatus(200);
});
express5
  .Router()
  .route('/webhook')
  .all(webhook(bot, { forward: 'all' }));

const handlers: ExpressHandler[] = [handover(bot), webhook(bot)];
app4.use(handlers);
app5.use(handlers);

// @ts-expect-error forward has no such value
webhook(bot, { forward: 'some' });
// @ts-expect-error webhook has no option path
webhook(bot, { path: '/webhook' });
