import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  BOT,
  contract,
  DESK,
  graphCall,
  INBOX,
  PAGE,
  SECRETS,
  startScene,
  THIRD,
  TOKENS,
  to,
} from './support/setup.ts';

const graph = suite('graph');
const PROOF = '247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9';
const TIMED_PROOF = 'a9a8e21cf3c9471bb2b5b3554defacf55ea3d6d991bb37e4fcca8440cfa37710';
const START = 1_764_590_400_000;

/** Body of an error answer without the trace id. */
async function errorOf(response: Response): Promise<Record<string, unknown>> {
  const { error } = (await response.json()) as { error: Record<string, unknown> };
  const { fbtrace_id: trace, ...rest } = error;
  assert.type(trace, 'string');
  return rest;
}

graph('parameters may be JSON, a form, a query, bare-keyed objects or numbers', async () => {
  const { sandbox, close } = await startScene({ routing: 'off' });
  const ana = sandbox.person('Ana');
  const token = TOKENS[BOT] ?? '';
  const target = `${sandbox.url}/v25.0/${PAGE}/pass_thread_control`;
  const recipient = JSON.stringify({ id: ana.id });
  const ways: (() => Promise<Response>)[] = [
    () =>
      fetch(target, {
        method: 'POST',
        body: JSON.stringify({ recipient: { id: ana.id }, target_app_id: Number(DESK), access_token: token }),
      }),
    () =>
      fetch(target, {
        method: 'POST',
        body: new URLSearchParams({ recipient, target_app_id: DESK, access_token: token }),
      }),
    () =>
      fetch(`${target}?${new URLSearchParams({ recipient, target_app_id: DESK, access_token: token })}`, {
        method: 'POST',
      }),
    () =>
      fetch(target, {
        method: 'POST',
        body: new URLSearchParams({ recipient: `{id:${ana.id}}`, target_app_id: DESK, access_token: token }),
      }),
    () =>
      fetch(
        `${target}?${new URLSearchParams({ method: 'post', recipient, target_app_id: DESK, access_token: token })}`,
      ),
    () =>
      fetch(`${sandbox.url}/me/pass_thread_control`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: `{"recipient":{"id":${ana.id}},"target_app_id":"${DESK}","metadata":"{\\"a\\":1}"}`,
      }),
  ];
  for (const way of ways) {
    const response = await way();
    assert.equal(await response.json(), { success: true });
    assert.is(sandbox.owner(ana.id), DESK);
    await sandbox.reset();
    sandbox.person('Ana');
  }
  await close();
});

graph('metadata that looks like JSON stays one string in a form', async () => {
  const { sandbox, desk, close } = await startScene({ routing: 'off' });
  const ana = sandbox.person('Ana');
  const metadata = '{"ticket":4711}';
  const body = new URLSearchParams({ recipient: JSON.stringify({ id: ana.id }), target_app_id: DESK, metadata });
  body.set('access_token', TOKENS[BOT] ?? '');
  await fetch(`${sandbox.url}/v26.0/me/pass_thread_control`, { method: 'POST', body });
  await sandbox.settled();
  assert.is((desk.items()[0]?.item['pass_thread_control'] as { metadata: string } | undefined)?.metadata, metadata);
  await close();
});

graph('answers carry the headers of Graph and the time of the sandbox', async () => {
  const { call, close } = await startScene({ clock: 'manual', startAt: START });
  const { headers } = await call(BOT, 'GET', 'me');
  assert.is(headers.get('facebook-api-version'), 'v25.0');
  assert.is(Date.parse(headers.get('date') ?? ''), START);
  for (const name of ['x-fb-trace-id', 'x-fb-request-id']) assert.ok(headers.get(name));
  assert.type(JSON.parse(headers.get('x-app-usage') ?? '{}').call_count, 'number');
  await close();
});

