import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { serialize, signatureHeaders } from '../src/webhooks/serialize.ts';

const serializing = suite('serialize');
const SECRET = '0123456789abcdef0123456789abcdef';

serializing('an empty delivery has the signatures of the published vector', () => {
  const body = serialize({ object: 'page', entry: [] });
  assert.is(body.length, 28);
  assert.equal(signatureHeaders(body, SECRET), {
    'X-Hub-Signature': 'sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0',
    'X-Hub-Signature-256': 'sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04',
  });
});

serializing('text beyond ASCII and slashes are escaped in lowercase, and the escaped bytes are signed', () => {
  const body = serialize({
    object: 'page',
    entry: [
      {
        id: '804155501230077',
        time: 1764590400123,
        messaging: [
          {
            sender: { id: '7312004455667788' },
            recipient: { id: '804155501230077' },
            timestamp: 1764590400001,
            message: { mid: 'm_hv1', text: '¡Olé! 1/2 😀' },
          },
        ],
      },
    ],
  });
  assert.is(body.length, 256);
  assert.match(body, '\\u00a1Ol\\u00e9! 1\\/2 \\ud83d\\ude00');
  assert.equal(signatureHeaders(body, SECRET), {
    'X-Hub-Signature': 'sha1=6e4de00c942f9c2360c38da3dc6f00e80416a52e',
    'X-Hub-Signature-256': 'sha256=3eacd88c6157e56448816b49cef749313b9937556c53e5ff104e8bee827d2461',
  });
});

serializing('escaped text is read back unchanged', () => {
  const value = { text: 'a "quoted" \\/ back\\slash \u2028 \ud800 é/ç' };
  assert.equal(JSON.parse(serialize(value)), value);
});

serializing.run();
