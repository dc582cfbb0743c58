import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

/** A server that speaks bytes, for what a server of HTTP would never do. */
export interface WireServer {
  readonly url: string;
  /** Connections so far. */
  readonly connections: () => number;
  /** Requests so far, each as its bytes. */
  readonly requests: readonly string[];
  /** Resolves once every connection so far is closed. */
  closed(): Promise<void>;
}

/** An answer in bytes, or what is done with the connection. `bytes` come before the end or the reset of the connection. */
export interface WireAnswer {
  readonly bytes?: readonly (string | Uint8Array)[];
  /** @default 'keep' */
  readonly ending?: 'keep' | 'end' | 'reset';
}

/** An answer of Graph in bytes. */
export function answerOf(body: string, headers = ''): WireAnswer {
  return { bytes: [`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`] };
}

/** Runs the task against a server that gives one answer after the other; a request without one stays without. */
export function withWire(
  answers: readonly WireAnswer[],
  task: (server: WireServer) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const queue = [...answers];
    const requests: string[] = [];
    const sockets = new Set<Socket>();
    const closings: Promise<unknown>[] = [];
    const server = createServer((socket) => {
      sockets.add(socket);
      closings.push(new Promise((resolve) => socket.once('close', resolve)));
      // A client that gives up resets the connection, which is what some of the tests are about.
      socket.on('error', () => socket.destroy());
      socket.on('data', (bytes) => {
        requests.push(bytes.toString());
        const answer = queue.shift();
        if (answer !== undefined) give(socket, answer);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await task({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        connections: () => sockets.size,
        requests,
        closed: async () => {
          await Promise.all(closings);
        },
      });
    } finally {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  };
}

function give(socket: Socket, { bytes = [], ending = 'keep' }: WireAnswer): void {
  for (const part of bytes) socket.write(part);
  if (ending === 'end') socket.end();
  if (ending === 'reset') socket.resetAndDestroy();
}
