// Tests of the types, compiled by `check`, never run: both versions of Koa accept our middleware without a cast.
import type { Handover } from '@handover/core';
import { type HandoverHelpers, handover, webhook } from '@handover/koa';
import Router from '@koa/router';
import Koa3 from 'koa';
import Koa2 from 'koa2';

declare const bot: Handover;

new Koa2().use(handover(bot, { path: '/webhook' })).use(webhook(bot, { forward: 'active' }));
new Koa3().use(handover(bot)).use(webhook(bot));
new Router().all('/webhook', webhook(bot, { forward: 'all' }), () => undefined);

type WithHelpers = { handover: HandoverHelpers };
new Koa3<object, WithHelpers>().use(handover(bot)).use(async ({ handover: { bot: found, thread, events } }) => {
  await thread({ pageId: '1', userId: '2' }).send('hello');
  void [found.appId, events.length];
});

// @ts-expect-error forward has no such value
webhook(bot, { forward: 'some' });
