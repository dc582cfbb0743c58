import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createContract } from '../../../openapi/contract.ts';
import {
  type Answer,
  BOT,
  contract,
  graphCall,
  PAGE,
  type Scene,
  SECRETS,
  startScene,
  TOKENS,
  uploadMedia,
} from './support/setup.ts';

const extra = suite('graph-extra.yaml');

const APP_TOKEN = `${BOT}|${SECRETS[BOT]}`;
const GRANT = { grant_type: 'client_credentials', client_id: BOT, client_secret: SECRETS[BOT] };

/** A conversation with a picture: its id, and the id of the message. */
async function startThread({ sandbox, call }: Scene): Promise<{ thread: string; mid: string }> {
  const picture = { type: 'image', payload: { url: 'https://cdn.example/a.png' } };
  const { mid } = await sandbox.person('Ana').say('hi', { attachments: [picture] });
  const { body } = await call(BOT, 'GET', 'me/conversations');
  const [conversation] = body['data'] as { id: string }[];
  return { thread: conversation?.id ?? '', mid };
}

const ANSWERED = { headers: new Headers(), result: 'ok' };

/** A WhatsApp number with an uploaded file. */
async function startMedia(sandbox: Scene['sandbox']) {
  const number = sandbox.addPage({ platform: 'whatsapp' });
  const token = number.accessToken(BOT);
  const file = new Blob(['hello'], { type: 'text/plain' });
  const fields = { messaging_product: 'whatsapp', type: 'text/plain' };
  const uploaded = await uploadMedia(sandbox.url, token, number.id, { fields, file, name: 'hello.txt' });
  return { token, uploaded, id: String(uploaded.body['id']) };
}

/** One of each kind of property. */
const PROFILE = {
  get_started: { payload: 'START' },
  greeting: [{ locale: 'default', text: 'Hi {{user_first_name}}' }],
  ice_breakers: [{ locale: 'default', call_to_actions: [{ question: 'Where are you?', payload: 'WHERE' }] }],
  persistent_menu: [
    { locale: 'default', call_to_actions: [{ type: 'postback', title: 'Talk to an agent', payload: 'AGENT' }] },
  ],
  whitelisted_domains: ['https://acme.example'],
  account_linking_url: 'https://acme.example/link',
  commands: [{ locale: 'default', commands: [{ name: 'flights', description: 'Find flights' }] }],
};

/**
 * A call of every operation of the description that succeeds. `call` and the others hold each answer against the
 * description, so a new operation needs its line here and nothing else.
 */
