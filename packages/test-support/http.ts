import { createServer, request as httpRequest, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { signedRequest } from '@handover/testkit';
import { SECRET } from './make-bot.ts';

/** A server on a free loopback port. */
export interface Listening {
  readonly url: string;
  /** Closes it and its open connections. */
  close(): Promise<void>;
}

/** Starts a server. */
export async function listening(listener: RequestListener): Promise<Listening> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const ended = new Promise((resolve) => void server.close(resolve));
      server.closeAllConnections();
      await ended;
    },
  };
}

/** Runs `work` against a real server on loopback, then closes the server. */
export async function serving<Result>(
  listener: RequestListener,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = await listening(listener);
  try {
    return await work(server.url);
  } finally {
    await server.close();
  }
}

/** Posts a body with Meta's signatures, or with the given headers instead. */
export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const signed = signedRequest(body, SECRET);
  const { 'content-length': _, ...own } = signed.headers;
  return fetch(url, { method: 'POST', headers: { ...own, ...headers }, body: Buffer.from(signed.body) });
}

/** Headers with a wrong signature, for {@link post}. */
export const FORGED: Record<string, string> = { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` };

/** Sends the beginning of a body and then nothing, and returns the status of the answer. */
export function stall(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers: { 'content-length': 1000 } }, (response) => {
      response.resume();
      resolve(response.statusCode);
      request.destroy();
    });
    // After its answer, the server closes the connection of this request.
    request.on('error', reject);
    request.write('{"object":');
  });
}

/** Sends the beginning of a body and closes the connection. */
export async function hangUp(url: string): Promise<void> {
  const { port, pathname } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  const start = `POST ${pathname} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n`;
  await new Promise<void>((resolve) => void socket.write(`${start}{"obj`, () => resolve()));
  socket.destroy();
}
