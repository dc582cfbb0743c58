import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes deliveries for several machines. */
export interface Balancer {
  readonly url: string;
  close(): Promise<void>;
}

/** Passes each delivery on to the next machine, byte for byte. */
export async function balancer(machines: () => readonly string[]): Promise<Balancer> {
  let turn = 0;
  const server = createServer((request, response) => {
    turn += 1;
    const urls = machines();
    const url = urls[turn % urls.length] ?? '';
    const onward = httpRequest(url, { method: request.method ?? 'POST', headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      // The machine died in the middle of its answer.
      answer.on('error', () => response.destroy());
    });
    // The machine died with the delivery: Meta hears nothing, either.
    onward.on('error', () => response.destroy());
    // Meta has given up.
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    async close() {
      const ended = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await ended;
    },
  };
}
