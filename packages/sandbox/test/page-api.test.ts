import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, type DeliveryEntry, type TimelineEntry } from '../src/index.ts';
import { ask, readStream } from './support/ask.ts';
import { BOT, DESK, INBOX, SECRETS, startScene, TOKENS, to } from './support/setup.ts';

const api = suite('page api');
const START = 1_764_590_400_000;
const run = promisify(execFile);

function kinds(entries: readonly TimelineEntry[]): string[] {
  return entries.map((entry) => (entry.kind === 'call' ? `call ${entry.path} ${entry.status}` : entry.kind));
}

api('the state has everything but messages, secrets and tokens, and says where its events continue', async () => {
  const { sandbox, close } = await startScene({ clock: 'manual', startAt: START });
  const ana = sandbox.person('Ana');
  await ana.say('hi there');
  await ana.type(true);
  await sandbox.settled();
  const [, state] = await ask(sandbox.url, 'GET', '/state');
  assert.equal(state['clock'], { now: START, mode: 'manual' });
  assert.equal(state['inbox'], { id: INBOX, name: 'Page Inbox' });
  assert.is(state['seq'], sandbox.timeline.at(-1)?.seq);
  const [thread] = state['threads'] as Record<string, unknown>[];
  assert.equal(thread?.['owner'], { id: BOT, name: 'Acme Bot' });
  assert.equal(
    [thread?.['unread'], thread?.['composing'], thread?.['expiresAt'], thread?.['folder']],
    [1, true, START + 86_400_000, 'done'],
  );
  assert.equal(thread?.['newest'], { from: 'person', text: 'hi there', at: START });
  for (const secret of [...Object.values(SECRETS), ...Object.values(TOKENS), 'verify-me'])
    assert.not.match(JSON.stringify(state), secret);
  await close();
});

api('a thread shows both sides: persona, buttons, reactions, seen messages and senders', async () => {
  const { sandbox, call, close } = await startScene();
  const ana = sandbox.person('Ana');
  const { mid } = await ana.say('hi', {
    attachments: [{ type: 'image', payload: { url: 'https://a.example/b.jpg' } }],
  });
  const persona = (await call(BOT, 'POST', 'me/personas', { name: 'Nora', profile_picture_url: 'https://a.example/n' }))
    .body['id'];
  const quickReplies = [{ content_type: 'text', title: 'Yes', payload: 'YES' }];
  const sent = { ...to(ana), message: { text: 'Well?', quick_replies: quickReplies }, persona_id: persona };
  await call(BOT, 'POST', 'me/messages', sent);
  await ana.react('love');
  await call(BOT, 'POST', 'me/messages', { ...to(ana), sender_action: 'mark_seen' });
  await call(BOT, 'POST', 'me/messages', {
    ...to(ana),
    sender_action: 'react',
    payload: { message_id: mid, reaction: 'like' },
  });
  await call(BOT, 'DELETE', String(persona));
  await ana.say('Yes', { quickReplyPayload: 'YES' });
  await ana.getStarted();
  await ana.read();
  const [, thread] = await ask(sandbox.url, 'GET', '/people/Ana/thread');
  const messages = thread['messages'] as Record<string, unknown>[];
  assert.equal(
    messages.map(({ from, text, payload, quickReplyPayload }) => [from, text, payload ?? quickReplyPayload]),
    [
      ['person', 'hi', undefined],
      ['page', 'Well?', undefined],
      ['person', 'Yes', 'YES'],
      ['person', 'Get Started', 'GET_STARTED'],
    ],
  );
  assert.is(messages[0]?.['pageReaction'], 'like');
  assert.equal(messages[1]?.['reaction'], { name: 'love', emoji: '\u{2764}' });
  assert.equal(messages[1]?.['quickReplies'], quickReplies);
  const face = messages[1]?.['persona'] as { name: string; picture: string };
  assert.is(face.name, 'Nora');
  const picture = await fetch(`${sandbox.url}${face.picture}`);
  assert.is(picture.status, 200, 'a deleted persona keeps its picture on what was sent');
  assert.is(thread['seenAt'], messages[0]?.['at']);
  assert.ok((thread['readAt'] as number) >= (messages[1]?.['at'] as number));
  await sandbox.settled();
  await close();
});

