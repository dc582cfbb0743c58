import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

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
export async function listen(server: Server, port: number, host: string): Promise<Listening> {
  server.requestTimeout = REQUEST_TIMEOUT_MS;
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
    url: `http://${shown}:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