const live: Record<string, (scene: Scene) => Promise<Answer>> = {
  'GET /': ({ call }) => call(BOT, 'GET', '', { ids: PAGE }),
  'POST /': ({ call }) => call(BOT, 'POST', '', { batch: [{ method: 'GET', relative_url: 'me' }] }),
  'GET /{edge}': ({ call }) => call(BOT, 'GET', 'personas', { ids: PAGE }),
  'GET /{objectId}': async (scene) => {
    const { thread } = await startThread(scene);
    const fields =
      'id,link,participants,senders,former_participants,snippet,message_count,unread_count,can_reply,is_subscribed,' +
      'scoped_thread_key,folder,tags,messages{id,message,tags,attachments}';
    return scene.call(BOT, 'GET', thread, { fields });
  },
  'GET /{objectId}/messages': async (scene) => scene.call(BOT, 'GET', `${(await startThread(scene)).thread}/messages`),
  'GET /{objectId}/attachments': async (scene) =>
    scene.call(BOT, 'GET', `${(await startThread(scene)).mid}/attachments`),
  'GET /{objectId}/picture': async (scene) =>
    scene.call(BOT, 'GET', `${scene.sandbox.person('Ana').id}/picture`, { redirect: false }),
  'GET /{objectId}/accounts': ({ sandbox }) => graphCall(sandbox.url, sandbox.userToken(BOT), 'GET', 'me/accounts'),
  'GET /{objectId}/permissions': ({ sandbox }) =>
    graphCall(sandbox.url, sandbox.userToken(BOT), 'GET', 'me/permissions'),
  'GET /{objectId}/subscriptions': ({ sandbox }) => graphCall(sandbox.url, APP_TOKEN, 'GET', `${BOT}/subscriptions`),
  'POST /{objectId}/subscriptions': ({ sandbox, bot }) =>
    graphCall(sandbox.url, APP_TOKEN, 'POST', `${BOT}/subscriptions`, {
      object: 'page',
      callback_url: bot.url,
      verify_token: 'verify-me',
      fields: ['messages'],
    }),
  'DELETE /{objectId}/subscriptions': ({ sandbox }) =>
    graphCall(sandbox.url, APP_TOKEN, 'DELETE', `${BOT}/subscriptions`, { object: 'page' }),
  'POST /{objectId}/activities': ({ sandbox }) =>
    graphCall(sandbox.url, APP_TOKEN, 'POST', `${BOT}/activities`, { event: 'CUSTOM_APP_EVENTS' }),
  'POST /{objectId}/page_activities': ({ call }) =>
    call(BOT, 'POST', `${BOT}/page_activities`, { event: 'CUSTOM_APP_EVENTS' }),
  'GET /{objectId}/custom_labels': async ({ call }) => {
    await call(BOT, 'POST', 'me/custom_labels', { page_label_name: 'VIP' });
    return call(BOT, 'GET', 'me/custom_labels', { fields: 'page_label_name' });
  },
  'POST /{objectId}/custom_labels': ({ call }) => call(BOT, 'POST', 'me/custom_labels', { page_label_name: 'VIP' }),
  'POST /{objectId}/label': async (scene) => {
    const { body } = await scene.call(BOT, 'POST', 'me/custom_labels', { page_label_name: 'VIP' });
    return scene.call(BOT, 'POST', `${body['id']}/label`, { user: scene.sandbox.person('Ana').id });
  },
  'DELETE /{objectId}/label': async (scene) => {
    const { body } = await scene.call(BOT, 'POST', 'me/custom_labels', { page_label_name: 'VIP' });
    return scene.call(BOT, 'DELETE', `${body['id']}/label`, { user: scene.sandbox.person('Ana').id });
  },
  'POST /{pageId}/moderate_conversations': ({ sandbox, call }) =>
    call(BOT, 'POST', 'me/moderate_conversations', {
      user_ids: [{ id: sandbox.person('Ana').id }],
      actions: ['move_to_spam'],
    }),
  'GET /{pageId}/insights': ({ call }) =>
    call(BOT, 'GET', 'me/insights', { metric: 'page_messages_total_messaging_connections' }),
  'GET /{pageId}/messaging_feature_review': ({ call }) => call(BOT, 'GET', 'me/messaging_feature_review'),
  'POST /{pageId}/nlp_configs': ({ call }) => call(BOT, 'POST', 'me/nlp_configs', { nlp_enabled: true }),
  'POST /{pageId}/unlink_accounts': ({ sandbox, call }) =>
    call(BOT, 'POST', 'me/unlink_accounts', { psid: sandbox.person('Ana').id }),
  'GET /debug_token': ({ sandbox }) =>
    graphCall(sandbox.url, APP_TOKEN, 'GET', 'debug_token', { input_token: TOKENS[BOT] }),
  'GET /oauth/access_token': ({ sandbox }) => graphCall(sandbox.url, APP_TOKEN, 'GET', 'oauth/access_token', GRANT),
  'POST /oauth/access_token': ({ sandbox }) => graphCall(sandbox.url, APP_TOKEN, 'POST', 'oauth/access_token', GRANT),
  'GET /{pageId}/messenger_profile': async ({ call }) => {
    await call(BOT, 'POST', 'me/messenger_profile', PROFILE);
    return call(BOT, 'GET', 'me/messenger_profile', { fields: Object.keys(PROFILE).join(',') });
  },
  'POST /{pageId}/messenger_profile': ({ call }) => call(BOT, 'POST', 'me/messenger_profile', PROFILE),
  'DELETE /{pageId}/messenger_profile': ({ call }) =>
    call(BOT, 'DELETE', 'me/messenger_profile', { fields: '["greeting"]' }),
  'GET /{pageId}/custom_user_settings': async ({ call, sandbox }) => {
    const psid = sandbox.person('Ana').id;
    await call(BOT, 'POST', 'me/custom_user_settings', { psid, persistent_menu: PROFILE.persistent_menu });
    return call(BOT, 'GET', 'me/custom_user_settings', { psid });
  },
  'POST /{pageId}/custom_user_settings': ({ call, sandbox }) =>
    call(BOT, 'POST', 'me/custom_user_settings', {
      psid: sandbox.person('Ana').id,
      persistent_menu: PROFILE.persistent_menu,
    }),
  'DELETE /{pageId}/custom_user_settings': ({ call, sandbox }) =>
    call(BOT, 'DELETE', 'me/custom_user_settings', { psid: sandbox.person('Ana').id, params: '["persistent_menu"]' }),
  'POST /{phoneNumberId}/media': async ({ sandbox }) => ({ ...(await startMedia(sandbox)).uploaded, ...ANSWERED }),
  'GET /{mediaId}': async ({ sandbox }) => {
    const { token, id } = await startMedia(sandbox);
    return graphCall(sandbox.url, token, 'GET', id);
  },
  'DELETE /{mediaId}': async ({ sandbox }) => {
    const { token, id } = await startMedia(sandbox);
    return graphCall(sandbox.url, token, 'DELETE', id);
  },
  'GET /whatsapp_business/attachments': async ({ sandbox }) => {
    const { token, id } = await startMedia(sandbox);
    const { body } = await graphCall(sandbox.url, token, 'GET', id);
    const headers = { authorization: `Bearer ${token}`, connection: 'close' };
    const response = await fetch(String(body['url']), { headers });
    assert.is(await response.text(), 'hello');
    return { status: response.status, body: {}, ...ANSWERED };
  },
  'POST /{pageId}/message_attachments': ({ call }) =>
    call(BOT, 'POST', 'me/message_attachments', {
      message: { attachment: { type: 'image', payload: { url: 'https://acme.example/shirt.png' } } },
    }),
};

const known = createContract().description.paths;
const described = Object.entries(contract.description.paths)
  .filter(([path]) => !(path in known))
  .flatMap(([path, item]) =>
    ['get', 'post', 'delete'].filter((method) => method in item).map((method) => `${method.toUpperCase()} ${path}`),
  );

extra('describes what is called here', () => {
  assert.equal(Object.keys(live).sort(), described.sort());
});

for (const [operation, make] of Object.entries(live)) {
  extra(`the sandbox answers ${operation} as described`, async () => {
    const scene = await startScene({ routing: 'on' });
    try {
      assert.is((await make(scene)).status, 200);
    } finally {
      await scene.close();
    }
  });
}

extra.run();
