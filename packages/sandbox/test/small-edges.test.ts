import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox } from '../src/index.ts';
import { BOT, DESK, graphCall, PAGE, startScene, TOKENS, to } from './support/setup.ts';

const edges = suite('small edges');

const START = Date.UTC(2026, 10, 2, 8);
const DAY_MS = 86_400_000;

type Row = Record<string, unknown>;

// Messenger Platform docs, Custom Labels.
edges('labels are created, listed, given to people, taken from them and deleted', async () => {
  const { sandbox, call, close } = await startScene();
  const ana = sandbox.person('Ana');
  const { id: vip } = (await call(BOT, 'POST', 'me/custom_labels', { page_label_name: 'VIP' })).body;
  const { id: old } = (await call(BOT, 'POST', 'me/custom_labels', { page_label_name: 'New' })).body;
  const listed = async (path: string): Promise<unknown> =>
    (await call(DESK, 'GET', `${path}/custom_labels`, { fields: 'page_label_name' })).body['data'];
  const [one, two] = [
    { page_label_name: 'VIP', id: vip },
    { page_label_name: 'New', id: old },
  ];
  assert.equal(await listed('me'), [one, two]);
  assert.equal((await call(BOT, 'POST', `${vip}/label`, { user: ana.id })).body, { success: true });
  assert.equal(await listed(ana.id), [one]);
  assert.equal((await call(BOT, 'GET', String(vip), { fields: 'page_label_name' })).body, one);
  const other = await createSandbox();
  await other.importSession(sandbox.exportSession());
  const imported = await graphCall(other.url, TOKENS[BOT] ?? '', 'GET', `${ana.id}/custom_labels`);
  assert.equal(imported.body['data'], [{ id: vip }]);
  await other.close();
  assert.equal((await call(BOT, 'DELETE', `${vip}/label`, { user: ana.id })).body, { success: true });
  assert.equal(await listed(ana.id), []);
  assert.equal((await call(BOT, 'DELETE', String(vip))).body, { success: true });
  assert.equal(await listed('me'), [two]);
  assert.is((await call(BOT, 'GET', String(vip))).result, '100/33');
  assert.is((await call(BOT, 'POST', `${old}/label`, { user: '4711' })).result, '100/2018001');
  assert.is((await call(BOT, 'POST', `${old}/label`)).result, '100');
  assert.is((await call(BOT, 'POST', 'me/custom_labels', { name: 'Older name' })).result, '100');
  assert.is((await call(BOT, 'GET', 'me/custom_labels', { fields: 'name' })).result, '100');
  await close();
});

// Messenger Platform docs, Moderate Conversations.
edges('moderate_conversations moves threads to spam, and blocks people until they are unblocked', async () => {
  const { sandbox, call, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const moderate = async (actions: string[], ids: string[] = [ana.id]): Promise<string> =>
    (await call(BOT, 'POST', 'me/moderate_conversations', { user_ids: ids.map((id) => ({ id })), actions })).result;
  assert.is(await moderate(['move_to_spam']), 'ok');
  assert.equal(sandbox.inbox.folders.spam, [ana.id]);
  assert.is(await moderate(['block_user']), 'ok');
  assert.is((await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'x' } })).result, '551/1545041');
  assert.match(await ana.say('hello?').then(String, String), 'the page blocked Ana');
  const [conversation] = (await call(BOT, 'GET', 'me/conversations', { folder: 'spam', fields: 'can_reply' })).body[
    'data'
  ] as Row[];
  assert.is(conversation?.['can_reply'], false);
  assert.is(await moderate(['unblock_user']), 'ok');
  await ana.say('hello');
  assert.is((await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'x' } })).result, 'ok');
  assert.is(await moderate(['tickle_user']), '100');
  assert.is(await moderate(['block_user'], ['4711']), '100/2018001');
  assert.is(
    await moderate(
      ['block_user'],
      Array.from({ length: 11 }, () => ana.id),
    ),
    '105',
  );
  await close();
});

// Messenger Platform docs, Private Replies; the codes: Graph API reference, Page/messages.
edges('an app answers a comment by a message, once, within seven days', async () => {
  const { sandbox, bot, call, close } = await startScene({ clock: 'manual', startAt: START });
  sandbox.setFields(BOT, ['feed', 'message_echoes']);
  const ana = sandbox.person('Ana Lima');
  const { commentId } = await ana.comment('Do you ship to Rome?');
  await sandbox.settled();
  const deliveries = bot.received.map(({ body }) => body as { entry: { changes?: Row[] }[] });
  const changes = deliveries.flatMap(({ entry }) => entry.flatMap(({ changes = [] }) => changes));
  const postId = `${PAGE}_${commentId.split('_')[0]}`;
  assert.equal(changes, [
    {
      field: 'feed',
      value: {
        from: { id: ana.id, name: 'Ana Lima' },
        post_id: postId,
        comment_id: commentId,
        parent_id: postId,
        created_time: START / 1000,
        item: 'comment',
        verb: 'add',
        message: 'Do you ship to Rome?',
      },
    },
  ]);
  assert.is((await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'x' } })).result, '10/2018278');
  const reply = (id: string): ReturnType<typeof call> =>
    call(BOT, 'POST', 'me/messages', { recipient: { comment_id: id }, message: { text: 'We do' } });
  const { body } = await reply(commentId);
  assert.is(body['recipient_id'], ana.id);
  assert.is(ana.inbox.at(-1)?.text, 'We do');
  assert.is((await reply(commentId)).result, '10900');
  const { commentId: late } = await ana.comment('And to Pisa?');
  await sandbox.clock.advance(7 * DAY_MS + 1000);
  assert.is((await reply(late)).result, '10903');
  assert.is((await reply('1_2')).result, '100/2018001');
  for (const recipient of [{ post_id: '1_2' }, { user_ref: 'checkbox' }]) {
    assert.is((await call(BOT, 'POST', 'me/messages', { recipient, message: { text: 'x' } })).result, '100/2018001');
  }
  await close();
});

