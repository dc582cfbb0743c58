import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startWebhook } from '@handover/test-support/webhook';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox } from '../src/index.ts';
import {
  type Answer,
  BOT,
  DESK,
  graphCall,
  PAGE,
  type Scene,
  SECRETS,
  startScene,
  TOKENS,
  to,
} from './support/setup.ts';

const appSide = suite('app side');

const START = Date.UTC(2026, 10, 2, 8);
const APP_TOKEN = `${BOT}|${SECRETS[BOT]}`;
const LOGIN = 'https://acme.example/login';
const client = { client_id: BOT, client_secret: SECRETS[BOT] };

type Row = Record<string, unknown>;

function messageOf({ body }: Answer): string {
  return String((body['error'] as Row | undefined)?.['message']);
}

function ask({
  sandbox,
}: Pick<Scene, 'sandbox'>): (token: string, method: string, path: string, params?: Row) => Promise<Answer> {
  return (token, method, path, params) => graphCall(sandbox.url, token, method, path, params);
}

// Graph API reference, Application and User; Facebook Login docs, Access Tokens.
appSide('me is the app of an app token, the admin of a user token and the page of a page token', async () => {
  const scene = await startScene();
  const call = ask(scene);
  const user = scene.sandbox.userToken(BOT);
  assert.equal((await call(APP_TOKEN, 'GET', 'me', { fields: 'id,name' })).body, { id: BOT, name: 'Acme Bot' });
  const app = await fetch(`${scene.sandbox.url}/v25.0/app?fields=name&access_token=${user}`);
  assert.equal(await app.json(), { name: 'Acme Bot', id: BOT });
  assert.equal((await call(user, 'GET', 'me')).body, { name: 'Pat Admin', id: '10224785596130001' });
  assert.is((await call(TOKENS[BOT] ?? '', 'GET', 'me')).body['id'], PAGE);
  const { body } = await call(user, 'GET', 'me/accounts');
  const pageNode = {
    access_token: TOKENS[BOT],
    category: 'Product/service',
    category_list: [{ id: '2201', name: 'Product/service' }],
    name: 'Acme',
    id: PAGE,
    tasks: ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MANAGE', 'MESSAGING', 'MODERATE'],
  };
  assert.equal(body['data'], [pageNode]);
  assert.ok(body['paging']);
  assert.is((await call(user, 'GET', PAGE, { fields: 'access_token' })).body['access_token'], TOKENS[BOT]);
  const granted = (await call(user, 'GET', 'me/permissions')).body['data'] as Row[];
  assert.ok(granted.some(({ permission, status }) => permission === 'pages_messaging' && status === 'granted'));
  await scene.close();
});

appSide('the timeline shows no token, whatever key an answer or a parameter gives it', async () => {
  const scene = await startScene();
  const { sandbox } = scene;
  const user = sandbox.userToken(BOT);
  const token = TOKENS[BOT] ?? '';
  for (const [path, bearer] of [
    ['me?fields=access_token.as(title)', token],
    ['me?fields=accounts{access_token.as(name)}', user],
    [`me?accessToken=${token}&token=${token}&clientSecret=${SECRETS[BOT]}`, token],
  ] as const) {
    const headers = { authorization: `Bearer ${bearer}` };
    assert.is((await fetch(`${sandbox.url}/v25.0/${path}`, { headers })).status, 200, path);
  }
  const shown = JSON.stringify(sandbox.timeline);
  assert.match(shown, /"title":"\(left out\)"/);
  for (const secret of [token, user, SECRETS[BOT] ?? '']) assert.not(shown.includes(secret));
  await scene.close();
});

appSide('a token of the wrong kind is refused', async () => {
  const scene = await startScene();
  const call = ask(scene);
  const user = scene.sandbox.userToken(BOT);
  for (const [token, method, path, result] of [
    [user, 'POST', `${PAGE}/messages`, '190'],
    [APP_TOKEN, 'GET', `${PAGE}/conversations`, '190'],
    [user, 'GET', `${PAGE}/conversations`, '190'],
    [TOKENS[BOT], 'GET', `${BOT}/subscriptions`, '15'],
    [user, 'GET', `${BOT}/subscriptions`, '15'],
    [APP_TOKEN, 'GET', `${DESK}/subscriptions`, '100/33'],
  ] as const) {
    assert.is((await call(token ?? '', method, path)).result, result, `${method} ${path}`);
  }
  assert.is((await call(user, 'GET', 'me', { fields: 'accounts{conversations}' })).result, '190');
  await scene.close();
});

