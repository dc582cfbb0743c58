import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

/** A server that sends raw bytes, for answers that an HTTP server would never send. */
export interface WireServer {
  readonly url: string;
  /** Number of connections so far. */
  readonly connections: () => number;
  /** Requests so far, each as raw text. */
  readonly requests: readonly string[];
  /** Resolves once every connection so far is closed. */
  closed(): Promise<void>;
}

/** Bytes to send, and what to do with the connection after them. */
export interface WireAnswer {
  readonly bytes?: readonly (string | Uint8Array)[];
  /** @default 'keep' */
  readonly ending?: 'keep' | 'end' | 'reset';
}

/** An answer of Graph as bytes. */
export function answerOf(body: string, headers = ''): WireAnswer {
  return { bytes: [`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`] };
}

/** Runs the task against a server that sends one answer after the other. Further requests get no answer. */
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
      // A client that gives up resets the connection; some tests check that.
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