graph('the token decides which app calls; wrong tokens, proofs and pages are refused in this order', async () => {
  const scene = await startScene({
    clock: 'manual',
    startAt: START,
    overrides: { [DESK]: { requireAppSecretProof: true } },
  });
  const { sandbox, close } = scene;
  const call = (path: string, token?: string): Promise<Response> =>
    fetch(`${sandbox.url}/v25.0/${path}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  const bot = TOKENS[BOT] ?? '';

  const none = await call('me');
  assert.is(none.status, 400);
  assert.is((await errorOf(none))['code'], 104);
  assert.is((await errorOf(await call('999?appsecret_proof=0', 'EAAwrong')))['code'], 190);
  assert.equal(await errorOf(await call(`999?appsecret_proof=${PROOF.replace('2', '3')}`, bot)), {
    message: 'Invalid appsecret_proof provided in the API argument',
    type: 'GraphMethodException',
    code: 100,
  });
  const foreign = await errorOf(await call(`999/thread_owner?appsecret_proof=${PROOF}`, bot));
  assert.equal([foreign['code'], foreign['error_subcode']], [100, 33]);
  assert.is((await call(`me?appsecret_proof=${PROOF}`, bot)).status, 200);
  assert.is((await call(`me?appsecret_proof=${TIMED_PROOF}&appsecret_time=1764590400`, bot)).status, 200);
  await sandbox.clock.advance(301_000);
  assert.is((await call(`me?appsecret_proof=${TIMED_PROOF}&appsecret_time=1764590400`, bot)).status, 400);
  assert.match(String((await errorOf(await call('me', TOKENS[DESK])))['message']), 'require an appsecret_proof');
  sandbox.setQuirks({ tokenStatus: 401 });
  assert.is((await call('me')).status, 401);
  await close();
});

graph('a handover call is checked for recipient, person, mode and state in this order', async () => {
  const { sandbox, call, close } = await startScene({ routing: 'off' });
  const error = async (params: object): Promise<unknown> => {
    const { body } = await call(BOT, 'POST', 'me/take_thread_control', params as Record<string, unknown>);
    const { code, error_subcode: subcode, message } = (body as { error: Record<string, unknown> }).error;
    return [code, subcode, message];
  };
  assert.equal(await error({}), [100, undefined, '(#100) The parameter recipient is required']);
  assert.equal(await error({ recipient: {} }), [100, undefined, '(#100) The parameter recipient[id] is required']);
  assert.equal(await error({ recipient: { id: '1' } }), [100, 2018001, '(#100) No matching user found']);
  const ana = sandbox.person('Ana');
  assert.equal(await error({ ...to(ana), metadata: { a: 1 } }), [
    100,
    undefined,
    '(#100) Param metadata must be a string',
  ]);
  const tooLong = '(#100) Length of param metadata must be less than or equal to 2000';
  assert.equal(await error({ ...to(ana), metadata: 'x'.repeat(2001) }), [100, undefined, tooLong]);
  const routingOff = '(#27) Take thread control is not supported when Conversation Routing is not enabled.';
  assert.equal(await error(to(ana)), [27, 2018464, routingOff]);
  await close();
});

graph('thread_owner takes the bare id, not an object', async () => {
  const { sandbox, call, close } = await startScene();
  const ana = sandbox.person('Ana');
  const { body } = await call(BOT, 'GET', 'me/thread_owner', { recipient: JSON.stringify({ id: ana.id }) });
  const { message } = (body as { error: { message: string } }).error;
  assert.is(message, '(#100) Param recipient must be a valid ID string (e.g., "123")');
  await close();
});

graph('errors have the envelope, codes and words of Meta', async () => {
  const { sandbox, call, close } = await startScene({ routing: 'on' });
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const { status, body } = await call(DESK, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello' } });
  assert.is(status, 400);
  const { fbtrace_id: trace, ...error } = (body as { error: Record<string, unknown> }).error;
  assert.equal(error, {
    message: '(#10) Message failed to send because another app is controlling this thread now.',
    type: 'OAuthException',
    code: 10,
    error_subcode: 2018300,
  });
  assert.match(String(trace), /^A/);
  const release = await call(DESK, 'POST', 'me/release_thread_control', to(ana));
  assert.match(
    (release.body as { error: { message: string } }).error.message,
    /^Only the current thread owner can release/,
  );
  assert.is(
    (await call(BOT, 'POST', 'me/pass_thread_control', { ...to(ana), target_app_id: '4711' })).result,
    '100/2018164',
  );
  assert.is(
    (await call(BOT, 'POST', 'me/pass_thread_control', { ...to(ana), target_app_id: '1217981644879628' })).result,
    '100/2018164',
    "another platform's inbox is not connected",
  );
  await close();
});

graph('unknown edges, nodes, batches and bodies are refused as Graph does', async () => {
  const { sandbox, close } = await startScene();
  const token = TOKENS[BOT] ?? '';
  const send = (method: string, path: string, body?: string, type = 'application/json'): Promise<Response> =>
    fetch(`${sandbox.url}/v25.0/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      ...(body === undefined ? {} : { body }),
    });
  const code = async (response: Promise<Response>): Promise<unknown> => {
    const error = await errorOf(await response);
    return [error['code'], error['error_subcode']];
  };
  assert.equal(await code(send('GET', 'me/nonsense')), [100, undefined]);
  assert.equal(await code(send('POST', 'me/nonsense', '{}')), [100, 33]);
  assert.equal(await code(send('GET', '4711')), [100, 33]);
  assert.equal(await code(send('POST', '', '{}')), [100, 33]);
  assert.equal(await code(send('POST', 'me/messages', '{"recipient":')), [100, undefined]);
  assert.equal(await code(send('POST', 'me/messages', '--x', 'multipart/form-data; boundary=x')), [100, undefined]);
  const large = await send('POST', 'me/messages', `{"x":"${'x'.repeat(1_048_576)}"}`);
  assert.is(large.status, 413);
  assert.is((await errorOf(large))['code'], 1);
  await close();
});