api("one request makes a control call as any app, and Meta's refusal is an answer", async () => {
  const { sandbox, desk, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  await sandbox.settled();
  const make = async (app: string, call: string, more: object = {}): Promise<unknown[]> => {
    const [status, body] = await ask(sandbox.url, 'POST', `/apps/${app}/calls`, { call, person: 'Ana', ...more });
    return [status, body['ok'], body['status'], body['body']];
  };
  assert.equal(await make(BOT, 'extend', { durationSeconds: 3600 }), [200, true, 200, { success: true }]);
  assert.equal((await make(BOT, 'pass', { targetApp: DESK, metadata: 'note' })).slice(0, 3), [200, true, 200]);
  await sandbox.settled();
  assert.ok(desk.news().includes('messaging pass_thread_control'));
  const [status, ok, graphStatus, refusal] = await make(BOT, 'release');
  assert.equal([status, ok, graphStatus], [200, false, 400]);
  assert.match((refusal as { error: { message: string } }).error.message, 'Only the current thread owner');
  const last = sandbox.timeline.findLast((entry) => entry.kind === 'call');
  assert.equal([last?.app?.id, last?.path, last?.status], [BOT, '/me/release_thread_control', 400]);
  assert.equal((await make(BOT, 'take'))[1], true);
  assert.match(JSON.stringify((await make(DESK, 'owner'))[3]), 'expiration');
  assert.equal((await make(BOT, 'send', { text: 'hello' }))[1], true);
  assert.is(ana.inbox.at(-1)?.text, 'hello');
  assert.equal((await make(BOT, 'juggle'))[0], 400);
  assert.equal((await make(BOT, 'take', { person: 'Zoe' }))[0], 404);
  sandbox.faults.calls({ do: 'hangUp' });
  assert.equal(await make(BOT, 'release'), [200, false, null, null]);
  await sandbox.settled();
  await close();
});

api('the detail of a delivery has the signed bytes that arrived and a curl command that sends them again', async () => {
  const { sandbox, bot, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.say('¡It\'s $HOME `date` "quoted"! \\ 1/2');
  await sandbox.settled();
  const { seq } = sandbox.timeline.find((entry) => entry.kind === 'delivery' && entry.app.id === BOT) as DeliveryEntry;
  const [, detail] = await ask(sandbox.url, 'GET', `/timeline/${seq}`);
  const wire = detail['wire'] as { url: string; body: string; headers: Record<string, string> };
  assert.is(wire.body, bot.received[0]?.raw);
  assert.is(wire.headers['X-Hub-Signature-256'], bot.received[0]?.headers['x-hub-signature-256']);
  assert.is(wire.url, bot.url);
  const text = await (await fetch(`${sandbox.url}/_sandbox/timeline/${seq}/curl`)).text();
  await run('sh', ['-c', `${text.replace(/\n$/, '')} -s`]);
  assert.equal([bot.received.length, bot.received[1]?.raw, bot.received[1]?.signed], [2, wire.body, true]);
  await close();
});

api('the curl command of a call has no token', async () => {
  const { sandbox, call, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: "it's $1; `x`" } });
  await call(BOT, 'GET', 'me/thread_owner', { recipient: ana.id });
  for (const entry of sandbox.timeline.filter((one) => one.kind === 'call')) {
    const [, detail] = await ask(sandbox.url, 'GET', `/timeline/${entry.seq}`);
    assert.not.match(JSON.stringify(detail), TOKENS[BOT] ?? '');
    const { stdout } = await run('sh', ['-c', `${String(detail['curl'])} -s`], {
      env: { ...process.env, PAGE_TOKEN: TOKENS[BOT] },
    });
    assert.not.match(stdout, 'error');
  }
  assert.equal(
    ana.inbox.map(({ text }) => text),
    ["it's $1; `x`", "it's $1; `x`"],
  );
  await sandbox.settled();
  await close();
});

