import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox } from '../src/index.ts';
import { NUMBER, type NumberScene, startNumber } from './support/number-scene.ts';
import { BOT, graphCall, TOKENS, uploadMedia } from './support/setup.ts';

const media = suite('media of WhatsApp');

const DAY_MS = 86_400_000;
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const hash = (bytes: Buffer, as: 'hex' | 'base64'): string => createHash('sha256').update(bytes).digest(as);

interface File {
  readonly type?: string;
  readonly name?: string;
  readonly bytes?: Buffer;
}

/** Uploads a file as the bot does; resolves to the answer. */
function upload(
  { sandbox }: NumberScene,
  { type = 'image/png', name = 'dot.png', bytes = PNG }: File = {},
  fields: Record<string, string> = { messaging_product: 'whatsapp', type },
) {
  const file = new Blob([Uint8Array.from(bytes)], { type });
  return uploadMedia(sandbox.url, TOKENS[BOT] ?? '', NUMBER, { fields, file, name });
}

const download = (url: unknown, token?: string): Promise<Response> =>
  fetch(String(url), { headers: { connection: 'close', ...(token && { authorization: `Bearer ${token}` }) } });

const ask = ({ sandbox }: NumberScene, method: string, path: string, params = {}) =>
  graphCall(sandbox.url, TOKENS[BOT] ?? '', method, path, params);

const send = (scene: NumberScene, to: string, type: string, content: unknown) =>
  scene.call(BOT, 'POST', `${NUMBER}/messages`, { messaging_product: 'whatsapp', to, type, [type]: content });

const words = ({ body }: { body: Record<string, unknown> }): string | undefined =>
  (body['error'] as { message: string } | undefined)?.message;

async function withNumber(work: (scene: NumberScene) => Promise<void>): Promise<void> {
  const scene = await startNumber();
  try {
    await work(scene);
  } finally {
    await scene.close();
  }
}

media('an uploaded file is readable, can be downloaded with the token for five minutes, and reaches the person', () =>
  withNumber(async (scene) => {
    const { sandbox } = scene;
    const { body } = await upload(scene);
    assert.equal(Object.keys(body), ['id']);
    const id = String(body['id']);
    const read = await ask(scene, 'GET', id);
    const { url, ...rest } = read.body;
    assert.equal(rest, {
      mime_type: 'image/png',
      sha256: hash(PNG, 'hex'),
      file_size: PNG.length,
      id,
      messaging_product: 'whatsapp',
    });
    const bytes = await download(url, TOKENS[BOT]);
    assert.equal(Buffer.from(await bytes.arrayBuffer()), PNG);
    assert.is(bytes.headers.get('content-type'), 'image/png');
    assert.is((await download(url)).status, 400);
    assert.is((await download(url, 'EAAforeign')).status, 400);
    await sandbox.clock.advance(300_001);
    assert.is((await download(url, TOKENS[BOT])).status, 404);

    const rita = sandbox.person('Rita');
    await rita.say('hi');
    assert.is((await send(scene, rita.id, 'image', { id, caption: 'Here' })).result, 'ok');
    const [message] = rita.inbox;
    const [attachment] = (message?.attachments ?? []) as { type: string; payload: { url: string } }[];
    assert.equal([message?.text, attachment?.type], ['Here', 'image']);
    const shown = await fetch(attachment?.payload.url ?? '', { headers: { connection: 'close' } });
    assert.equal(Buffer.from(await shown.arrayBuffer()), PNG);
  }),
);