graph('a subscription replaces all fields, and one wrong name refuses all of them', async () => {
  const { call, close } = await startScene();
  const fields = async (): Promise<unknown> => {
    const { body } = await call(BOT, 'GET', 'me/subscribed_apps');
    return (body as { data: { id: string; subscribed_fields: string[] }[] }).data.find(({ id }) => id === BOT)
      ?.subscribed_fields;
  };
  assert.is((await call(BOT, 'POST', 'me/subscribed_apps', { subscribed_fields: 'messages,standby' })).result, 'ok');
  assert.equal(await fields(), ['messages', 'standby']);
  const wrong = await call(BOT, 'POST', 'me/subscribed_apps', { subscribed_fields: ['messages', 'xyz'] });
  assert.match(
    (wrong.body as { error: { message: string } }).error.message,
    /^\(#100\) Param subscribed_fields\[1\] must be one of \{affiliation, .*\} - got "xyz"$/,
  );
  assert.equal(await fields(), ['messages', 'standby']);
  assert.is((await call(BOT, 'DELETE', 'me/subscribed_apps')).result, 'ok');
  assert.is(await fields(), undefined);
  await close();
});

graph('an app that has unsubscribed is not a target any more', async () => {
  const { sandbox, call, close } = await startScene({ routing: 'off' });
  const ana = sandbox.person('Ana');
  await call(DESK, 'DELETE', 'me/subscribed_apps');
  assert.is(
    (await call(BOT, 'POST', 'me/pass_thread_control', { ...to(ana), target_app_id: DESK })).result,
    '100/2018164',
  );
  await close();
});

graph('the routing mode, a profile and conversations can be read', async () => {
  const { sandbox, call, close } = await startScene({ routing: 'on' });
  const status = async (): Promise<unknown> =>
    (await call(BOT, 'GET', 'me', { fields: 'messaging_feature_status' })).body;
  assert.equal(await status(), {
    messaging_feature_status: { hop_v2: false, msgr_multi_app: true, ig_multi_app: false },
    id: PAGE,
  });
  sandbox.setRouting('primary');
  assert.equal(await status(), {
    messaging_feature_status: { hop_v2: true, msgr_multi_app: false, ig_multi_app: false },
    id: PAGE,
  });
  sandbox.setRouting('on');
  const ana = sandbox.person('Ana Lima');
  const profile = await call(BOT, 'GET', ana.id, { fields: 'first_name,last_name' });
  assert.equal(profile.body, { first_name: 'Ana', last_name: 'Lima', id: ana.id });

  await ana.say('hi');
  for (let at = 1; at <= 25; at += 1)
    await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: `answer ${at}` } });
  const fields = 'id,updated_time,is_owner,messages{id,created_time,from,to,message}';
  const read = async (app: string): Promise<Record<string, unknown>> => {
    const { body } = await call(app, 'GET', 'me/conversations', { user_id: ana.id, fields });
    return (body as { data: Record<string, unknown>[] }).data[0] ?? {};
  };
  const conversation = await read(BOT);
  assert.is(conversation['is_owner'], true);
  assert.is((await read(DESK))['is_owner'], false);
  const { data } = conversation['messages'] as { data: { message: string; from: unknown }[] };
  assert.is(data.length, 20, 'only the newest messages are readable');
  assert.is(data[0]?.message, 'answer 25');
  assert.equal(data[0]?.from, { id: PAGE, name: 'Acme', email: `${PAGE}@facebook.com` });
  sandbox.setRouting('off');
  assert.not('is_owner' in (await read(BOT)));
  await close();
});