api('a replay sends the same bytes again and is marked in the timeline', async () => {
  const { sandbox, bot, close } = await startScene();
  await sandbox.person('Ana').say('hi');
  await sandbox.settled();
  const { seq } = sandbox.timeline.find((entry) => entry.kind === 'delivery' && entry.app.id === BOT) as DeliveryEntry;
  const [status, entry] = await ask(sandbox.url, 'POST', `/timeline/${seq}/replay`);
  assert.equal([status, entry['replayOf'], entry['attempt'], entry['status']], [200, seq, 2, 200]);
  assert.is(bot.received[1]?.raw, bot.received[0]?.raw);
  bot.answer(500);
  assert.is((await ask(sandbox.url, 'POST', `/timeline/${seq}/replay`))[1]['status'], 500);
  await sandbox.settled();
  assert.is(bot.received.length, 3, 'a failed replay is not retried');
  assert.is((await ask(sandbox.url, 'POST', '/timeline/1/replay'))[0], 400, 'an action is not a delivery');
  assert.is((await ask(sandbox.url, 'POST', '/timeline/999/replay'))[0], 404);
  assert.is((await ask(sandbox.url, 'GET', '/timeline/1/curl'))[0], 400);
  await close();
});

api('attempts can fail or hang, and their entries say when the next attempt comes', async () => {
  const { sandbox, bot, close } = await startScene({ clock: 'manual', startAt: START });
  sandbox.faults.deliveries({ do: 'fail', appId: BOT });
  sandbox.faults.deliveries({ do: 'hang', appId: BOT, times: 3 });
  await sandbox.person('Ana').say('hi');
  await sandbox.settled();
  await sandbox.clock.advance(60_000);
  const attempts = sandbox.timeline.filter((entry) => entry.kind === 'delivery' && entry.app.id === BOT);
  assert.equal(
    attempts.map((entry) => entry.kind === 'delivery' && [entry.fault, entry.status, entry.nextAttemptAt]),
    [
      ['fail', null, START],
      ['hang', null, START],
      ['hang', null, START],
      ['hang', null, START + 60_000],
      [undefined, 200, undefined],
    ],
  );
  assert.is(bot.received.length, 4, 'an attempt that hangs has arrived');
  await close();
});

api('subscribing fields for an app switches its webhook on again', async () => {
  const { sandbox, bot, close } = await startScene({
    quirks: { disableAfterFailures: 1 },
    delivery: { immediateRetries: 0 },
  });
  bot.answer(500);
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  await sandbox.settled();
  const [, state] = await ask(sandbox.url, 'GET', '/state');
  const app = (state['apps'] as Record<string, unknown>[]).find(({ id }) => id === BOT);
  assert.is(app?.['subscribed'], false);
  const [status, healed] = await ask(sandbox.url, 'POST', `/apps/${BOT}/fields`, { fields: ['messages'] });
  assert.equal([status, healed['subscribed'], healed['subscribedFields']], [200, true, ['messages']]);
  assert.is((await ask(sandbox.url, 'POST', `/apps/${BOT}/fields`, { fields: ['gossip'] }))[0], 400);
  assert.is((await ask(sandbox.url, 'POST', `/apps/${BOT}/fields`, {}))[0], 400);
  await close();
});

api("an app's environment has the names that the command line prints", async () => {
  const { sandbox, close } = await startScene();
  assert.equal((await ask(sandbox.url, 'GET', `/apps/${BOT}/environment`))[1], {
    GRAPH_URL: sandbox.url,
    PAGE_ID: sandbox.page.id,
    PAGE_TOKEN: TOKENS[BOT],
    APP_ID: BOT,
    APP_SECRET: SECRETS[BOT],
    VERIFY_TOKEN: 'verify-me',
  });
  await close();
});