// Instagram Platform docs, Webhooks: comments.
edges('on Instagram a comment is a change of the field comments', async () => {
  const sandbox = await createSandbox({ platform: 'instagram' });
  const { commentId } = await sandbox.person('Ana Lima').comment('Linda!');
  const entry = sandbox.timeline.find(({ kind }) => kind === 'action');
  assert.equal(entry?.kind === 'action' && entry.detail, { text: 'Linda!' });
  const [{ accessToken } = { accessToken: '' }] = sandbox.apps;
  const recipient = { comment_id: commentId };
  const { result } = await graphCall(sandbox.url, accessToken, 'POST', 'me/messages', {
    recipient,
    message: { text: 'Obrigada' },
  });
  assert.is(result, 'ok');
  await sandbox.close();
});

// Graph API reference, Page Insights.
edges('insights are figures of the sandbox', async () => {
  const { sandbox, call, close } = await startScene({ clock: 'manual', startAt: START });
  await sandbox.person('Ana').say('hi');
  sandbox.person('Ben');
  const metric = 'page_messages_total_messaging_connections';
  assert.equal((await call(BOT, 'GET', 'me/insights', { metric })).body['data'], [
    {
      name: metric,
      period: 'day',
      values: [{ value: 1, end_time: '2026-11-02T08:00:00+0000' }],
      title: 'total messaging connections',
      description: `Daily: ${metric}`,
      id: `${PAGE}/insights/${metric}/day`,
    },
  ]);
  const list = (await call(BOT, 'GET', 'me/insights', { metric: JSON.stringify([metric]) })).body['data'];
  assert.is((list as Row[]).length, 1, 'as facebook-nodejs-business-sdk sends it');
  for (const wrong of ['page_moons', '[null]', ',']) {
    assert.is((await call(BOT, 'GET', 'me/insights', { metric: wrong })).result, '100', wrong);
  }
  await close();
});

// Messenger Platform docs, Account Linking.
edges('an account linking token names its person for five minutes', async () => {
  const { sandbox, call, close } = await startScene({ clock: 'manual', startAt: START });
  const ana = sandbox.person('Ana');
  const { accountLinkingToken } = await ana.startAccountLinking();
  const read = (token: string): ReturnType<typeof call> =>
    call(BOT, 'GET', 'me', { fields: 'recipient', account_linking_token: token });
  assert.equal((await read(accountLinkingToken)).body, { recipient: ana.id, id: PAGE });
  assert.is((await read('nonsense')).result, '100');
  await sandbox.clock.advance(300_000);
  assert.is((await read(accountLinkingToken)).result, '100');
  assert.equal((await call(BOT, 'POST', 'me/unlink_accounts', { psid: ana.id })).body, {
    result: 'unlink account success',
  });
  assert.is((await call(BOT, 'POST', 'me/unlink_accounts', { psid: '4711' })).result, '100/2018001');
  assert.not.match(JSON.stringify(sandbox.timeline), accountLinkingToken);
  await close();
});

// Meta's samples original-coast-clothing (nlp_configs) and customer-care-csat (activities, without a token).
edges('nlp_configs and activities are accepted', async () => {
  const { sandbox, call, close } = await startScene();
  assert.equal((await call(BOT, 'POST', 'me/nlp_configs', { nlp_enabled: true, model: 'ENGLISH' })).body, {
    success: true,
  });
  const event = { event: 'CUSTOM_APP_EVENTS', custom_events: '[{"_eventName":"csat"}]', page_id: PAGE };
  for (const edge of ['activities', 'page_activities']) {
    const response = await fetch(`${sandbox.url}/v25.0/${BOT}/${edge}`, {
      method: 'POST',
      body: new URLSearchParams(event),
    });
    assert.equal([response.status, await response.json()], [200, { success: true }]);
  }
  assert.is((await call(DESK, 'POST', `${BOT}/activities`, event)).result, '100/33', "another app's");
  await close();
});

edges('a person refuses a wrong profile or comment', async () => {
  const sandbox = await createSandbox();
  const ana = sandbox.person('Ana');
  for (const [act, problem] of [
    [() => ana.comment(''), /comment: text must be a non-empty string/],
    [() => ana.setProfile({ username: 'ana' }), /setProfile: username is unknown/],
    [() => ana.setProfile({ timezone: '1' as unknown as number }), /timezone must be a number/],
    [() => ana.setProfile({ gender: 'x' as 'male' }), /gender must be 'female' or 'male'/],
  ] as const) {
    assert.match(await act().then(String, String), problem);
  }
  await sandbox.close();
});

edges.run();