graph('personas are re-hosted, listed page by page, and keep their face on messages when deleted', async () => {
  const { sandbox, call, close } = await startScene();
  const picture = 'https://acme.example/nora.jpg';
  const ids: string[] = [];
  for (const name of ['Nora', 'Omar', 'Pia']) {
    const { body } = await call(BOT, 'POST', 'me/personas', { name, profile_picture_url: picture });
    ids.push(String((body as { id: string }).id));
  }
  const [nora = ''] = ids;
  const node = (await call(DESK, 'GET', nora)).body as Record<string, string>;
  assert.is(node['name'], 'Nora');
  assert.is.not(node['profile_picture_url'], picture);
  assert.is((await fetch(node['profile_picture_url'] ?? '')).headers.get('content-type'), 'image/svg+xml');

  const first = (await call(BOT, 'GET', 'me/personas', { limit: 2 })).body as {
    data: { id: string }[];
    paging: { next: string; cursors: { after: string } };
  };
  assert.equal(
    first.data.map(({ id }) => id),
    ids.slice(0, 2),
  );
  const next = await fetch(first.paging.next, { headers: { authorization: `Bearer ${TOKENS[BOT]}` } });
  const second = (await next.json()) as { data: { id: string }[]; paging: { next?: string } };
  assert.equal(
    second.data.map(({ id }) => id),
    ids.slice(2),
  );
  assert.is(second.paging.next, undefined);

  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const say = (): Promise<{ result: string }> =>
    call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello' }, persona_id: nora });
  assert.is((await say()).result, 'ok');
  assert.equal((await call(BOT, 'DELETE', nora)).body, { success: true });
  const refused = await say();
  assert.is(refused.result, '100');
  assert.is(ana.inbox[0]?.persona?.name, 'Nora', 'a sent message keeps its face');
  assert.is((await call(BOT, 'GET', nora)).result, '100/33');
  assert.is((await call(BOT, 'DELETE', nora)).result, '100/33');
  assert.is((await call(BOT, 'POST', 'me/personas', { profile_picture_url: picture })).result, '100');
  await close();
});

