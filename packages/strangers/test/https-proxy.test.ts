import { once } from 'node:events';
import { connect } from 'node:net';
import type { Sandbox } from '@handover/sandbox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startSandbox, startScene } from '../scene.ts';
import { playStory, type WebhookTraits } from '../story.ts';

const proxy = suite('the proxy');

/** How a library calls https through a proxy, and how its webhook differs. */
interface Caller {
  readonly library: string;
  readonly by: string;
  readonly traits?: WebhookTraits;
}

const callers: readonly Caller[] = [
  // Its webhook reads the sender of every event; `app_roles` has none.
  { library: 'messenger-node', by: 'request 2.88, which makes a tunnel', traits: { failsOn: { app_roles: 500 } } },
  { library: 'messaging-api-messenger', by: 'axios 0.21, which makes no tunnel' },
  { library: 'facebook-nodejs-business-sdk', by: 'axios 1, which makes a tunnel' },
];

for (const { library, by, traits } of callers) {
  proxy(`${library} plays the story unchanged at https://graph.facebook.com, by ${by}`, async () => {
    const scene = await startScene(library, 'proxied');
    try {
      await playStory(scene, 'on', traits);
    } finally {
      await scene.close();
    }
  });
}

/** How a client asks for a tunnel, byte for byte. */
const tunnels: readonly { readonly client: string; readonly source: string; readonly request: string }[] = [
  {
    client: 'curl',
    source: 'curl 7.88 with HTTPS_PROXY',
    request:
      'CONNECT graph.facebook.com:443 HTTP/1.1\nHost: graph.facebook.com:443\nUser-Agent: curl/7.88.1\nProxy-Connection: Keep-Alive',
  },
  {
    client: 'Python before 3.12, urllib and requests',
    source: 'http.client of Python 3.11, _tunnel',
    request: 'CONNECT graph.facebook.com:443 HTTP/1.0',
  },
  {
    client: 'Python',
    source: 'http.client of Python 3.13, _tunnel',
    request: 'CONNECT graph.facebook.com:443 HTTP/1.1\nHost: graph.facebook.com:443',
  },
  {
    client: 'fetch of Node with NODE_USE_ENV_PROXY',
    source: 'undici of Node 24.21, ProxyAgent',
    request:
      'CONNECT graph.facebook.com:443 HTTP/1.1\nhost: graph.facebook.com\nconnection: close\nproxy-connection: keep-alive',
  },
];

let sandbox: Sandbox | undefined;
proxy.before(async () => {
  sandbox = await startSandbox({ https: {} });
});
proxy.after(() => sandbox?.close());

for (const { client, source, request } of tunnels) {
  proxy(`${client} gets a tunnel (${source})`, async () => {
    const socket = connect(Number(new URL(sandbox?.https?.proxyUrl ?? '').port), '127.0.0.1');
    socket.write(`${request.replaceAll('\n', '\r\n')}\r\n\r\n`);
    const [answer] = await once(socket, 'data');
    assert.is(String(answer), 'HTTP/1.1 200 Connection established\r\n\r\n');
    socket.destroy();
  });
}

proxy.run();
