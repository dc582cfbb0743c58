import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SignedDelivery } from './worker-process.ts';

/** A webhook that accepts every delivery and keeps it, so that a test can deliver it again. */
export interface Collector {
  readonly url: string;
  readonly deliveries: readonly SignedDelivery[];
  close(): Promise<void>;
}

/** Headers that belong to a delivery's body, not to its connection. */
const KEPT = ['content-type', 'x-hub-signature', 'x-hub-signature-256'];

/** Starts a collector on loopback. */
export async function startCollector(): Promise<Collector> {
  const deliveries: SignedDelivery[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(KEPT.map((name) => [name, String(request.headers[name] ?? '')]));
      deliveries.push({ body: Buffer.concat(chunks), headers });
      response.end('EVENT_RECEIVED');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    deliveries,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
