import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox } from '../src/index.ts';
import { BOT, graphCall, INBOX, PAGE, startScene, TOKENS, to } from './support/setup.ts';

const reading = suite('reading');

const START = Date.UTC(2026, 10, 2, 8);
const ACCOUNT = '17841400804155501';
const token = TOKENS[BOT] ?? '';
const party = { name: 'Acme', email: `${PAGE}@facebook.com`, id: PAGE };

type Row = Record<string, unknown>;

function listOf(body: unknown): Row[] {
  return (body as { data: Row[] }).data;
}

// Shapes: python-facebook's records of conversations and Meta's SDK, UnifiedThread.
reading('a conversation is a node with its parties, counts, folder and tags', async () => {
  const { sandbox, call, close } = await startScene({ clock: 'manual', startAt: START });
  const ana = sandbox.person('Ana Lima');
  await ana.say('hi');
  await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'Hello' } });
  await ana.say('Where is my parcel?');
  const [listed] = listOf((await call(BOT, 'GET', 'me/conversations')).body);
  const id = String(listed?.['id']);
  assert.match(id, /^t_\d{15}$/);
  assert.not.match(id, ana.id);
  const self = { name: 'Ana Lima', email: `${ana.id}@facebook.com`, id: ana.id };
  const fields =
    'participants,senders,former_participants,snippet,message_count,unread_count,can_reply,is_subscribed,link,name,' +
    'scoped_thread_key,subject,tags,folder,updated_time,wallpaper,is_owner';
  assert.equal((await call(BOT, 'GET', id, { fields })).body, {
    participants: { data: [self, party] },
    senders: { data: [self, party] },
    former_participants: { data: [] },
    snippet: 'Where is my parcel?',
    message_count: 3,
    unread_count: 2,
    can_reply: true,
    is_subscribed: true,
    link: `/Acme-${PAGE}/inbox/${id.slice(2)}/`,
    scoped_thread_key: id,
    tags: { data: [{ name: 'page_done' }, { name: 'unread' }] },
    folder: 'page_done',
    updated_time: '2026-11-02T08:00:00+0000',
    is_owner: true,
    id,
  });
  await call(BOT, 'POST', 'me/messages', { ...to(ana), sender_action: 'mark_seen' });
  const seen = (await call(BOT, 'GET', id, { fields: 'unread_count,tags' })).body;
  assert.equal(seen, { unread_count: 0, tags: { data: [{ name: 'page_done' }, { name: 'read' }] }, id });
  await close();
});

reading('a conversation keeps its id after a reset and in a session', async () => {
  const { sandbox, call, close } = await startScene();
  const idOf = async (base: string): Promise<unknown> =>
    listOf((await graphCall(base, token, 'GET', 'me/conversations')).body)[0]?.['id'];
  await sandbox.person('Ana').say('hi');
  const before = await idOf(sandbox.url);
  const other = await createSandbox();
  await other.importSession(sandbox.exportSession());
  assert.is(await idOf(other.url), before);
  await other.close();
  await sandbox.reset();
  await sandbox.person('Ana').say('hi again');
  assert.is(await idOf(sandbox.url), before);
  assert.is((await call(BOT, 'GET', String(before))).result, 'ok');
  await close();
});

// Graph API reference, Page Conversations: folder, tags, user_id, platform.
reading('conversations are listed by folder, tags, person and platform, page by page', async () => {
  const { sandbox, call, close } = await startScene();
  const people = ['Ana', 'Ben', 'Cem'].map((name) => sandbox.person(name));
  const [ana = { id: '' }, ben = { id: '' }, cem = { id: '' }] = people;
  for (const person of people) await person.say('hi');
  await sandbox.inbox.reply(ana, 'Hello');
  await sandbox.inbox.moveToSpam(ben);
  const listed = async (params: Record<string, unknown>): Promise<unknown[]> => {
    const { body } = await call(BOT, 'GET', 'me/conversations', { ...params, fields: 'participants' });
    return listOf(body).map(({ participants }) => listOf(participants)[0]?.['id']);
  };
  assert.equal(await listed({}), [ana.id, cem.id], 'spam is left out');
  assert.equal(await listed({ folder: 'inbox' }), [ana.id]);
  assert.equal(await listed({ folder: 'page_done' }), [cem.id]);
  assert.equal(await listed({ folder: 'spam' }), [ben.id]);
  assert.equal(await listed({ folder: 'other' }), []);
  assert.equal(await listed({ tags: 'page_done,unread' }), [cem.id]);
  assert.equal(await listed({ user_id: cem.id }), [cem.id]);
  assert.equal(await listed({ platform: 'MESSENGER' }), [ana.id, cem.id]);
  assert.equal(await listed({ platform: 'instagram' }), [], 'the page has no account there');
  const first = (await call(BOT, 'GET', 'me/conversations', { limit: 1 })).body;
  const next = await fetch(String((first['paging'] as Row)['next']), { headers: { authorization: `Bearer ${token}` } });
  assert.is(listOf(await next.json()).length, 1);
  assert.match(
    String(((await call(BOT, 'GET', 'me/conversations', { folder: 'attic' })).body['error'] as Row)['message']),
    'Param folder must be one of {inbox, other, page_done, pending, spam}',
  );
  await close();
});

