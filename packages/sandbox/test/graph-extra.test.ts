import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createContract } from '../../../openapi/contract.ts';
import { type Answer, BOT, contract, PAGE, type Scene, startScene } from './support/setup.ts';

const extra = suite('graph-extra.yaml');

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
