import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BOT, type Scene, startScene, TOKENS, to } from './support/setup.ts';

const checks = suite('checks of the Send API');

const scene: Scene = await startScene({ routing: 'off' });
const ana = scene.sandbox.person('Ana');
await ana.say('hi');

const URL_PNG = 'https://cdn.example/a.png';
const button = { type: 'postback', title: 'Yes', payload: 'YES' };
const quick = { content_type: 'text', title: 'Yes', payload: 'YES' };
const receipt = {
  template_type: 'receipt',
  recipient_name: 'Ana',
  order_number: '1',
  currency: 'EUR',
  payment_method: 'Visa',
  summary: { total_cost: 1 },
};

function template(payload: object): object {
  return { attachment: { type: 'template', payload } };
}

function generic(elements: object[]): object {
  return template({ template_type: 'generic', elements });
}

function many<T>(count: number, one: T): T[] {
  return Array.from({ length: count }, () => one);
}

/** Message, code with subcode, Meta's words, source. */
const refused: [object, string, string, string][] = [
  [
    template({ template_type: 'button', text: 'x', buttons: many(4, button) }),
    '105',
    '(#105) param name_placeholder[buttons] has too many elements.',
    'botman/botman#694',
  ],
  [
    generic([{ title: 'x', buttons: many(4, button) }]),
    '105',
    '(#105) param name_placeholder[elements][0][buttons] has too many elements.',
    'howdyai/botkit#1672',
  ],
  [
    generic([{ title: 'x', buttons: [] }]),
    '194',
    '(#194) param name_placeholder[elements][0][buttons] has too few elements.',
    'guidone/node-red-contrib-chatbot#512',
  ],
  [
    generic(many(11, { title: 'x' })),
    '105',
    '(#105) param name_placeholder[elements] has too many elements.',
    'Generic Template',
  ],
  [
    generic([{ subtitle: 'x' }]),
    '100',
    '(#100) The parameter name_placeholder[elements][0][title] is required',
    'Generic Template',
  ],
  [
    generic([{ title: 'x'.repeat(81) }]),
    '100',
    '(#100) Length of param name_placeholder[elements][0][title] must be less than or equal to 80',
    'Generic Template',
  ],
  [
    template({ template_type: 'button', buttons: [button] }),
    '100',
    '(#100) The parameter text is required',
    'restfb/restfb#592',
  ],
  [
    template({ template_type: 'button', text: 'x'.repeat(641), buttons: [button] }),
    '100',
    '(#100) Length of param name_placeholder[text] must be less than or equal to 640',
    'Button Template',
  ],
  [
    template({ template_type: 'button', text: 'x', buttons: [{ ...button, title: 'x'.repeat(21) }] }),
    '100',
    '(#100) Length of param name_placeholder[buttons][0][title] must be less than or equal to 20',
    'Buttons',
  ],
  [
    template({ template_type: 'button', text: 'x', buttons: [{ type: 'postback', title: 'x' }] }),
    '100',
    '(#100) The parameter name_placeholder[buttons][0][payload] is required',
    'Postback Button',
  ],
  [
    template({ template_type: 'button', text: 'x', buttons: [{ type: 'web_url', title: 'x', url: 'no address' }] }),
    '100',
    '(#100) Param name_placeholder[buttons][0][url] must be a valid URI',
    'URL Button',
  ],
  [
    template({ template_type: 'list', elements: [] }),
    '100',
    'message[attachment][payload][template_type] must be one of {',
    'Templates',
  ],
  [template({}), '100', '(#100) The parameter message[attachment][payload][template_type] is required', 'Templates'],
  [
    template({ ...receipt, summary: null }),
    '100',
    '(#100) The parameter name_placeholder[summary] is required',
    'Receipt Template',
  ],
  [
    template({ template_type: 'media', elements: many(2, { media_type: 'image', url: 'https://facebook.com/x' }) }),
    '105',
    '(#105) param name_placeholder[elements] has too many elements.',
    'Media Template',
  ],
  [
    { attachment: { type: 'hologram', payload: {} } },
    '100',
    'message[attachment][type] must be one of {audio, file, image, template, video}',
    'Send API',
  ],
  [
    { attachment: { type: 'image', payload: {} } },
    '100',
    '(#100) Incorrect number of files uploaded. Must upload exactly one file.',
    'pimax/fb-messenger-php#142',
  ],
  [
    { attachment: { type: 'image', payload: { url: URL_PNG, attachment_id: '1' } } },
    '100',
    '(#100) Incorrect number of files uploaded. Must upload exactly one file.',
    'pimax/fb-messenger-php#142',
  ],
  [
    { attachment: { type: 'image', payload: { url: 'no address' } } },
    '100/2018008',
    '(#100) Failed to fetch the file from the url',
    'pimax/fb-messenger-php#142; subcode: Error Codes',
  ],
  [
    { attachment: { type: 'image', payload: { attachment_id: '4711' } } },
    '100/2018074',
    '(#100) Possible invalid ID or you do not own the attachment.',
    'Common Error Codes',
  ],
  [
    { text: 'x', quick_replies: many(14, quick) },
    '105',
    '(#105) param message[quick_replies] has too many elements.',
    'microsoft/botframework-sdk#3331',
  ],
  [
    { text: 'x', quick_replies: [{ ...quick, content_type: 'location' }] },
    '100',
    'message[quick_replies][0][content_type] must be one of {text, user_phone_number, user_email}',
    'Quick Replies',
  ],
  [
    { text: 'x', quickReplies: [] },
    '100',
    '(#100) Invalid keys "quickReplies" were found in param "message".',
    'restfb/restfb#541',
  ],
];