// Graph API reference, Message and Message/attachments.
reading('a message has its attachments, reactions and quotes, and no field without a value', async () => {
  const { sandbox, call, close } = await startScene({ clock: 'manual', startAt: START });
  const ana = sandbox.person('Ana Lima');
  const { mid } = await ana.say('hi');
  const media = await ana.say('', {
    replyTo: mid,
    attachments: [
      { type: 'image', payload: { url: 'https://cdn.example/a.png' } },
      { type: 'video', payload: { url: 'https://cdn.example/b.mov' } },
      { type: 'file', payload: { url: 'https://cdn.example/c.pdf' } },
      { type: 'image', payload: { url: 'https://cdn.example/like.png', sticker_id: 369239263222822 } },
      { type: 'fallback', title: 'A page', url: 'https://acme.example/page', payload: null },
    ],
  });
  await call(BOT, 'POST', 'me/messages', {
    ...to(ana),
    sender_action: 'react',
    payload: { message_id: mid, reaction: 'love' },
  });
  const self = { name: 'Ana Lima', email: `${ana.id}@facebook.com`, id: ana.id };
  const fields = 'created_time,from,to,message,tags,attachments,shares,sticker,reactions,reply_to,is_unsupported,story';
  assert.equal((await call(BOT, 'GET', mid, { fields })).body, {
    created_time: '2026-11-02T08:00:00+0000',
    from: self,
    to: { data: [party] },
    message: 'hi',
    tags: { data: [{ name: 'inbox' }] },
    reactions: { data: [{ reaction: 'love', users: [party] }] },
    id: mid,
  });
  const { body } = await call(BOT, 'GET', media.mid, { fields });
  assert.equal(body['reply_to'], { mid });
  assert.is(body['sticker'], 'https://cdn.example/like.png');
  const [share] = listOf(body['shares']);
  assert.equal([share?.['link'], share?.['name']], ['https://acme.example/page', 'A page']);
  const [image, video, file, ...rest] = listOf(body['attachments']);
  assert.equal(rest, []);
  assert.equal(
    [image?.['mime_type'], video?.['mime_type'], file?.['mime_type']],
    ['image/png', 'video/quicktime', 'application/pdf'],
  );
  assert.is((image?.['image_data'] as Row | undefined)?.['url'], 'https://cdn.example/a.png');
  assert.is((video?.['video_data'] as Row | undefined)?.['url'], 'https://cdn.example/b.mov');
  assert.is(file?.['file_url'], 'https://cdn.example/c.pdf');
  assert.equal((await call(BOT, 'GET', `${media.mid}/attachments`)).body['data'], [image, video, file]);
  await close();
});