media('media of a person are downloaded by the id of their message, for seven days', () =>
  withNumber(async (scene) => {
    const { sandbox, bot, news } = scene;
    const rita = sandbox.person('Rita');
    const control = (path: string, body: object): Promise<Response> =>
      fetch(`${sandbox.url}/_sandbox/people/Rita/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', connection: 'close' },
        body: JSON.stringify(body),
      });
    const pdf = Buffer.from('%PDF-1.4');
    await control('file', { name: 'bill.pdf', mimeType: 'application/pdf', base64: pdf.toString('base64') });
    await control('image', { picture: 'parcel' });
    await rita.say('', { attachments: [{ type: 'audio', payload: { url: 'https://acme.example/a.ogg' } }] });
    const [bill, parcel, audio] = (await news(bot)).map(({ value }) => value['messages']?.[0]) as Record<
      string,
      { id: string; sha256: string; mime_type: string; filename?: string }
    >[];
    assert.equal(bill?.['document'], {
      id: bill?.['document']?.id,
      mime_type: 'application/pdf',
      sha256: hash(pdf, 'base64'),
      filename: 'bill.pdf',
    });
    const read = async (id = ''): Promise<Record<string, unknown>> => (await ask(scene, 'GET', id)).body;
    const document = await read(bill?.['document']?.id);
    assert.equal([document['mime_type'], document['file_size']], ['application/pdf', pdf.length]);
    const got = await download(document['url'], TOKENS[BOT]);
    assert.equal(Buffer.from(await got.arrayBuffer()), pdf);
    assert.is(got.headers.get('content-type'), 'application/pdf');
    const { sha256, mime_type: mimeType } = parcel?.['image'] ?? {};
    assert.is(mimeType, 'image/svg+xml');
    const drawing = await download((await read(parcel?.['image']?.id))['url'], TOKENS[BOT]);
    assert.is(hash(Buffer.from(await drawing.arrayBuffer()), 'base64'), sha256);
    assert.is((await read(audio?.['audio']?.id))['mime_type'], 'audio/ogg');
    const wrong = await ask(scene, 'GET', bill?.['document']?.id ?? '', { phone_number_id: NUMBER });
    assert.is(words(wrong), '(#100) Param phone_number_id is not a valid whatsapp business phone number id ID');
    await sandbox.clock.advance(7 * DAY_MS);
    assert.is((await ask(scene, 'GET', bill?.['document']?.id ?? '')).result, '100/33');
  }),
);

media('media of a person at an address lead there, whatever letters it has', () =>
  withNumber(async (scene) => {
    const { sandbox, bot, news } = scene;
    const rita = sandbox.person('Rita');
    for (const [address, status, location] of [
      ['https://acme.example/€ 20.png', 302, 'https://acme.example/%E2%82%AC%2020.png'],
      ['https://acme.example/a\r\nx: y', 302, 'https://acme.example/ax:%20y'],
      ['', 404, null],
      ['parcel', 404, null],
    ] as const) {
      await rita.say('', { attachments: [{ type: 'image', payload: { url: address } }] });
      const message = (await news(bot))[0]?.value['messages']?.[0] as { image: { id: string } } | undefined;
      const { url } = (await ask(scene, 'GET', message?.image.id ?? '')).body;
      const headers = { connection: 'close', authorization: `Bearer ${TOKENS[BOT]}` };
      const answer = await fetch(String(url), { headers, redirect: 'manual' });
      assert.equal([answer.status, answer.headers.get('location')], [status, location], address);
    }
    await sandbox.settled();
  }),
);

media('an uploaded file ends when it is deleted, or after 30 days', () =>
  withNumber(async (scene) => {
    const rita = scene.sandbox.person('Rita');
    await rita.say('hi');
    const [one, other] = [await upload(scene), await upload(scene)].map(({ body }) => String(body['id'])) as [
      string,
      string,
    ];
    assert.is((await ask(scene, 'GET', one, { phone_number_id: NUMBER })).result, 'ok');
    assert.is((await ask(scene, 'DELETE', one, { phone_number_id: '1' })).result, '100');
    assert.equal((await ask(scene, 'DELETE', one)).body, { success: true });
    for (const method of ['GET', 'DELETE']) assert.is((await ask(scene, method, one)).result, '100/33');
    const unknown = "(#100) Param image['id'] is not a valid whatsapp business account media attachment ID";
    assert.is(words(await send(scene, rita.id, 'image', { id: one })), unknown);
    await scene.sandbox.clock.advance(30 * DAY_MS);
    await rita.say('still there?');
    assert.is(words(await send(scene, rita.id, 'image', { id: other })), unknown);
  }),
);

media('a template is refused if it names media that are not there', () =>
  withNumber(async (scene) => {
    const rita = scene.sandbox.person('Rita');
    const template = (id: unknown) => ({
      name: 'parcel',
      language: { code: 'en' },
      components: [{ type: 'header', parameters: [{ type: 'image', image: { id } }] }],
    });
    assert.is((await send(scene, rita.id, 'template', template((await upload(scene)).body['id']))).result, 'ok');
    assert.is(
      words(await send(scene, rita.id, 'template', template('4711'))),
      "(#100) Param template['components'][0]['parameters'][0]['image']['id'] is not a valid whatsapp business account media attachment ID",
    );
  }),
);

media('a file of another kind than the message fails by a status, and a link must be an address', () =>
  withNumber(async (scene) => {
    const { sandbox, bot, news } = scene;
    const rita = sandbox.person('Rita');
    await rita.say('hi');
    await news(bot);
    const { body } = await upload(scene);
    assert.is((await send(scene, rita.id, 'video', { id: body['id'] })).result, 'ok');
    const statuses = (await news(bot))[0]?.value['statuses'] ?? [];
    const [failed] = statuses as { status: string; errors: { code: number }[] }[];
    assert.equal([failed?.status, failed?.errors[0]?.code], ['failed', 131053]);
    assert.equal(rita.inbox, []);
    assert.is(
      words(await send(scene, rita.id, 'image', { link: 'cdn.example/a.png' })),
      "(#100) Param image['link'] is not a valid URI.",
    );
  }),
);

media('an upload needs the product, and one file that WhatsApp takes', () =>
  withNumber(async (scene) => {
    assert.is(words(await upload(scene, {}, {})), '(#100) The parameter messaging_product is required');
    assert.match(
      words(await upload(scene, { type: 'text/csv' })) ?? '',
      /^\(#100\) Param file must be a file with one of the following types: audio\/aac, .*\. Received file of type 'text\/csv'\.$/,
    );
    assert.match(words(await upload(scene, { bytes: Buffer.alloc(0) })) ?? '', /file/);
    assert.match(words(await upload(scene, { bytes: Buffer.alloc(5 * 1024 * 1024 + 1) })) ?? '', /too large/);
    const none = await ask(scene, 'POST', `${NUMBER}/media`, { messaging_product: 'whatsapp' });
    assert.is(words(none), '(#100) The parameter file is required');
  }),
);

media('of several numbers with one token, the id finds the right one, and a session keeps the file', async () => {
  const app = { id: BOT, accessToken: 'EAAboth' };
  const pages = ['1', '2'].map((id) => ({ id, platform: 'whatsapp' as const, apps: [app] }));
  const sandbox = await createSandbox({ apps: [{ id: BOT }], pages });
  const again = await createSandbox();
  try {
    const file = new Blob([Uint8Array.from(PNG)], { type: 'image/png' });
    const fields = { messaging_product: 'whatsapp' };
    const { body } = await uploadMedia(sandbox.url, 'EAAboth', '2', { fields, file, name: 'dot.png' });
    await again.importSession(JSON.parse(JSON.stringify(sandbox.exportSession())));
    for (const { url } of [sandbox, again]) {
      const read = await graphCall(url, 'EAAboth', 'GET', String(body['id']));
      assert.is(read.body['file_size'], PNG.length);
      const got = await download(read.body['url'], 'EAAboth');
      assert.equal(Buffer.from(await got.arrayBuffer()), PNG);
    }
    const sent = { messaging_product: 'whatsapp', to: '351960000001', type: 'image', image: { id: body['id'] } };
    assert.is((await graphCall(sandbox.url, 'EAAboth', 'POST', '1/messages', sent)).result, '100');
  } finally {
    await Promise.all([sandbox.close(), again.close()]);
  }
});

media.run();