for (const [message, result, words, source] of refused) {
  checks(`${JSON.stringify(message).slice(0, 90)} is refused with ${result} (${source})`, async () => {
    const before = ana.inbox.length;
    const answer = await scene.call(BOT, 'POST', 'me/messages', { ...to(ana), message });
    assert.is(answer.result, result);
    assert.match((answer.body['error'] as { message: string }).message, words);
    assert.is(ana.inbox.length, before);
  });
}

const taken: [string, object][] = [
  [
    'a button template with every kind of button',
    template({
      template_type: 'button',
      text: 'x',
      buttons: [
        button,
        { type: 'web_url', title: 'Two', url: 'https://acme.example/' },
        { type: 'phone_number', title: 'Call', payload: '+1650' },
      ],
    }),
  ],
  [
    'a login button, which has no title',
    template({ template_type: 'button', text: 'x', buttons: [{ type: 'account_link', url: 'https://acme.example/' }] }),
  ],
  [
    'a generic template without buttons',
    generic([{ title: 'x', image_url: URL_PNG, default_action: { type: 'web_url', url: URL_PNG } }]),
  ],
  ['ten elements', generic(many(10, { title: 'x', buttons: many(3, button) }))],
  ['a receipt', template(receipt)],
  [
    'a media template',
    template({
      template_type: 'media',
      elements: [{ media_type: 'image', url: 'https://facebook.com/x', buttons: [button] }],
    }),
  ],
  ['a type in capitals', { attachment: { type: 'IMAGE', payload: { url: URL_PNG } } }],
  ['several pictures', { attachments: many(2, { type: 'image', payload: { url: URL_PNG } }) }],
  ['thirteen quick replies', { text: 'x', quick_replies: many(13, quick) }],
  ['a quick reply for the address', { text: 'x', quick_replies: [{ content_type: 'user_email' }] }],
];
for (const [name, message] of taken) {
  checks(`${name} is sent`, async () => {
    const answer = await scene.call(BOT, 'POST', 'me/messages', { ...to(ana), message });
    assert.is(answer.result, 'ok', JSON.stringify(answer.body));
  });
}

checks('notification_type is one of three', async () => {
  const send = async (notification_type: string): Promise<string> =>
    (await scene.call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'x' }, notification_type })).result;
  assert.is(await send('SILENT_PUSH'), 'ok');
  assert.is(await send('LOUD'), '100');
});

checks('a message id is as long as those of Meta, and no two are the same', async () => {
  const mids = new Set<string>();
  for (let at = 0; at < 5; at += 1) {
    const { body } = await scene.call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'x' } });
    mids.add(String(body['message_id']));
  }
  assert.is(mids.size, 5);
  // The answers in Meta's Postman collection have 88 characters: a column for 32 is too small.
  for (const mid of mids) assert.match(mid, /^m_[\w-]{86}$/);
});

