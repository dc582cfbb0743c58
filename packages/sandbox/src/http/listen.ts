import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens. */
export interface Listening {
  /** Without a slash at the end. */
  url: string;
  /** Ends it, open connections included. */
  close(): Promise<void>;
}

/** A caller that sends its request too slowly is cut off. */
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
  // A wildcard address is no place to call; this machine reaches it by loopback.
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
