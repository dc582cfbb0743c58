import { createServer, type RequestListener, type Server } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { GRAPH_HOSTS } from '../platform/platforms.ts';
import { isGraphHost } from './graph-host.ts';

/** The reason stands in the status line too: many clients show nothing else of a refused CONNECT. */
const REASON = `the proxy of the sandbox leads only to ${GRAPH_HOSTS.map((host) => `https://${host}`).join(' and ')}`;
const EXPLANATION = `${REASON}. It connects to no other host; name those that need no proxy in NO_PROXY.\n`;

/**
 * An HTTP proxy that connects nowhere: it hands connections to Graph's hosts to a server of this process, and refuses
 * all others with 403.
 *
 * @param secure Takes the connections of CONNECT.
 * @param answer Answers requests for `https://graph.facebook.com/…` that come without CONNECT and TLS.
 */
export function createProxy(secure: HttpsServer, answer: RequestListener): Server {
  const proxy = createServer((request, response) => {
    // axios sent https addresses to an http proxy in this form until 2026 (axios#4531, axios#10858).
    const [, host, path = ''] = /^https:\/\/([^/?#:]*)(?::443)?([/?#].*)?$/i.exec(request.url ?? '') ?? [];
    if (!isGraphHost(host)) {
      // Closed, so that the caller does not have to send a long body first.
      response.writeHead(403, REASON, { 'content-type': 'text/plain', connection: 'close' }).end(EXPLANATION);
      return;
    }
    request.headers.host = host;
    request.url = path.startsWith('/') ? path : `/${path}`;
    answer(request, response);
  });

  proxy.on('connect', ({ url }, socket: Socket, head) => {
    socket.on('error', () => socket.destroy()); // The caller hung up.
    if (!isGraphHost(/^(.*):443$/.exec(url ?? '')?.[1])) {
      socket.write(`HTTP/1.1 403 ${REASON}\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n${EXPLANATION}`);
      socket.destroySoon();
      return;
    }
    // Unlike an HTTP server, TLS does not notice that a caller ended in the middle of a handshake.
    socket.allowHalfOpen = false;
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    secure.emit('connection', socket);
  });
  return proxy;
}