graph('the window closes a day after the last sign of the person, for human agents after seven days', async () => {
  const { sandbox, call, close } = await startScene({
    routing: 'off',
    clock: 'manual',
    startAt: START,
    overrides: { [DESK]: { humanAgent: true } },
  });
  const ana = sandbox.person('Ana');
  const send = async (app: string, extra: object = {}): Promise<string> =>
    (await call(app, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello' }, ...extra })).result;
  const human = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };
  assert.is(await send(BOT), '10/2018278', 'an app cannot write to a person who never wrote');
  await ana.say('hi');
  await sandbox.clock.advance(86_400_000 - 1);
  assert.is(await send(BOT), 'ok');
  await sandbox.clock.advance(1);
  assert.is(await send(BOT), '10/2018278');
  assert.is(await send(DESK, human), 'ok');
  assert.is(await send(BOT, human), '10', 'without the feature the tag is refused');
  await sandbox.clock.advance(6 * 86_400_000);
  assert.is(await send(DESK, human), '10/2018278');
  sandbox.setQuirks({ checkWindow: false });
  assert.is(await send(BOT), 'ok');
  await close();
});

graph('a message that the Send API cannot send is refused before anything happens', async () => {
  const { sandbox, call, close } = await startScene({ routing: 'on' });
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const message = { text: 'hello' };
  const cases: [object, string][] = [
    [{}, '100/2018015'],
    [{ message, sender_action: 'typing_on' }, '100/2018014'],
    [{ message: { text: 'x'.repeat(2001) } }, '100'],
    [{ message: { metadata: 'only' } }, '100'],
    [{ message, messaging_type: 'MESSAGE_TAG' }, '100'],
    [{ message, tag: 'ACCOUNT_UPDATE' }, '100'],
    [{ message, messaging_type: 'GREETING' }, '100'],
    [{ message, persona_id: '4711' }, '100'],
    [{ message: { text: 'x', quick_replies: Array.from({ length: 14 }, () => ({ content_type: 'text' })) } }, '105'],
    [{ message, thread_control: { control_type: 'steal' } }, '100'],
    [{ sender_action: 'dance' }, '100'],
    [{ sender_action: 'mark_seen', persona_id: '1' }, '100'],
    [{ sender_action: 'react' }, '100'],
  ];
  for (const [params, result] of cases) {
    assert.is(
      (await call(BOT, 'POST', 'me/messages', { ...to(ana), ...params })).result,
      result,
      JSON.stringify(params).slice(0, 80),
    );
  }
  assert.equal(ana.inbox, []);
  await close();
});

graph('sender actions show a typing bubble, react to messages, and are refused to non-owners', async () => {
  const { sandbox, call, close } = await startScene({ routing: 'on' });
  const ana = sandbox.person('Ana');
  const { mid } = await ana.say('hi');
  const action = async (app: string, sender_action: string, extra: object = {}): Promise<string> =>
    (await call(app, 'POST', 'me/messages', { ...to(ana), sender_action, ...extra })).result;
  assert.is(await action(BOT, 'TYPING_ON'), 'ok');
  assert.equal(ana.typing, { appId: BOT });
  assert.is(await action(BOT, 'typing_off'), 'ok');
  assert.is(ana.typing, null);
  assert.is(await action(BOT, 'mark_seen'), 'ok');
  assert.is(await action(BOT, 'react', { payload: { message_id: mid, reaction: 'love' } }), 'ok');
  assert.is(await action(BOT, 'unreact', { payload: { message_id: mid } }), 'ok');
  assert.is(await action(DESK, 'typing_on'), '10/2018300');
  sandbox.setQuirks({ actionsByOthers: 'accept' });
  assert.is(await action(DESK, 'typing_on'), 'ok');
  assert.is(await action(DESK, 'react', { payload: { message_id: mid, reaction: 'love' } }), '10/2018300');
  await close();
});

graph('the body of a fault is sent byte for byte, and as JSON if it is JSON', async () => {
  const { sandbox, close } = await startScene({ routing: 'on' });
  const bodies: readonly (readonly [body: string, type: string, shown: unknown])[] = [
    ['null', 'application/json', null],
    ['"slow"', 'application/json', 'slow'],
    ['{ "error": 7 }', 'application/json', { error: 7 }],
    ['{"success"', 'text/html', '{"success"'],
    ['', 'text/html', ''],
  ];
  for (const [body, type, shown] of bodies) {
    sandbox.faults.calls({ do: 'fail', status: 200, body });
    const response = await fetch(`${sandbox.url}/me`);
    assert.is(response.status, 200, body);
    assert.is(await response.text(), body);
    assert.is(response.headers.get('content-type'), `${type}; charset=UTF-8`, body);
    const last = sandbox.timeline.at(-1);
    assert.equal(last?.kind === 'call' ? last.answer : undefined, shown, body);
  }
  await close();
});

graph('calls can fail, stall and break off, before or after they take effect', async () => {
  const { sandbox, call, close } = await startScene({ routing: 'on', clock: 'manual', startAt: START });
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const { faults } = sandbox;
  faults.calls({ do: 'fail', edge: 'messages', times: 2, error: { code: 613, message: 'slow down' } });
  const send = (): ReturnType<typeof call> => call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'x' } });
  assert.is((await call(BOT, 'GET', 'me')).result, 'ok', 'the fault does not hit other edges');
  assert.equal([(await send()).result, (await send()).result, (await send()).result], ['613', '613', 'ok']);
  faults.calls({ do: 'fail', edge: 'debug_token', error: { code: 4, message: 'slow down' } });
  assert.is((await call(BOT, 'GET', 'me')).result, 'ok', 'the fault is for a path without a node');
  assert.is((await call(BOT, 'GET', `debug_token?input_token=${TOKENS[BOT]}`)).result, '4');
  faults.calls({ do: 'fail' });
  const failed = await call(BOT, 'GET', 'me');
  assert.equal([failed.status, failed.result], [500, '2']);

  faults.calls({ do: 'hangUp', applied: true, appId: BOT });
  const cut = await call(BOT, 'POST', 'me/pass_thread_control', { ...to(ana), target_app_id: DESK }).catch(
    (error: Error) => error,
  );
  assert.instance(cut, Error);
  assert.is(sandbox.owner(ana.id), DESK, 'the call took effect although the caller got no answer');
  faults.calls({ do: 'hangUp' });
  assert.instance(await call(DESK, 'POST', 'me/release_thread_control', to(ana)).catch((error: Error) => error), Error);
  assert.is(sandbox.owner(ana.id), DESK);

  faults.calls({ do: 'delay', ms: 60_000, edge: 'release_thread_control' });
  const waiting = call(DESK, 'POST', 'me/release_thread_control', to(ana));
  while (faults.list().calls.length > 0) await new Promise((resolve) => setImmediate(resolve));
  const undo = faults.calls({ do: 'fail', status: 502, body: '<html>Bad gateway</html>' });
  const gateway = await fetch(`${sandbox.url}/me`);
  assert.is(gateway.status, 502);
  assert.is(await gateway.text(), '<html>Bad gateway</html>');
  undo();
  await sandbox.settled();
  assert.is(sandbox.owner(ana.id), DESK);
  await sandbox.clock.advance(60_000);
  assert.is((await waiting).result, 'ok');
  assert.is(sandbox.owner(ana.id), null);

  faults.calls({ do: 'delay', ms: 60_000, applied: true });
  const late = call(DESK, 'POST', 'me/take_thread_control', to(ana));
  while (sandbox.owner(ana.id) !== DESK) await new Promise((resolve) => setImmediate(resolve));
  await sandbox.clock.advance(60_000);
  assert.is((await late).result, 'ok', 'it took effect before it was answered');

  faults.calls({ do: 'delay', ms: 60_000 });
  const abort = new AbortController();
  const given = fetch(`${sandbox.url}/me`, { signal: abort.signal }).catch((error: Error) => error.name);
  while (faults.list().calls.length > 0) await new Promise((resolve) => setImmediate(resolve));
  abort.abort();
  assert.is(await given, 'AbortError', 'a caller may give up waiting');
  assert.throws(() => faults.calls({ do: 'explode' as 'fail' }), /do must be one of fail, delay, hangUp/);
  await close();
});

