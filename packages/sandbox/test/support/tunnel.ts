import { type IncomingMessage, request } from 'node:http';
import https from 'node:https';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** What a server answered over https. */
export interface SecureAnswer {
  status: number | undefined;
  body: string;
}

/** Opens a tunnel: resolves to the status line of the answer to CONNECT, and the socket. */
export function openTunnel(proxyUrl: string, authority: string): Promise<{ status: string; socket: Socket }> {
  const { hostname, port } = new URL(proxyUrl);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method: 'CONNECT', path: authority, agent: false });
    sent.on('connect', ({ statusCode, statusMessage }, socket: Socket) =>
      resolve({ status: `${statusCode} ${statusMessage}`, socket }),
    );
    sent.on('error', reject).end();
  });
}

/** Makes a call over https: through the proxy, or to the address itself. Trusts only the CA. */
export async function callOverHttps(
  url: string,
  { ca, proxyUrl, json, headers = {} }: { ca: string; proxyUrl?: string; json?: unknown; headers?: object },
): Promise<SecureAnswer> {
  const { hostname } = new URL(url);
  const tunnel = proxyUrl === undefined ? undefined : await openTunnel(proxyUrl, `${hostname}:443`);
  const body = json === undefined ? undefined : JSON.stringify(json);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = https.request(url, {
      ca,
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      // By the address, whatever the header `Host` says.
      servername: isIP(hostname) ? '' : hostname,
      ...(tunnel
        ? { createConnection: () => connectTls({ socket: tunnel.socket, servername: hostname, ca }) }
        : { agent: false }),
    });
    sent.on('response', resolve).on('error', reject).end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  tunnel?.socket.destroy();
  return { status: answer.statusCode, body: Buffer.concat(chunks).toString() };
}

/** Sends bytes to a port and ends. Resolves to what was received until the other side closed. */
export function sendBytes(url: string, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const socket = openSocket(url);
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(heard));
    socket.end(bytes);
  });
}

/** A connection to the port of an address. */
export function openSocket(url: string): Socket {
  return connect(Number(new URL(url).port), '127.0.0.1');
}
