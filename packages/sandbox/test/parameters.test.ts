import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BOT, DESK, PAGE, type Scene, startScene, TOKENS } from './support/setup.ts';

const parameters = suite('parameters');

const scene: Scene = await startScene({ routing: 'off' });
const ana = scene.sandbox.person('Ana');
await ana.say('hi');

async function post(path: string, body: string | FormData, type?: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${scene.sandbox.url}/v25.0/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKENS[BOT]}`, ...(type === undefined ? {} : { 'content-type': type }) },
    body,
  });
  return (await response.json()) as Record<string, unknown>;
}

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';

/** Each sends the text `hello, world`: name, source, content type, body. */
const sends: [string, string, string, string][] = [
  [
    'null at every depth of JSON',
    'conbus/fbmq, pimax/fb-messenger-php, tgallice/fb-messenger-sdk',
    JSON_TYPE,
    `{"recipient":{"id":"${ana.id}","phone_number":null},"message":{"text":"hello, world","quick_replies":null,
      "attachment":null},"tag":null,"sender_action":null,"notification_type":null,"persona_id":null}`,
  ],
  [
    'single quotes in a form',
    'first curl command of the Send API page (v25.0)',
    FORM,
    `recipient={'id':'${ana.id}'}&messaging_type=RESPONSE&message={'text':'hello, world'}`,
  ],
  [
    'bare keys in a form',
    'Messenger Platform docs, Sender Actions',
    FORM,
    `recipient={id:${ana.id}}&message={text:"hello, world"}`,
  ],
  [
    'brackets in a form',
    'botman/driver-facebook by http_build_query; koala',
    FORM,
    `recipient[id]=${ana.id}&message[text]=hello, world&messaging_type=RESPONSE`,
  ],
  [
    'encoded brackets in a form',
    'http_build_query',
    FORM,
    `recipient%5Bid%5D=${ana.id}&message%5Btext%5D=hello%2C+world`,
  ],
  ['JSON texts in a form', 'facebook-sdk', FORM, `recipient={"id":"${ana.id}"}&message={"text":"hello, world"}`],
  ['brackets around JSON', 'inferred', FORM, `recipient[id]=${ana.id}&message={"text":"hello, world"}`],
  [
    'JSON texts in JSON',
    'inferred',
    JSON_TYPE,
    `{"recipient":"{\\"id\\":\\"${ana.id}\\"}","message":{"text":"hello, world"}}`,
  ],
];

for (const [name, source, type, body] of sends) {
  parameters(`a message is sent by ${name} (${source})`, async () => {
    const answer = await post('me/messages', body, type);
    assert.is(answer['recipient_id'], ana.id, JSON.stringify(answer));
    assert.is(ana.inbox.at(-1)?.text, 'hello, world');
    assert.is(ana.inbox.at(-1)?.mid, answer['message_id']);
  });
}

parameters('a query takes single quotes and brackets too (an older Send API page)', async () => {
  for (const query of [
    `recipient={'id':'${ana.id}'}&message={'text':'q'}`,
    `recipient[id]=${ana.id}&message[text]=q`,
  ]) {
    assert.is((await post(`me/messages?${query}`, ''))['recipient_id'], ana.id);
    assert.is(ana.inbox.at(-1)?.text, 'q');
  }
});

parameters('a multipart form is a form (paked/messenger, huandu/facebook)', async () => {
  const form = new FormData();
  form.set('recipient', `{"id":"${ana.id}"}`);
  form.set('message[text]', 'by parts');
  assert.is((await post('me/messages', form))['recipient_id'], ana.id);
  assert.is(ana.inbox.at(-1)?.text, 'by parts');
});

parameters('brackets reach every depth of a template', async () => {
  const button = 'message[attachment][payload][buttons]';
  const body = new URLSearchParams({
    'recipient[id]': ana.id,
    'message[attachment][type]': 'template',
    'message[attachment][payload][template_type]': 'button',
    'message[attachment][payload][text]': 'Choose',
    [`${button}[0][type]`]: 'postback',
    [`${button}[0][title]`]: 'One',
    [`${button}[0][payload]`]: '1',
    [`${button}[1][type]`]: 'web_url',
    [`${button}[1][title]`]: 'Two',
    [`${button}[1][url]`]: 'https://acme.example/',
  });
  const answer = await post('me/messages', body.toString(), FORM);
  assert.is(answer['recipient_id'], ana.id, JSON.stringify(answer));
  assert.equal(ana.inbox.at(-1)?.attachments, [
    {
      type: 'template',
      payload: {
        template_type: 'button',
        text: 'Choose',
        buttons: [
          { type: 'postback', title: 'One', payload: '1' },
          { type: 'web_url', title: 'Two', url: 'https://acme.example/' },
        ],
      },
    },
  ]);
});

// Tiledesk sends the second form, koala and http_build_query the third and fourth.
const lists = [
  'subscribed_fields=messages,messaging_postbacks',
  "subscribed_fields=['messages', 'messaging_postbacks']",
  'subscribed_fields[0]=messages&subscribed_fields[1]=messaging_postbacks',
  'subscribed_fields[]=messages&subscribed_fields[]=messaging_postbacks',
  'subscribed_fields[7]=messaging_postbacks&subscribed_fields[3]=messages',
  'subscribed_fields=["messages","messaging_postbacks"]',
];
for (const list of lists) {
  parameters(`a list may be ${list}`, async () => {
    assert.equal(await post('me/subscribed_apps', list, FORM), { success: true });
    const fields = scene.sandbox.apps.find(({ id }) => id === BOT)?.subscribedFields;
    assert.equal(fields, ['messages', 'messaging_postbacks']);
  });
}

parameters('a boolean in a form may be 1 or 0 (http_build_query)', async () => {
  const attachment = 'message[attachment][type]=image&message[attachment][payload][url]=https://acme.example/a.png';
  for (const [text, isKept] of [
    ['1', true],
    ['0', false],
  ] as const) {
    const body = `recipient[id]=${ana.id}&${attachment}&message[attachment][payload][is_reusable]=${text}`;
    const answer = await post('me/messages', body, FORM);
    assert.equal([answer['recipient_id'], 'attachment_id' in answer], [ana.id, isKept]);
  }
});

parameters('ids of 16 digits and more stay exact, also as numbers in loose JSON', async () => {
  const person = scene.sandbox.person('Long');
  await person.say('hi');
  for (const recipient of [`{id:${person.id}}`, `{'id': ${person.id} }`, `{"id":${person.id}}`]) {
    assert.is((await post('me/messages', `recipient=${recipient}&message[text]=x`, FORM))['recipient_id'], person.id);
  }
  const target = { recipient: { id: person.id }, target_app_id: Number(DESK) };
  assert.equal(await post('me/pass_thread_control', JSON.stringify(target), JSON_TYPE), { success: true });
});

parameters('a text in JSON stays a text, whatever it looks like', async () => {
  for (const text of ['{"a":1}', "{'id':'1'}", '[1]', 'null', '123']) {
    await post('me/messages', JSON.stringify({ recipient: { id: ana.id }, message: { text } }), JSON_TYPE);
    assert.is(ana.inbox.at(-1)?.text, text);
  }
});

const words: [string, string][] = [
  ["{'text':'it\\'s \"fine\"'}", 'it\'s "fine"'],
  ["{'text':'a {brace: [1'}", 'a {brace: [1'],
  ['{"text":"it\'s"}', "it's"],
  ["{text:'bare, key:'}", 'bare, key:'],
];
for (const [message, text] of words) {
  parameters(`loose JSON keeps the words of ${message}`, async () => {
    await post('me/messages', new URLSearchParams({ 'recipient[id]': ana.id, message }).toString(), FORM);
    assert.is(ana.inbox.at(-1)?.text, text);
  });
}

const hostile: [string, string, string][] = [
  ['brackets past the bound', `recipient${'[a]'.repeat(21)}=1`, 'must not be nested deeper than 20 levels'],
  ['parameters past the bound', 'a=1&'.repeat(5001), 'Too many parameters. Maximum: 5000.'],
  ['single quotes that hide the depth', `recipient={'"': ${'['.repeat(200)}`, 'Param recipient must be an object'],
];
for (const [name, body, problem] of hostile) {
  parameters(`${name} are refused`, async () => {
    const { error } = (await post('me/messages', body, FORM)) as { error: { code: number; message: string } };
    assert.is(error.code, 100);
    assert.match(error.message, problem);
  });
}

parameters('brackets around inherited names change no prototype', async () => {
  await post(
    'me/messages',
    'recipient[__proto__][polluted]=1&__proto__[polluted]=1&constructor[prototype][polluted]=1',
    FORM,
  );
  assert.not('polluted' in {});
});

parameters('a multipart body is bounded, and a malformed one is refused', async () => {
  const send = (body: string, type: string): Promise<Record<string, unknown>> => post('me/messages', body, type);
  const messageOf = (answer: Record<string, unknown>): string => (answer['error'] as { message: string }).message;
  assert.match(messageOf(await send('x', 'multipart/form-data')), 'names no boundary');
  const open = '--b\r\nContent-Disposition: form-data; name="message"\r\n\r\n{}';
  assert.match(messageOf(await send(open, 'multipart/form-data; boundary=b')), 'it ends early');
  const large = new FormData();
  large.set('message', 'x'.repeat(1_048_577));
  assert.match(messageOf(await post('me/messages', large)), 'a field is larger than 1048576 bytes');
  const scarce = await startScene({ limits: { multipartBytes: 1000 } });
  const form = new FormData();
  form.set('filedata', new Blob(['x'.repeat(2000)]), 'a.png');
  const response = await fetch(`${scarce.sandbox.url}/${PAGE}/messages`, { method: 'POST', body: form });
  assert.is(response.status, 413);
  await scarce.close();
});

parameters('the timeline shows what a file is, and no secret of a multipart form', async () => {
  const form = new FormData();
  form.set('access_token', TOKENS[BOT] ?? '');
  form.set('appsecret_proof', 'f00d'.repeat(16));
  form.set('client_secret', 'do-not-show');
  form.set('recipient[id]', ana.id);
  form.set('message', '{"attachment":{"type":"file","payload":{}}}');
  form.set('filedata', new Blob(['do-not-show'], { type: 'text/plain' }), 'a.txt');
  await fetch(`${scene.sandbox.url}/me/messages`, { method: 'POST', body: form });
  const call = scene.sandbox.timeline.findLast((entry) => entry.kind === 'call');
  assert.equal(call?.params, {
    recipient: { id: ana.id },
    message: { attachment: { type: 'file', payload: {} } },
    filedata: { name: 'a.txt', type: 'text/plain', bytes: 11 },
  });
  assert.not(JSON.stringify(scene.sandbox.timeline).includes('do-not-show'));
});

parameters.after(() => scene.close());
parameters.run();
