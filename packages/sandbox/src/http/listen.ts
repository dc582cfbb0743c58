import type { Server } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** A server that listens. */
export interface Listening {
  /** Base URL, without a trailing slash. */
  url: string;
  /** Closes the server and its open connections. */
  close(): Promise<void>;
}

/** Longest time in ms that a caller may take to send its request. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Starts listening. @throws {Error} The port is taken or the address is not this machine's. */
export async function listen(server: Server | HttpsServer, port: number, host: string): Promise<Listening> {
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  // `closeAllConnections` leaves those open that are in a handshake of TLS or in a tunnel.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: actual } = server.address() as AddressInfo;
  // A wildcard address cannot be called; this machine reaches the server by loopback.
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const shown = name.includes(':') ? `[${name}]` : name;
  return {
    url: `${server instanceof HttpsServer ? 'https' : 'http'}://${shown}:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
