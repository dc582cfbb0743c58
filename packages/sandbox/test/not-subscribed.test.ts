import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DeliveryEntry, formatTimelineEntry, type Sandbox } from '../src/index.ts';
import { BOT, DESK, startScene, THIRD, to } from './support/setup.ts';

const notSubscribed = suite('not subscribed');

/** The timeline's entries about deliveries to an app that were not made. */
function missed({ timeline }: Sandbox, appId: string): unknown[] {
  return timeline.flatMap((entry) =>
    entry.kind === 'delivery' && entry.app.id === appId && entry.notSubscribed
      ? [[entry.event, entry.lane, entry.field, entry.problem]]
      : [],
  );
}

notSubscribed('the timeline shows each missed event with the field that its app lacks', async () => {
  const overrides = {
    [BOT]: { subscribedFields: ['messaging_postbacks', 'standby'] },
    [DESK]: { subscribedFields: ['messages'] },
  };
  const { sandbox, bot, desk, call, close } = await startScene({ overrides });
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  await ana.say('Is this on?');
  await call(DESK, 'POST', 'me/take_thread_control', to(ana));
  await ana.tap('START');
  await sandbox.settled();
  const why = (field: string): string => `not delivered: not subscribed to ${field}`;
  assert.equal(missed(sandbox, BOT), [
    ['message', 'messaging', 'messages', why('messages')],
    ['message', 'messaging', 'messages', why('messages')],
    ['take_thread_control', 'messaging', 'messaging_handovers', why('messaging_handovers')],
  ]);
  assert.equal(missed(sandbox, DESK), [
    ['message', 'standby', 'standby', why('standby')],
    ['message', 'standby', 'standby', why('standby')],
    ['postback', 'messaging', 'messaging_postbacks', why('messaging_postbacks')],
  ]);
  assert.equal([bot.news(), desk.news()], [['standby postback'], []]);
  const { body } = sandbox.timeline.find((entry) => entry.kind === 'delivery') as DeliveryEntry;
  assert.match(JSON.stringify(body), 'hi', 'it shows what the app would have got');
  await close();
});

notSubscribed('events that Meta would not send anyway are not mentioned', async () => {
  const { sandbox, call, close } = await startScene({
    overrides: {
      [BOT]: { subscribedFields: ['messages'] },
      [DESK]: { subscribedFields: ['messages'], standby: false },
      [THIRD]: { subscribedFields: ['messages'] },
    },
  });
  sandbox.setWebhook(THIRD, null);
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  await ana.type(true);
  await call(BOT, 'DELETE', 'me/subscribed_apps');
  await ana.tap('START');
  await sandbox.settled();
  assert.equal(
    [BOT, DESK, THIRD].map((id) => missed(sandbox, id)),
    [[], [], []],
    'a switch of the page, no webhook, and an app that has unsubscribed',
  );
  await close();
});

notSubscribed('a missed event is not a failure of the webhook and can be sent by hand', async () => {
  const overrides = { [BOT]: { subscribedFields: ['standby'] } };
  const { sandbox, bot, close } = await startScene({ overrides, quirks: { disableAfterFailures: 1 } });
  await sandbox.person('Ana').say('hi');
  await sandbox.settled();
  const entry = sandbox.timeline.find((one) => one.kind === 'delivery' && one.app.id === BOT) as DeliveryEntry;
  assert.equal([entry.attempt, entry.status, entry.signatures], [0, null, []]);
  assert.match(
    formatTimelineEntry(entry),
    'Webhook -> Acme Bot: message on messaging "hi" = not delivered: not subscribed to messages',
  );
  const again = await sandbox.replay(entry.seq);
  assert.equal([again.attempt, again.status, again.notSubscribed], [1, 200, undefined]);
  assert.equal(bot.news(), ['messaging message hi']);
  await sandbox.importSession(sandbox.exportSession());
  assert.is(missed(sandbox, BOT).length, 1);
  await close();
});

notSubscribed.run();
