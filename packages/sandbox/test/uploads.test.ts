import { lastItem } from '@handover/test-support/webhook';
import { rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox } from '../src/index.ts';
import { type Answer, BOT, DESK, type Scene, startScene, TOKENS, to } from './support/setup.ts';

const uploads = suite('message_attachments');

const EDGE = 'me/message_attachments';
const DAY_MS = 86_400_000;
const UNKNOWN = '100/2018074 (#100) Possible invalid ID or you do not own the attachment.';
const ONE_FILE = '100 (#100) Incorrect number of files uploaded. Must upload exactly one file.';
/** The smallest GIF: a picture whose bytes a test can hold. */
const GIF = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64');
const picture = { type: 'image', payload: { url: 'https://acme.example/shirt.png', is_reusable: true } };

function message(attachment: object): Record<string, unknown> {
  return { message: { attachment } };
}

function byId(id: unknown, type = 'image'): Record<string, unknown> {
  return message({ type, payload: { attachment_id: id } });
}

function brief({ body, result }: Answer): unknown {
  const { error } = body as { error?: { message: string } };
  return error ? `${result} ${error.message}` : body;
}

/** A multipart call with a file, as curl's `-F filedata=@shirt.png;type=image/png` makes it. */
async function withFile(
  { sandbox }: Scene,
  edge: string,
  fields: Record<string, unknown>,
  { bytes = GIF, type = 'image/gif', name = 'dot.gif' }: { bytes?: Uint8Array; type?: string; name?: string } = {},
): Promise<Record<string, unknown>> {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.set(key, JSON.stringify(value));
  form.set('filedata', new Blob([Uint8Array.from(bytes)], { type }), name);
  const url = `${sandbox.url}/v25.0/${edge}?access_token=${TOKENS[BOT]}`;
  return (await (await fetch(url, { method: 'POST', body: form })).json()) as Record<string, unknown>;
}