api('the stream reports changes without an entry, and at once a state that is out of date', async () => {
  const { sandbox, close } = await startScene({ clock: 'manual', startAt: START });
  const ana = sandbox.person('Ana');
  const [, { epoch, seq }] = await ask(sandbox.url, 'GET', '/state');
  const stream = `${sandbox.url}/_sandbox/events?after=${seq}&epoch=${epoch}`;
  const events = await readStream(stream, 5, async () => {
    sandbox.person('Ben');
    await ana.type(true);
    sandbox.faults.calls({ do: 'fail' });
    await sandbox.clock.advance(1000);
    await sandbox.reset();
  });
  assert.equal(
    events.map(({ event, data }) => [event, data['what']]),
    [
      ['changed', 'person'],
      ['changed', 'person'],
      ['changed', 'faults'],
      ['changed', 'clock'],
      ['changed', 'faults'],
    ],
  );
  assert.equal(await readStream(stream, 1), [{ event: 'changed', data: { what: 'everything' } }]);
  await close();
});

api('people send the pictures of the sandbox and type; agents read and move to Spam', async () => {
  const { sandbox, bot, close } = await startScene();
  const tell = (path: string, body?: unknown): Promise<[number, Record<string, unknown>]> =>
    ask(sandbox.url, 'POST', path, body);
  await tell('/people', { name: 'Ana' });
  assert.is((await tell('/people/Ana/image', {}))[0], 200);
  await sandbox.settled();
  const message = bot.items()[0]?.item['message'] as { attachments: { payload: { url: string } }[] } | undefined;
  const [attachment] = message?.attachments ?? [];
  assert.match((await fetch(attachment?.payload.url ?? '')).headers.get('content-type') ?? '', 'image/svg+xml');
  assert.is((await tell('/people/Ana/image', { picture: 'nothing' }))[0], 400);
  assert.is((await tell('/people/Ana/typing', { on: true }))[0], 200);
  assert.is((await tell('/people/Ana/typing', { on: 'maybe' }))[0], 400);
  assert.is((await tell('/people/Ana/get-started', {}))[0], 200);
  assert.is((await tell('/inbox/Ana/read'))[0], 200);
  assert.is((await tell('/inbox/Ana/spam'))[0], 200);
  const [, thread] = await ask(sandbox.url, 'GET', '/people/Ana/thread');
  assert.equal([thread['unread'], thread['folder'], thread['seenAt'] !== null], [0, 'spam', true]);
  assert.is(sandbox.owner(sandbox.person('Ana').id), BOT, 'Spam does not change control');
  await sandbox.settled();
  await close();
});

api('the timeline is limited by its size too, and can be read without bodies', async () => {
  const { sandbox, close } = await startScene({ limits: { timelineCharacters: 20_000 } });
  const ana = sandbox.person('Ana');
  for (let at = 0; at < 20; at += 1) await ana.say('x'.repeat(1900));
  await sandbox.settled();
  const { timeline } = sandbox;
  assert.ok(JSON.stringify(timeline).length < 21_000);
  assert.ok(timeline.length > 2);
  const [, slim] = await ask(sandbox.url, 'GET', '/timeline?slim=true&limit=2');
  const entries = slim['entries'] as TimelineEntry[];
  assert.equal(kinds(entries), kinds(timeline.slice(-2)));
  assert.ok(entries.every((entry) => !('body' in entry)));
  assert.is(slim['first'], timeline[0]?.seq);
  await close();
});

api('the address of the sandbox is its page, with a policy that allows nothing from other hosts', async () => {
  const sandbox = await createSandbox();
  const page = await fetch(sandbox.url);
  // 503 without a build: then the answer says how to build the page.
  assert.ok([200, 503].includes(page.status));
  const policy = page.headers.get('content-security-policy') ?? '';
  for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"])
    assert.match(policy, rule);
  assert.not.match(policy, 'unsafe');
  assert.is(page.headers.get('x-content-type-options'), 'nosniff');
  assert.is(page.headers.get('referrer-policy'), 'no-referrer');
  for (const name of ['nothing.js', '..%2Findex.js', '%2e%2e/index.js', 'x/../../index.js'])
    assert.is((await fetch(`${sandbox.url}/_sandbox/page/${name}`)).status, 404, name);
  const data = await fetch(`${sandbox.url}/_sandbox/state`);
  assert.match(data.headers.get('content-security-policy') ?? '', "default-src 'none'");
  await sandbox.close();
});

api.run();