graph('the timeline keeps no token and no proof', async () => {
  const { sandbox, close } = await startScene();
  const token = TOKENS[BOT] ?? '';
  await fetch(`${sandbox.url}/me?access_token=${token}&appsecret_proof=${PROOF}`);
  await graphCall(sandbox.url, token, 'POST', 'me/personas', {
    name: 'Nora',
    profile_picture_url: 'https://acme.example/n.jpg',
  });
  const story = JSON.stringify(sandbox.timeline);
  assert.not.match(story, token);
  assert.not.match(story, PROOF);
  await close();
});

graph('only the inbox and connected apps are secondary receivers, listed page by page', async () => {
  const { call, close } = await startScene({ routing: 'primary' });
  const { body } = await call(BOT, 'GET', 'me/secondary_receivers', { limit: 2 });
  const { data, paging } = body as { data: { id: string }[]; paging: { cursors: { after: string }; next: string } };
  assert.equal(
    data.map(({ id }) => id),
    [DESK, THIRD],
  );
  assert.match(paging.next, 'after=');
  const rest = await call(BOT, 'GET', 'me/secondary_receivers', { limit: 2, after: paging.cursors.after });
  assert.equal((rest.body as { data: unknown }).data, [{ id: INBOX, name: 'Page Inbox' }]);
  assert.is((await call(BOT, 'GET', 'me/secondary_receivers', { after: 'nonsense' })).result, '100');
  assert.ok(contract.description.paths['/{pageId}/secondary_receivers']);
  await close();
});

graph('names of inherited properties do not count as parameters or fields, and change no prototype', async () => {
  const { sandbox, call, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const response = await fetch(`${sandbox.url}/me/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKENS[BOT]}` },
    body: `{"__proto__":{"recipient":{"id":"${ana.id}"},"message":{"text":"hi"}}}`,
  });
  const { error } = (await response.json()) as { error: { message: string } };
  assert.is(error.message, '(#100) The parameter recipient is required');
  for (const name of ['__proto__', 'constructor']) {
    assert.is((await call(BOT, 'GET', 'me', { fields: name })).result, '100', name);
  }
  await close();
});

graph('secrets of unknown calls stay out of the timeline too', async () => {
  const { sandbox, close } = await startScene();
  const [token, secret] = [TOKENS[BOT] ?? '', SECRETS[BOT] ?? ''];
  await fetch(`${sandbox.url}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ batch: [{ method: 'GET', relative_url: `me?access_token=${token}` }] }),
  });
  await fetch(`${sandbox.url}/oauth/access_token?client_secret=${secret}&fb_exchange_token=${token}`);
  await fetch(`${sandbox.url}/debug_token?input_token=${token}`);
  const json = JSON.stringify(sandbox.timeline);
  assert.is(sandbox.timeline.length, 3);
  assert.not(json.includes(token) || json.includes(secret));
  await close();
});

graph.run();