uploads('media uploaded by address are sent by their id (Attachment Upload API)', async () => {
  const { sandbox, bot, call, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const { attachment_id: id } = (await call(BOT, 'POST', EDGE, message(picture))).body;
  assert.match(String(id), /^\d{16}$/);
  const sent = await call(BOT, 'POST', 'me/messages', { ...to(ana), ...byId(id) });
  assert.equal(Object.keys(sent.body), ['recipient_id', 'message_id'], 'nothing new was uploaded');
  await sandbox.settled();
  const shown = [{ type: 'image', payload: { url: picture.payload.url, attachment_id: Number(id) } }];
  assert.equal(ana.inbox.at(-1)?.attachments, shown);
  assert.equal((lastItem(bot)['message'] as Record<string, unknown>)['attachments'], shown);
  await close();
});

uploads('a file is uploaded, sent and served with its type, and runs nothing', async () => {
  const scene = await startScene();
  const { sandbox, call, close } = scene;
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const reusable = message({ type: 'image', payload: { is_reusable: true } });
  const { attachment_id: id } = await withFile(scene, EDGE, reusable);
  await call(BOT, 'POST', 'me/messages', { ...to(ana), ...byId(id) });
  const [attachment] = (ana.inbox.at(-1)?.attachments ?? []) as { payload: { url: string } }[];
  assert.is(attachment?.payload.url, `${sandbox.url}/_sandbox/uploads/${id}`);
  const served = await fetch(attachment?.payload.url ?? '');
  assert.equal(Buffer.from(await served.arrayBuffer()), GIF);
  const headers = ['content-type', 'x-content-type-options', 'content-security-policy', 'content-disposition'];
  assert.equal(
    headers.map((name) => served.headers.get(name)),
    ['image/gif', 'nosniff', "sandbox; default-src 'none'; frame-ancestors 'none'", null],
  );
  await close();
});

uploads('a file that a browser could run is only offered for saving', async () => {
  const scene = await startScene();
  for (const [type, name] of [
    ['text/html', 'page.html'],
    ['image/svg+xml', 'drawing.svg'],
  ] as const) {
    const bytes = Buffer.from('<script>alert(1)</script>');
    const { attachment_id: id } = await withFile(scene, EDGE, message({ type: 'file' }), { bytes, type, name });
    const served = await fetch(`${scene.sandbox.url}/_sandbox/uploads/${id}`);
    assert.is(served.headers.get('content-type'), 'application/octet-stream');
    assert.is(served.headers.get('content-disposition'), `attachment; filename="${name}"`);
  }
  const none = await fetch(`${scene.sandbox.url}/_sandbox/uploads/1`);
  assert.is(none.status, 404);
  await scene.close();
});

uploads('a person sends a file of her own over the control API', async () => {
  const { sandbox, bot, close } = await startScene();
  const ana = sandbox.person('Ana');
  const ask = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`${sandbox.url}/_sandbox/people/Ana/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, ...((await response.json()) as object) };
  };
  const dot = { name: 'dot.gif', mimeType: 'image/gif', base64: GIF.toString('base64') };
  await ana.say('Look at this');
  await ask('POST', 'file', dot);
  await ask('POST', 'file', { name: 'page.html', mimeType: 'text/html', base64: 'aGk=' });
  await sandbox.settled();
  const [{ payload, type }] = (
    lastItem(bot)['message'] as { attachments: [{ type: string; payload: { url: string } }] }
  ).attachments;
  assert.is(type, 'file');
  assert.is(await (await fetch(payload.url)).text(), 'hi');
  const { files } = await ask('GET', 'thread');
  const brief = (files as Record<string, unknown>[]).map(({ name, kind, size }) => ({ name, kind, size }));
  assert.equal(brief, [
    { name: 'dot.gif', kind: 'image', size: GIF.length },
    { name: 'page.html', kind: 'file', size: 2 },
  ]);
  for (const [wrong, message] of [
    [{ base64: '' }, 'base64 must be the bytes of the file in base64, at least one'],
    [{ mimeType: 'image' }, 'mimeType must be a type and a subtype, like image/png'],
    [{ name: 'x'.repeat(201) }, 'name has at most 200 characters'],
  ] as const) {
    assert.equal(await ask('POST', 'file', { ...dot, ...wrong }), { status: 400, error: { message } });
  }
  await close();
});

uploads('a message with a file carries it; with is_reusable the answer has an id (Saving Assets)', async () => {
  const scene = await startScene();
  const { sandbox, call, close } = scene;
  const [ana, ben] = [sandbox.person('Ana'), sandbox.person('Ben')];
  for (const person of [ana, ben]) await person.say('hi');
  const once = await withFile(scene, 'me/messages', { ...to(ana), ...message({ type: 'image', payload: {} }) });
  assert.equal(Object.keys(once), ['recipient_id', 'message_id']);
  const reusable = message({ type: 'image', payload: { is_reusable: true } });
  const { attachment_id: id } = await withFile(scene, 'me/messages', { ...to(ana), ...reusable });
  await call(BOT, 'POST', 'me/messages', { ...to(ben), ...byId(id) });
  for (const person of [ana, ben]) {
    const [attachment] = (person.inbox.at(-1)?.attachments ?? []) as { payload: { url: string } }[];
    assert.equal(Buffer.from(await (await fetch(attachment?.payload.url ?? '')).arrayBuffer()), GIF);
  }
  await close();
});

uploads('an id from a message by address can be sent to others only if it is reusable', async () => {
  const { sandbox, call, close } = await startScene();
  const [ana, ben] = [sandbox.person('Ana'), sandbox.person('Ben')];
  for (const person of [ana, ben]) await person.say('hi');
  const sent = await call(BOT, 'POST', 'me/messages', { ...to(ana), ...message(picture) });
  const reused = await call(DESK, 'POST', 'me/messages', { ...to(ben), ...byId(sent.body['attachment_id']) });
  assert.match(String(brief(reused)), /^10\/2018300/, 'the owner rules come first for an app that may not send');
  assert.is((await call(BOT, 'POST', 'me/messages', { ...to(ben), ...byId(sent.body['attachment_id']) })).result, 'ok');
  const single = { type: 'image', payload: { url: picture.payload.url } };
  const { attachment_id: id } = (await call(BOT, 'POST', EDGE, message(single))).body;
  assert.is((await call(BOT, 'POST', 'me/messages', { ...to(ana), ...byId(id) })).result, 'ok');
  assert.is(brief(await call(BOT, 'POST', 'me/messages', { ...to(ben), ...byId(id) })), UNKNOWN);
  await close();
});

uploads('refuses what Meta refuses', async () => {
  const scene = await startScene({ clock: 'manual', startAt: 0 });
  const { sandbox, call, close } = scene;
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const { attachment_id: id } = (await call(BOT, 'POST', EDGE, message(picture))).body;
  const media = (payload?: object): Record<string, unknown> =>
    message({ type: 'image', ...(payload ? { payload } : {}) });
  const rows: { edge: string; params: Record<string, unknown>; answer: string; source: string }[] = [
    { edge: 'me/messages', params: byId('1'), answer: UNKNOWN, source: 'Common Error Codes' },
    {
      edge: 'me/messages',
      params: byId(id, 'video'),
      answer: '100/2018047 (#100) Upload attachment failure.',
      source: 'Common Error Codes, inferred for ids',
    },
    { edge: 'me/messages', params: media({}), answer: ONE_FILE, source: 'pimax/fb-messenger-php#142' },
    {
      edge: 'me/messages',
      params: media({ url: picture.payload.url, attachment_id: id }),
      answer: ONE_FILE,
      source: 'pimax/fb-messenger-php#142, inferred for two',
    },
    {
      edge: 'me/messages',
      params: media({ url: 'shirt.png' }),
      answer: '100/2018008 (#100) Failed to fetch the file from the url',
      source: 'jgorset/facebook-messenger#43; the subcode from Common Error Codes',
    },
    { edge: EDGE, params: media(), answer: ONE_FILE, source: 'pimax/fb-messenger-php#142' },
    {
      edge: EDGE,
      params: message({ type: 'template', payload: { template_type: 'button' } }),
      answer: '100 (#100) Param message[attachment][type] must be one of {image, audio, video, file}',
      source: 'Saving Assets, inferred',
    },
    {
      edge: EDGE,
      params: { message: {} },
      answer: '100 (#100) The parameter message[attachment] is required',
      source: 'Attachment Upload API, inferred',
    },
    { edge: EDGE, params: {}, answer: '100 (#100) The parameter message is required', source: 'Attachment Upload API' },
  ];
  for (const { edge, params, answer, source } of rows) {
    assert.is(brief(await call(BOT, 'POST', edge, { ...(edge === EDGE ? {} : to(ana)), ...params })), answer, source);
  }
  assert.equal(ana.inbox, [], 'a refused message does not arrive');
  await sandbox.clock.advance(90 * DAY_MS);
  await ana.say('still here');
  const late = await call(BOT, 'POST', 'me/messages', { ...to(ana), ...byId(id) });
  assert.is(brief(late), UNKNOWN, 'ids expire after 90 days (Saving Assets)');
  await close();
});

uploads('a file must have the type of the attachment, and the size that the platform takes', async () => {
  const scene = await startScene({ platform: 'instagram' });
  const error = async (attachment: object, file: { bytes?: Uint8Array; type?: string }): Promise<unknown> => {
    const { error: found } = await withFile(scene, EDGE, message(attachment), file);
    const { error_subcode: subcode, message: words } = (found ?? {}) as Record<string, unknown>;
    return [subcode, words];
  };
  assert.equal(await error({ type: 'image' }, { type: 'video/mp4' }), [2018047, '(#100) Upload attachment failure.']);
  assert.equal(await error({ type: 'audio' }, { type: 'application/octet-stream' }), [
    2018047,
    '(#100) Upload attachment failure.',
  ]);
  assert.equal(await error({ type: 'image' }, { type: 'application/octet-stream' }), [undefined, undefined]);
  assert.equal(await error({ type: 'image' }, { bytes: new Uint8Array() }), [
    2018047,
    '(#100) Upload attachment failure.',
  ]);
  const large = new Uint8Array(8 * 1024 * 1024 + 1);
  assert.equal(await error({ type: 'image' }, { bytes: large }), [
    2018109,
    '(#100) Attachment size exceeds allowable limit',
  ]);
  await scene.close();
});

uploads('two files in one call are refused (the words of pimax/fb-messenger-php#142 say one)', async () => {
  const scene = await startScene();
  const form = new FormData();
  form.set('message', JSON.stringify({ attachment: { type: 'image' } }));
  for (const name of ['one.gif', 'two.gif']) form.append('filedata', new Blob([GIF], { type: 'image/gif' }), name);
  const url = `${scene.sandbox.url}/v25.0/${EDGE}?access_token=${TOKENS[BOT]}`;
  const { error } = (await (await fetch(url, { method: 'POST', body: form })).json()) as { error?: Error };
  assert.is(`100 ${error?.message}`, ONE_FILE);
  await scene.close();
});

uploads('keeps the newest files that fit; the id of a dropped one is unknown', async () => {
  const scene = await startScene({ limits: { uploadBytes: 2 * GIF.length } });
  const ids: unknown[] = [];
  for (const _ of [1, 2, 3]) ids.push((await withFile(scene, EDGE, message({ type: 'image' })))['attachment_id']);
  const statuses = ids.map(async (id) => (await fetch(`${scene.sandbox.url}/_sandbox/uploads/${id}`)).status);
  assert.equal(await Promise.all(statuses), [404, 200, 200]);
  const ana = scene.sandbox.person('Ana');
  await ana.say('hi');
  assert.is(brief(await scene.call(BOT, 'POST', 'me/messages', { ...to(ana), ...byId(ids[0]) })), UNKNOWN);
  await scene.close();
});

uploads('a session carries the files to another sandbox, at its address; a reset removes them', async () => {
  const scene = await startScene();
  const { sandbox, call, close } = scene;
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const reusable = message({ type: 'image', payload: { is_reusable: true } });
  const { attachment_id: id } = await withFile(scene, EDGE, reusable);
  await call(BOT, 'POST', 'me/messages', { ...to(ana), ...byId(id) });
  const file = sandbox.exportSession();
  await sandbox.reset();
  assert.is((await fetch(`${sandbox.url}/_sandbox/uploads/${id}`)).status, 404);
  const other = await createSandbox();
  await other.importSession(file);
  const [attachment] = (other.person('Ana').inbox.at(-1)?.attachments ?? []) as { payload: { url: string } }[];
  assert.is(attachment?.payload.url, `${other.url}/_sandbox/uploads/${id}`);
  assert.equal(Buffer.from(await (await fetch(attachment?.payload.url ?? '')).arrayBuffer()), GIF);
  const [upload] = file.pages[0]?.uploads ?? [];
  file.pages[0]?.uploads.push(structuredClone(upload) as NonNullable<typeof upload>);
  await rejects(other.importSession(file), /two of pages\[0\]\.uploads are the same/);
  file.pages[0]?.uploads.pop();
  if (upload?.file) upload.file.base64 = 'no base64!';
  await rejects(other.importSession(file), /uploads\.0\.file\.base64 must match pattern/);
  await other.close();
  await close();
});

uploads('a session has only the newest files if they are too large together', async () => {
  const scene = await startScene({ limits: { uploadBytes: 40_000_000, multipartBytes: 30_000_000 } });
  const bytes = new Uint8Array(9_000_000);
  for (const _ of [1, 2]) await withFile(scene, EDGE, message({ type: 'file' }), { bytes, type: 'application/zip' });
  const files = scene.sandbox.exportSession().pages[0]?.uploads.map(({ file }) => file);
  assert.equal(
    files?.map((file) => [file?.size, file?.base64 !== undefined]),
    [
      [9_000_000, false],
      [9_000_000, true],
    ],
  );
  await scene.close();
});

uploads.run();