// Graph API reference, Debug Token. The refusals are recorded in public issues.
appSide('debug_token says what a token is', async () => {
  const scene = await startScene({ clock: 'manual', startAt: START });
  const call = ask(scene);
  const debug = async (input: string, token = APP_TOKEN): Promise<Answer> =>
    call(token, 'GET', 'debug_token', { input_token: input });
  const pageFacts = (await debug(TOKENS[BOT] ?? '')).body['data'] as Row;
  assert.equal(
    ['app_id', 'type', 'application', 'is_valid', 'expires_at', 'profile_id'].map((name) => pageFacts[name]),
    [BOT, 'PAGE', 'Acme Bot', true, 0, PAGE],
  );
  const app = (await debug(APP_TOKEN)).body['data'];
  assert.equal(app, { app_id: BOT, type: 'APP', application: 'Acme Bot', is_valid: true, scopes: [] });
  const short = scene.sandbox.userToken(BOT, { lastsMs: 60_000 });
  const user = (await debug(short)).body['data'] as Row;
  assert.equal(
    ['type', 'is_valid', 'issued_at', 'expires_at', 'user_id'].map((name) => user[name]),
    ['USER', true, START / 1000, START / 1000 + 60, '10224785596130001'],
  );
  await scene.sandbox.clock.advance(60_000);
  const expired = (await debug(short)).body['data'] as Row;
  const words =
    'Error validating access token: Session has expired on Monday, 02-Nov-26 00:01:00 PST. ' +
    'The current time is Monday, 02-Nov-26 00:01:00 PST.';
  assert.is(expired['is_valid'], false);
  assert.equal(expired['error'], { code: 190, message: words, subcode: 463 });
  const refused = await call(short, 'GET', 'me');
  assert.equal([refused.result, messageOf(refused)], ['190/463', words]);
  assert.equal((await debug('nonsense')).body['data'], {
    error: { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' },
    is_valid: false,
    scopes: [],
  });
  assert.match(
    messageOf(await debug(TOKENS[DESK] ?? '')),
    'The App_id in the input_token did not match the Viewing App',
  );
  assert.match(
    messageOf(await debug(short, TOKENS[BOT])),
    'You must provide an app access token, or a user access token',
  );
  await scene.close();
});

// Facebook Login docs, Access Tokens; the refusals are recorded in public issues and code.
appSide('oauth/access_token gives out tokens for the app, for a code and for a longer life', async () => {
  const scene = await startScene({ clock: 'manual', startAt: START });
  const { sandbox } = scene;
  const grant = async (params: Row): Promise<Row> => {
    const response = await fetch(`${sandbox.url}/v25.0/oauth/access_token`, {
      method: 'POST',
      body: new URLSearchParams(params as Record<string, string>),
    });
    return (await response.json()) as Row;
  };
  const call = ask(scene);
  const own = await grant({ ...client, grant_type: 'client_credentials' });
  assert.equal([own['token_type'], 'expires_in' in own], ['bearer', false]);
  assert.is((await call(String(own['access_token']), 'GET', 'me')).body['id'], BOT);

  const code = sandbox.authorizationCode(BOT, LOGIN);
  const short = await grant({ ...client, code, redirect_uri: LOGIN });
  assert.is(short['expires_in'], 7200);
  assert.is((await call(String(short['access_token']), 'GET', 'me')).body['name'], 'Pat Admin');
  const long = await grant({ ...client, grant_type: 'fb_exchange_token', fb_exchange_token: short['access_token'] });
  assert.is(long['expires_in'], 5_183_944);

  const late = sandbox.authorizationCode(BOT, LOGIN);
  await sandbox.clock.advance(7_200_000);
  assert.is((await call(String(short['access_token']), 'GET', 'me')).result, '190/463');
  assert.is((await call(String(long['access_token']), 'GET', 'me')).result, 'ok');
  const fresh = sandbox.authorizationCode(BOT, LOGIN);
  for (const [params, shown, message] of [
    [{ ...client, code, redirect_uri: LOGIN }, [100, 36009], 'This authorization code has been used.'],
    [{ ...client, code: late, redirect_uri: LOGIN }, [100, 36007], 'This authorization code has expired.'],
    [{ ...client, code: fresh, redirect_uri: `${LOGIN}/` }, [100, 36008], /redirect_uri is identical/],
    [{ ...client, code: 'nonsense', redirect_uri: LOGIN }, [100, undefined], 'Invalid verification code format.'],
    [{ ...client, code: fresh }, [191, undefined], 'Missing redirect_uri parameter.'],
    [client, [1, undefined], 'Missing authorization code'],
    [{ ...client, client_secret: 'wrong', code }, [1, undefined], 'Error validating client secret.'],
    [{ ...client, client_id: '77' }, [101, undefined], /^Error validating application\./],
    [{}, [101, undefined], 'Missing client_id parameter.'],
    [
      { ...client, grant_type: 'fb_exchange_token', fb_exchange_token: 'x' },
      [190, undefined],
      /Invalid OAuth access token/,
    ],
    [{ ...client, grant_type: 'password' }, [100, undefined], /Invalid grant_type/],
  ] as const) {
    const error = (await grant(params))['error'] as Row;
    assert.equal([error['code'], error['error_subcode']], shown, String(message));
    assert.match(error['message'] as string, message);
  }
  const kept = JSON.stringify(sandbox.timeline);
  for (const secret of [code, late, fresh, own['access_token'], short['access_token'], long['access_token']]) {
    assert.not.match(kept, String(secret));
  }
  assert.not.match(kept, SECRETS[BOT] ?? '');
  await scene.close();
});

appSide('userToken and authorizationCode refuse wrong arguments', async () => {
  const sandbox = await createSandbox();
  const [{ id } = { id: '' }] = sandbox.apps;
  assert.throws(() => sandbox.userToken('77'), /there is no app with this id/);
  assert.throws(() => sandbox.userToken(id, { lastsMs: 0 }), /lastsMs must be a number above 0/);
  assert.throws(() => sandbox.authorizationCode(id, 'nowhere'), /redirectUri must be an address/);
  await sandbox.close();
});

// Graph API reference, Application/subscriptions.
appSide('an app subscribes itself: after the handshake its webhook gets the events of both subscriptions', async () => {
  const scene = await startScene({ overrides: { [BOT]: { webhookUrl: 'http://127.0.0.1:9/unused' } } });
  const { sandbox } = scene;
  const call = ask(scene);
  const hook = await startWebhook(SECRETS[BOT] ?? '');
  const before = (await call(APP_TOKEN, 'GET', `${BOT}/subscriptions`)).body['data'] as Row[];
  assert.equal(
    before.map(({ object, callback_url: url, active }) => [object, url, active]),
    [['page', 'http://127.0.0.1:9/unused', true]],
    'the webhook of the options, with all fields',
  );
  const made = await call(APP_TOKEN, 'POST', `${BOT}/subscriptions`, {
    object: 'page',
    callback_url: hook.url,
    verify_token: 'verify-me',
    fields: ['messages', 'message_echoes'],
    include_values: true,
  });
  assert.equal(made.body, { success: true });
  assert.equal((await call(APP_TOKEN, 'GET', `${BOT}/subscriptions`)).body['data'], [
    {
      object: 'page',
      callback_url: hook.url,
      active: true,
      fields: ['messages', 'message_echoes'].map((name) => ({ name, version: 'v25.0' })),
    },
  ]);
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  await ana.tap('START');
  await sandbox.settled();
  assert.is(hook.received.length, 1, 'the message; the postback lacks its field');
  const missed = sandbox.timeline.find((entry) => entry.kind === 'delivery' && entry.event === 'postback');
  assert.match(
    missed?.kind === 'delivery' ? (missed.problem ?? '') : '',
    "not subscribed to messaging_postbacks in the app's own subscription to page",
  );
  // The page's own subscription is needed too.
  sandbox.setFields(BOT, ['messaging_postbacks']);
  await ana.say('again');
  await sandbox.settled();
  assert.is(hook.received.length, 1);
  sandbox.setFields(BOT, ['messages']);
  const ended = await call(APP_TOKEN, 'DELETE', `${BOT}/subscriptions`, { object: 'page', fields: 'message_echoes' });
  assert.equal(ended.body, { success: true });
  await ana.say('still here');
  await sandbox.settled();
  assert.is(hook.received.length, 2);
  await call(APP_TOKEN, 'DELETE', `${BOT}/subscriptions`);
  assert.equal((await call(APP_TOKEN, 'GET', `${BOT}/subscriptions`)).body['data'], []);
  await ana.say('gone');
  await sandbox.settled();
  assert.is(hook.received.length, 2);
  assert.not.match(JSON.stringify(sandbox.timeline), 'verify-me');
  await hook.close();
  await scene.close();
});

appSide('setWebhook replaces what an app subscribed to, and a session keeps it', async () => {
  const scene = await startScene();
  const { sandbox, bot } = scene;
  const call = ask(scene);
  const subscribe = { object: 'page', callback_url: bot.url, verify_token: 'verify-me', fields: ['messages'] };
  await call(APP_TOKEN, 'POST', `${BOT}/subscriptions`, subscribe);
  const other = await createSandbox();
  await other.importSession(sandbox.exportSession());
  const listed = async (base: string): Promise<unknown> =>
    ((await graphCall(base, APP_TOKEN, 'GET', `${BOT}/subscriptions`)).body['data'] as Row[]).map(
      ({ fields }) => fields,
    );
  assert.equal(await listed(other.url), [[{ name: 'messages', version: 'v25.0' }]]);
  await other.close();
  sandbox.setWebhook(BOT, { url: bot.url });
  const [fields] = (await listed(sandbox.url)) as Row[][];
  assert.ok((fields?.length ?? 0) > 10, 'all fields again');
  await scene.close();
});

// 2200 is recorded in several public threads, 2201 in arsduo/koala#410.
appSide('a webhook that fails the handshake is not taken', async () => {
  const scene = await startScene();
  const call = ask(scene);
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/missing')) response.statusCode = 404;
    response.end('<!DOCTYPE html><title>Acme</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const subscribe = (callback: string, more: Row = {}): Promise<Answer> =>
    call(APP_TOKEN, 'POST', `${BOT}/subscriptions`, {
      object: 'page',
      callback_url: callback,
      verify_token: 'verify-me',
      fields: 'messages',
      ...more,
    });
  const failed = '(#2200) Callback verification failed with the following errors:';
  for (const [callback, more, result, message] of [
    [`${base}/missing`, {}, '2200', `${failed} HTTP Status Code = 404; HTTP Message = Not Found`],
    [
      `${base}/html`,
      {},
      '2201',
      /^\(#2201\) response does not match challenge, expected value="\d+", received="<!DOCTYPE html\.\.\."$/,
    ],
    [
      'http://127.0.0.1:9/',
      {},
      '2200',
      `${failed} curl_errno = 7; curl_error = Failed to connect; HTTP Status Code = 0`,
    ],
    ['nowhere', {}, '100', '(#100) Param callback_url must be a valid URI'],
    [base, { object: 'toaster' }, '100', '(#100) Param object must be one of {instagram, page,'],
    [base, { fields: 'messages,toast' }, '100', '(#100) Param fields[1] must be one of {'],
    [base, { fields: undefined }, '100', '(#100) The parameter fields is required'],
  ] as const) {
    const answer = await subscribe(callback, more);
    assert.is(answer.result, result, String(message));
    assert.match(messageOf(answer), message);
  }
  const [{ callback_url: url } = { callback_url: '' }] = (await call(APP_TOKEN, 'GET', `${BOT}/subscriptions`)).body[
    'data'
  ] as Row[];
  assert.is(url, scene.bot.url);
  await scene.call(BOT, 'GET', 'me');
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  await scene.close();
});

appSide('on Instagram the product is instagram, with its own fields', async () => {
  const hook = await startWebhook(SECRETS[BOT] ?? '');
  const apps = [{ id: BOT, secret: SECRETS[BOT] ?? '', accessToken: TOKENS[BOT] ?? '' }];
  const sandbox = await createSandbox({ platform: 'instagram', apps });
  const subscribe = (object: string, fields: string): Promise<Answer> =>
    graphCall(sandbox.url, APP_TOKEN, 'POST', `${BOT}/subscriptions`, {
      object,
      callback_url: hook.url,
      verify_token: 'verify-me',
      fields,
    });
  assert.is((await subscribe('instagram', 'messaging_handovers')).result, '100', "a name of the Page's");
  assert.is((await subscribe('page', 'messages')).result, 'ok');
  await sandbox.person('Ana').say('oi');
  await sandbox.settled();
  assert.is(hook.received.length, 0, 'the product page brings nothing of Instagram');
  assert.is((await subscribe('instagram', 'messages,messaging_handover')).result, 'ok');
  await sandbox.person('Ana').say('oi');
  await sandbox.settled();
  assert.is(hook.received.length, 1);
  await hook.close();
  await sandbox.close();
});

appSide('a proof is checked against the token that it signs, also for a user token', async () => {
  const scene = await startScene({ overrides: { [BOT]: { requireAppSecretProof: true } } });
  const call = ask(scene);
  const user = scene.sandbox.userToken(BOT);
  assert.match(messageOf(await call(user, 'GET', 'me')), /require an appsecret_proof/);
  // An app token has the secret, so it needs no proof. A wrong one is refused, as of any token (koala#438).
  assert.is((await call(APP_TOKEN, 'GET', 'me')).result, 'ok');
  const wrong = await call(APP_TOKEN, 'GET', 'me', { appsecret_proof: 'ab'.repeat(32) });
  assert.match(messageOf(wrong), /Invalid appsecret_proof/);
  const ana = scene.sandbox.person('Ana');
  await ana.say('hi');
  assert.is(
    (await scene.call(DESK, 'POST', 'me/messages', { ...to(ana), message: { text: 'x' } })).result,
    '10/2018300',
  );
  await scene.close();
});

appSide.run();