/** Sends a file as `filedata`, as paked/messenger, huandu/facebook, koala and six others do. */
async function upload(
  bytes: string | Buffer,
  type: string,
  mimeType: string,
  payload: object = {},
): Promise<Record<string, unknown>> {
  const form = new FormData();
  form.set('recipient', JSON.stringify({ id: ana.id }));
  form.set('message', JSON.stringify({ attachment: { type, payload } }));
  form.set('filedata', new Blob([bytes], { type: mimeType }), 'shoe.png');
  const response = await fetch(`${scene.sandbox.url}/v25.0/me/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKENS[BOT]}` },
    body: form,
  });
  return (await response.json()) as Record<string, unknown>;
}

function newestUrl(person = ana): string {
  const [attachment] = (person.inbox.at(-1)?.attachments ?? []) as { payload: { url: string } }[];
  return attachment?.payload.url ?? '';
}

checks('a file is sent, can be fetched, and is sent again by its attachment id', async () => {
  const answer = await upload('pixels', 'image', 'image/png', { is_reusable: true });
  assert.match(String(answer['attachment_id']), /^\d{16}$/, JSON.stringify(answer));
  const url = newestUrl();
  const picture = await fetch(url);
  assert.equal([picture.headers.get('content-type'), await picture.text()], ['image/png', 'pixels']);
  const again = { attachment: { type: 'image', payload: { attachment_id: answer['attachment_id'] } } };
  assert.is((await scene.call(BOT, 'POST', 'me/messages', { ...to(ana), message: again })).result, 'ok');
  assert.is(newestUrl(), url);
  const item = scene.sandbox.timeline.findLast((entry) => entry.kind === 'delivery' && entry.event === 'echo');
  assert.match(JSON.stringify(item), url);
});

checks('an address that is to be used again gets an attachment id that leads to it', async () => {
  const message = { attachment: { type: 'image', payload: { url: URL_PNG, is_reusable: true } } };
  const { body } = await scene.call(BOT, 'POST', 'me/messages', { ...to(ana), message });
  const link = await fetch(`${scene.sandbox.url}/_sandbox/uploads/${body['attachment_id']}`, { redirect: 'manual' });
  assert.equal([link.status, link.headers.get('location')], [302, URL_PNG]);
});

checks('a page that was uploaded is only saved, never shown', async () => {
  await upload('<script>1</script>', 'file', 'text/html');
  const response = await fetch(newestUrl());
  assert.is(response.headers.get('content-type'), 'application/octet-stream');
  assert.match(response.headers.get('content-disposition') ?? '', /^attachment; filename="shoe.png"/);
});

checks('a file beside an address, a file without an attachment and a picture above 8 MB are refused', async () => {
  const messageOf = (answer: Record<string, unknown>): string => (answer['error'] as { message: string }).message;
  const words = '(#100) Incorrect number of files uploaded. Must upload exactly one file.';
  assert.is(messageOf(await upload('x', 'image', 'image/png', { url: URL_PNG })), words);
  const large = Buffer.alloc(8_388_609);
  assert.is(messageOf(await upload(large, 'image', 'image/png')), '(#100) Attachment size exceeds allowable limit');
  assert.type((await upload(large, 'video', 'video/mp4'))['message_id'], 'string');
});

checks('the oldest uploads are dropped when the files grow too large together', async () => {
  const scarce = await startScene({ routing: 'off', limits: { uploadBytes: 10 } });
  const person = scarce.sandbox.person('Ana');
  await person.say('hi');
  const urls: string[] = [];
  for (const text of ['123456', '7890123']) {
    const form = new FormData();
    form.set('recipient', JSON.stringify({ id: person.id }));
    form.set('message', '{"attachment":{"type":"image","payload":{}}}');
    form.set('filedata', new Blob([text], { type: 'image/png' }), 'a.png');
    await fetch(`${scarce.sandbox.url}/me/messages?access_token=${TOKENS[BOT]}`, { method: 'POST', body: form });
    urls.push(newestUrl(person));
  }
  assert.equal(await Promise.all(urls.map(async (url) => (await fetch(url)).status)), [404, 200]);
  await scarce.close();
});

checks.after(() => scene.close());
checks.run();
