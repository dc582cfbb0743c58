import { request } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, type TimelineEntry } from '../src/index.ts';
import { BOT, DESK, SECRETS, startScene, TOKENS } from './support/setup.ts';

const control = suite('control api');

/** Makes a request to the control API; resolves to status and JSON. */
async function ask(
  base: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<[number, Record<string, unknown>]> {
  const response = await fetch(`${base}/_sandbox${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return [response.status, (await response.json()) as Record<string, unknown>];
}

/** Makes a raw request, for headers that fetch does not allow. */
function raw(base: string, method: string, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(`${base}${path}`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on('error', reject);
    call.end();
  });
}

control('every action of a story works over HTTP', async () => {
  const { sandbox, bot, close } = await startScene({ routing: 'on', clock: 'manual', startAt: 1_764_590_400_000 });
  const tell = (method: string, path: string, body?: unknown): Promise<[number, Record<string, unknown>]> =>
    ask(sandbox.url, method, path, body);
  const [, ana] = await tell('POST', '/people', { name: 'Ana' });
  assert.equal(ana, { id: sandbox.person('Ana').id, name: 'Ana', owner: null });
  const [, said] = await tell('POST', '/people/Ana/say', { text: 'hi' });
  assert.type(said['mid'], 'string');
  assert.equal(await tell('POST', '/settled'), [200, { success: true }]);
  assert.equal(bot.news(), ['messaging message hi']);
  assert.equal(await tell('GET', '/owner/Ana'), [200, { owner: BOT }]);
  await tell('POST', `/inbox/${ana['id']}/reply`, { text: 'Nora here' });
  const [, received] = await tell('GET', '/people/Ana/inbox');
  assert.is((received['inbox'] as { text: string }[])[0]?.text, 'Nora here');
  assert.equal((await tell('GET', '/inbox'))[1], { main: [ana['id']], done: [], spam: [] });
  await tell('POST', '/inbox/Ana/done');
  assert.equal(await tell('GET', '/owner/Ana'), [200, { owner: null }]);
  await tell('POST', '/inbox/Ana/move');
  await tell('POST', '/people/Ana/react', { reaction: 'love' });
  await tell('POST', '/people/Ana/tap', { payload: 'P', title: 'Press' });
  await tell('POST', '/people/Ana/read');
  assert.equal((await tell('POST', '/clock/advance', { ms: 86_400_000 }))[1], { now: 1_764_590_400_000 + 86_400_000 });
  assert.equal(await tell('GET', '/owner/Ana'), [200, { owner: null }]);
  assert.equal((await tell('GET', '/people'))[1], { people: [{ ...ana, owner: null }] });
  assert.is((await tell('POST', '/reset'))[0], 200);
  assert.equal((await tell('GET', '/people'))[1], { people: [] });
  await close();
});

control('forms work too, for curl', async () => {
  const { sandbox, close } = await startScene({ clock: 'manual', startAt: 1_764_590_400_000 });
  sandbox.person('Ana');
  const post = (path: string, fields: Record<string, string>): Promise<Response> =>
    fetch(`${sandbox.url}/_sandbox${path}`, { method: 'POST', body: new URLSearchParams(fields) });
  assert.is((await post('/people/Ana/say', { text: '12345' })).status, 200);
  assert.is((await post('/clock/advance', { ms: '1000' })).status, 200);
  assert.is((await post(`/apps/${DESK}`, { canTake: 'false' })).status, 200);
  assert.is((await post('/faults/calls', { do: 'fail', appId: BOT })).status, 200);
  assert.equal(sandbox.faults.list().calls, [{ do: 'fail', appId: BOT, times: 1 }]);
  await close();
});

control('settings, faults, quirks and webhooks can be changed and read over HTTP', async () => {
  const { sandbox, bot, close } = await startScene({ routing: 'off' });
  const tell = (method: string, path: string, body?: unknown): Promise<[number, Record<string, unknown>]> =>
    ask(sandbox.url, method, path, body);
  assert.equal(await tell('POST', '/routing', { routing: 'on', defaultApp: DESK }), [
    200,
    { routing: 'on', defaultApp: DESK },
  ]);
  assert.is((await tell('POST', `/apps/${DESK}`, { canTake: false }))[1]['canTake'], false);
  assert.equal(await tell('POST', `/apps/${BOT}/webhook`, { url: bot.url, verifyToken: 'verify-me' }), [
    200,
    { success: true },
  ]);
  assert.equal(await tell('POST', `/apps/${BOT}/verify`), [200, { verified: true }]);
  assert.is((await tell('POST', '/quirks', { appIds: 'number' }))[1]['appIds'], 'number');
  assert.equal((await tell('POST', '/faults/deliveries', { do: 'batch', size: 2 }))[1]['deliveries'], [
    { do: 'batch', size: 2, times: 1 },
  ]);
  assert.is((await tell('DELETE', '/faults'))[0], 200);
  const [, state] = await tell('GET', '/state');
  assert.equal([state['routing'], state['defaultApp'], (state['apps'] as unknown[]).length], ['on', DESK, 3]);
  for (const secret of [...Object.values(SECRETS), ...Object.values(TOKENS), 'verify-me'])
    assert.not.match(JSON.stringify(state), secret);
  await close();
});

control('the answer to a mistake says what is allowed', async () => {
  const { sandbox, close } = await startScene();
  sandbox.person('Ana');
  const message = async (method: string, path: string, body?: unknown): Promise<[number, string]> => {
    const [status, answer] = await ask(sandbox.url, method, path, body);
    return [status, (answer['error'] as { message: string }).message];
  };
  assert.equal(await message('POST', '/people/Ana/say', {}), [400, 'text is required, a string']);
  assert.equal(await message('POST', '/people/Zoe/say', { text: 'hi' }), [
    404,
    'there is no such person on this page; POST /_sandbox/people with { "name": … } makes one',
  ]);
  assert.equal(await message('GET', '/nonsense'), [
    404,
    'GET /_sandbox/nonsense is not a route; GET /_sandbox/ lists them',
  ]);
  assert.equal(await message('POST', '/routing', { routing: 'sideways' }), [
    400,
    "routing must be 'on' or 'off' or 'primary'",
  ]);
  assert.equal(await message('POST', '/clock/advance', { ms: 'soon' }), [400, 'ms is required, a number']);
  assert.match((await message('POST', '/clock/advance', { ms: -1 }))[1], 'time cannot go back');
  assert.match((await message('POST', '/faults/calls', { do: 'explode' }))[1], 'do must be one of fail, delay, hangUp');
  assert.match((await message('POST', '/apps/4711', {}))[1], 'apps are');
  assert.is((await message('GET', '/timeline?after=x'))[0], 400);
  sandbox.setWebhook(BOT, { url: 'http://127.0.0.1:9/', verifyToken: 'x' });
  assert.equal((await message('POST', `/apps/${BOT}/verify`))[0], 400);
  const notJson = await fetch(`${sandbox.url}/_sandbox/people`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{',
  });
  assert.is(notJson.status, 400);
  await close();
});

control('the list of routes is complete plain JSON', async () => {
  const sandbox = await createSandbox();
  const [status, { routes }] = await ask(sandbox.url, 'GET', '/');
  assert.is(status, 200);
  assert.equal(await ask(sandbox.url, 'GET', ''), [200, { routes }]);
  const paths = (routes as { method: string; path: string; what: string }[]).map(
    ({ method, path }) => `${method} ${path}`,
  );
  for (const route of [
    'GET /_sandbox/state',
    'POST /_sandbox/people/:who/say',
    'GET /_sandbox/events',
    'POST /_sandbox/reset',
  ]) {
    assert.ok(paths.includes(route), route);
  }
  await sandbox.close();
});

control('a script can wait for the sandbox, and read what a bot needs', async () => {
  const { sandbox, close } = await startScene();
  assert.equal(await ask(sandbox.url, 'GET', '/health'), [
    200,
    {
      ok: true,
      url: sandbox.url,
      pages: [{ id: sandbox.page.id, name: 'Acme', platform: 'messenger' }],
      settled: true,
    },
  ]);
  assert.is(await raw(sandbox.url, 'HEAD', '/_sandbox/health', {}), 200);
  for (const id of [BOT, DESK]) {
    assert.equal(await ask(sandbox.url, 'GET', `/apps/${id}/environment`), [200, sandbox.environment(id)]);
  }
  assert.equal(sandbox.environment(), sandbox.environment(BOT));
  assert.throws(() => sandbox.environment('4711'), /there is no app with this id; apps are/);
  await close();
});

control('a cursor continues reading the timeline', async () => {
  const { sandbox, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.say('one');
  await sandbox.settled();
  const [, { last }] = await ask(sandbox.url, 'GET', '/timeline');
  await ana.say('two');
  await sandbox.settled();
  const [, { entries }] = await ask(sandbox.url, 'GET', `/timeline?after=${last}`);
  assert.equal((entries as TimelineEntry[])[0]?.seq, (last as number) + 1);
  assert.equal(
    entries,
    sandbox.timeline.filter((entry) => entry.seq > (last as number)),
  );
  await close();
});

/** Reads `count` server-sent events. */
async function readEvents(
  url: string,
  count: number,
  headers: Record<string, string> = {},
  onOpen: () => Promise<unknown> = async () => undefined,
): Promise<{ id: number; event: string; data: Record<string, unknown> }[]> {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  assert.match(response.headers.get('content-type') ?? '', 'text/event-stream');
  await onOpen();
  const events: { id: number; event: string; data: Record<string, unknown> }[] = [];
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += new TextDecoder().decode(chunk);
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = Object.fromEntries(
        block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      if (fields['data'])
        events.push({ id: Number(fields['id']), event: fields['event'] ?? '', data: JSON.parse(fields['data']) });
    }
    if (events.length >= count) break;
  }
  abort.abort();
  return events.slice(0, count);
}

control('server-sent events resume after the last seen one and report lost entries', async () => {
  const { sandbox, close } = await startScene({ limits: { timeline: 5 } });
  const ana = sandbox.person('Ana');
  await ana.say('one');
  await sandbox.settled();
  const { seq = 0 } = sandbox.timeline.at(-1) ?? {};
  await ana.read();
  await sandbox.settled();
  const missed = sandbox.timeline.filter((entry) => entry.seq > seq);
  const resumed = await readEvents(`${sandbox.url}/_sandbox/events`, missed.length, { 'last-event-id': String(seq) });
  assert.equal(
    resumed.map(({ data }) => data),
    missed,
  );
  assert.equal(
    resumed.map(({ id }) => id),
    missed.map((entry) => entry.seq),
  );
  for (let at = 0; at < 10; at += 1) await ana.read();
  await sandbox.settled();
  const [gap] = await readEvents(`${sandbox.url}/_sandbox/events`, 1, { 'last-event-id': String(seq) });
  assert.is(gap?.event, 'gap');
  assert.is(gap?.data['missing'], (sandbox.timeline[0]?.seq ?? 0) - 1 - seq);
  await close();
});

control('server-sent events bring new entries live', async () => {
  const { sandbox, close } = await startScene();
  const ana = sandbox.person('Ana');
  const [first] = await readEvents(`${sandbox.url}/_sandbox/events`, 1, {}, () => ana.read());
  assert.is(first?.event, 'entry');
  assert.is(first?.data['action'], 'read');
  await sandbox.settled();
  await close();
});

control('foreign host names and pages of other origins are refused', async () => {
  const sandbox = await createSandbox();
  sandbox.person('Ana');
  const { host } = new URL(sandbox.url);
  const post = (headers: Record<string, string>): Promise<number> =>
    raw(sandbox.url, 'POST', '/_sandbox/people/Ana/read', headers);
  assert.is(await post({}), 200);
  assert.is(await post({ origin: `http://${host}` }), 200);
  assert.is(await post({ origin: 'https://evil.example' }), 403);
  assert.is(await post({ origin: 'null' }), 403);
  assert.is(await post({ 'sec-fetch-site': 'cross-site' }), 403);
  assert.is(await post({ 'sec-fetch-site': 'same-site' }), 403, 'another port of this machine');
  const foreign = { origin: 'https://evil.example', 'content-type': 'text/plain' };
  assert.is(await raw(sandbox.url, 'POST', '/me/messages', foreign), 403, 'invented tokens can be guessed');
  assert.is(await raw(sandbox.url, 'GET', '/_sandbox/session', { 'sec-fetch-site': 'cross-site' }), 403);
  const crossSite = (mode: string): Record<string, string> => ({
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': mode,
  });
  assert.is.not(await raw(sandbox.url, 'GET', '/', crossSite('navigate')), 403, 'a link to the page works');
  assert.is(await raw(sandbox.url, 'GET', '/', crossSite('no-cors')), 403);
  const graphCall = '/?ids=1&method=POST&batch=[]&access_token=EAAsandboxBot';
  assert.is(await raw(sandbox.url, 'GET', graphCall, crossSite('navigate')), 403, 'a Graph call is no page');
  for (const path of ['/_sandbox/', '/me', '/v25.0/me']) {
    assert.is(await raw(sandbox.url, 'GET', path, { host: 'evil.example' }), 421);
    assert.is.not(await raw(sandbox.url, 'GET', path, { host: 'localhost:1' }), 421);
  }
  await sandbox.close();
  const open = await createSandbox({ host: '0.0.0.0' });
  assert.is(await raw(open.url, 'GET', '/_sandbox/', { host: 'my-machine.example' }), 200, 'the option host opens it');
  await open.close();
});

control('a slow reader gets everything at its own pace', async () => {
  const sandbox = await createSandbox();
  const ana = sandbox.person('Ana');
  for (let at = 0; at < 600; at += 1) await ana.say('x'.repeat(10_000));
  const events = await readEvents(`${sandbox.url}/_sandbox/events?after=1`, 600, {}, () => ana.say('live'));
  const seqs = sandbox.timeline.map(({ seq }) => seq).filter((seq) => seq > 1);
  assert.equal(
    events.map(({ id }) => id),
    seqs.slice(0, 600),
  );
  await sandbox.close();
});

control('a reader with a cursor from an earlier sandbox still gets new entries', async () => {
  const sandbox = await createSandbox();
  const ana = sandbox.person('Ana');
  const [first] = await readEvents(`${sandbox.url}/_sandbox/events`, 1, { 'last-event-id': '4711' }, () => ana.read());
  assert.is(first?.data['action'], 'read');
  await sandbox.close();
});

control('every loopback address is guarded like 127.0.0.1', async () => {
  const sandbox = await createSandbox({ host: '127.0.0.2' });
  assert.is(await raw(sandbox.url, 'GET', '/_sandbox/', {}), 200);
  assert.is(await raw(sandbox.url, 'GET', '/_sandbox/', { host: 'evil.example' }), 421);
  await sandbox.close();
});

control.run();