reading('a template that an app sent is read back', async () => {
  const { sandbox, call, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const buttons = [{ type: 'postback', title: 'Buy', payload: 'BUY' }];
  const element = { title: 'Shirt', subtitle: 'Blue', image_url: 'https://cdn.example/s.png', buttons };
  const payload = { template_type: 'generic', elements: [element] };
  const { body } = await call(BOT, 'POST', 'me/messages', {
    ...to(ana),
    message: { attachment: { type: 'template', payload } },
  });
  const read = await call(BOT, 'GET', String(body['message_id']), { fields: 'attachments{generic_template}' });
  const [attachment] = listOf(read.body['attachments']);
  assert.equal(attachment?.['generic_template'], {
    title: 'Shirt',
    subtitle: 'Blue',
    media_url: 'https://cdn.example/s.png',
    cta: buttons,
  });
  await close();
});

reading('only the 20 newest messages can be read, and none that was unsent', async () => {
  const { sandbox, call, close } = await startScene();
  const ana = sandbox.person('Ana');
  const { mid: first } = await ana.say('first');
  const { mid: taken } = await ana.say('taken back');
  for (let at = 0; at < 20; at += 1) await ana.say(`message ${at}`);
  await ana.unsend(taken);
  assert.is((await call(BOT, 'GET', first)).result, '100/33');
  assert.is((await call(BOT, 'GET', taken)).result, '100/33');
  const [{ id } = { id: '' }] = listOf((await call(BOT, 'GET', 'me/conversations')).body);
  const { body } = await call(BOT, 'GET', `${id}/messages`, { fields: 'message', limit: 50 });
  assert.is(listOf(body).length, 20);
  await close();
});

reading('unknown ids and other fields are refused as Meta does', async () => {
  const { sandbox, call, close } = await startScene();
  await sandbox.person('Ana').say('hi');
  const [{ id } = { id: '' }] = listOf((await call(BOT, 'GET', 'me/conversations')).body);
  for (const [path, fields, result, message] of [
    ['t_1', undefined, '100/33', "Object with ID 't_1' does not exist"],
    ['t_1/messages', undefined, '100/33', "Object with ID 't_1' does not exist"],
    ['m_1', undefined, '100/33', "Object with ID 'm_1' does not exist"],
    ['thread', undefined, '803', 'Some of the aliases you requested do not exist: thread'],
    [String(id), 'foo', '100', 'Tried accessing nonexisting field (foo) on node type (UnifiedThread)'],
    [`${id}/messages`, 'foo', '100', 'Tried accessing nonexisting field (foo) on node type (UnifiedMessage)'],
  ] as const) {
    const answer = await call(BOT, 'GET', path, fields === undefined ? {} : { fields });
    assert.is(answer.result, result, path);
    assert.match(String((answer.body['error'] as Row)['message']), message);
  }
  await close();
});

// Messenger Platform docs, User Profile API.
reading('a person is a node with a profile, and a picture that is redirected to', async () => {
  const { sandbox, call, close } = await startScene();
  const ana = sandbox.person('Ana Lima');
  const fields = 'first_name,last_name,profile_pic,locale,timezone,gender,name,id';
  const { profile_pic: picture, ...rest } = (await call(BOT, 'GET', ana.id, { fields })).body;
  assert.equal(rest, {
    first_name: 'Ana',
    last_name: 'Lima',
    locale: 'en_US',
    timezone: 0,
    name: 'Ana Lima',
    id: ana.id,
  });
  assert.is((await fetch(String(picture))).status, 200);
  await ana.setProfile({ timezone: -3, gender: 'female' });
  await ana.setLocale('pt_BR');
  const set = (await call(BOT, 'GET', ana.id, { fields: 'locale,timezone,gender' })).body;
  assert.equal(set, { locale: 'pt_BR', timezone: -3, gender: 'female', id: ana.id });
  assert.is((await call(BOT, 'GET', ana.id, { fields: 'follower_count' })).result, '100', "a field of Instagram's");
  const redirected = await fetch(`${sandbox.url}/v25.0/${ana.id}/picture?access_token=${token}`, {
    redirect: 'manual',
  });
  assert.equal([redirected.status, redirected.headers.get('location')], [302, picture]);
  const sized = await call(BOT, 'GET', `${ana.id}/picture`, { redirect: 'false', type: 'large' });
  assert.equal(sized.body, { data: { height: 200, is_silhouette: false, url: picture, width: 200 } });
  const unknown = await call(BOT, 'GET', `${ana.id}/picture`, { redirect: 'false', type: 'constructor' });
  assert.match(String((unknown.body['error'] as Error).message), /^\(#100\) Param type must be one of/);
  const { body: page } = await call(BOT, 'GET', 'me', { fields: 'picture.type(large){url,width}' });
  const ofPage = page['picture'] as { data: { url: string } };
  assert.equal(ofPage, { data: { url: ofPage.data.url, width: 200 } }, 'wrapped, as recorded in restfb#21');
  for (const wrong of ['picture.type(moon)', 'picture.width(wide)']) {
    assert.is((await call(BOT, 'GET', 'me', { fields: wrong })).result, '100', wrong);
  }
  assert.is((await fetch(`${sandbox.url}/${ana.id}/picture`)).status, 400, 'a picture needs a token');
  assert.is(
    (await fetch(`${sandbox.url}/${PAGE}/picture?access_token=${token}`)).status,
    200,
    'followed to the picture',
  );
  await close();
});

// Graph API reference, Page; Meta's Postman collections ask for the last three.
reading('a page is a node with its own token, tasks and category', async () => {
  const { sandbox, call, close } = await startScene();
  const fields = 'name,category,tasks,access_token,link,instagram_business_account,messaging_feature_status';
  assert.equal((await call(BOT, 'GET', 'me', { fields })).body, {
    name: 'Acme',
    category: 'Product/service',
    tasks: ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MANAGE', 'MESSAGING', 'MODERATE'],
    access_token: token,
    link: `https://www.facebook.com/${PAGE}`,
    messaging_feature_status: { hop_v2: false, msgr_multi_app: true, ig_multi_app: false },
    id: PAGE,
  });
  assert.not.match(JSON.stringify(sandbox.timeline), token);
  await close();
});

// Instagram Platform docs: IG User, User Profile API, Conversations; vercel/chat asks for the account.
reading('Instagram: the account, its people and its conversations have their own fields and ids', async () => {
  const apps = [{ id: BOT, accessToken: token }];
  const page = { id: PAGE, name: 'Acme Shop', instagramId: ACCOUNT };
  const sandbox = await createSandbox({ platform: 'instagram', page, apps });
  const get = async (path: string, params: Record<string, unknown> = {}): Promise<Row> =>
    (await graphCall(sandbox.url, token, 'GET', path, params)).body;
  const ana = sandbox.person('Ana Lima');
  await ana.say('oi');
  const account = await get(ACCOUNT, { fields: 'username,name,user_id,profile_picture_url' });
  const { profile_picture_url: picture, ...rest } = account;
  assert.equal(rest, { username: 'acme.shop', name: 'Acme Shop', user_id: ACCOUNT, id: ACCOUNT });
  assert.is((await fetch(String(picture))).status, 200);
  assert.equal(await get('me', { fields: 'user_id,username' }), { user_id: ACCOUNT, username: 'acme.shop', id: PAGE });
  const linked = 'instagram_business_account{id,username,profile_picture_url}';
  assert.equal((await get('me', { fields: linked }))['instagram_business_account'], {
    id: ACCOUNT,
    username: 'acme.shop',
    profile_picture_url: picture,
  });
  assert.equal((await get('me', { fields: 'instagram_business_account' }))['instagram_business_account'], {
    id: ACCOUNT,
  });
  await ana.setProfile({ username: 'ana.l', followerCount: 42, isUserFollowBusiness: true });
  const fields = 'name,username,follower_count,is_user_follow_business,is_business_follow_user,is_verified_user';
  assert.equal(await get(ana.id, { fields }), {
    name: 'Ana Lima',
    username: 'ana.l',
    follower_count: 42,
    is_user_follow_business: true,
    is_business_follow_user: false,
    is_verified_user: false,
    id: ana.id,
  });
  const list = await get('me/conversations', { platform: 'instagram', fields: 'participants,messages{from,to}' });
  const [conversation] = listOf(list);
  assert.match(String(conversation?.['id']), /^aWdf/);
  const self = { username: 'ana.l', id: ana.id };
  const own = { username: 'acme.shop', id: ACCOUNT };
  assert.equal(listOf(conversation?.['participants']), [self, own]);
  const [message] = listOf(conversation?.['messages']);
  assert.equal([message?.['from'], message?.['to']], [self, { data: [own] }]);
  assert.is((await get(String(conversation?.['id'])))['id'], conversation?.['id']);
  await sandbox.close();
});

reading('a human answer is from the page, and moves the conversation to the inbox', async () => {
  const { sandbox, call, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  await sandbox.inbox.reply(ana, 'Nora here');
  assert.is(sandbox.owner(ana.id), INBOX);
  const fields = 'folder,is_owner,messages.limit(1){from,message,tags}';
  const [conversation] = listOf((await call(BOT, 'GET', 'me/conversations', { fields })).body);
  assert.equal([conversation?.['folder'], conversation?.['is_owner']], ['inbox', false]);
  const [message] = listOf(conversation?.['messages']);
  assert.equal([message?.['from'], message?.['message']], [party, 'Nora here']);
  assert.equal(listOf(message?.['tags']), [{ name: 'inbox' }, { name: 'sent' }]);
  await close();
});

reading.run();
