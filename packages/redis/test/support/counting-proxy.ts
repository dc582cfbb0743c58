import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that counts the turns of the conversation. */
export interface CountingProxy {
  readonly port: number;
  /** Which side spoke, in order: one entry for everything a side sends before the other answers. */
  readonly turns: ('client' | 'server')[];
  close(): Promise<void>;
}

/** Puts a proxy in front of a loopback port. */
export async function countingProxy(toPort: number): Promise<CountingProxy> {
  const turns: ('client' | 'server')[] = [];
  const sockets = new Set<Socket>();
  const note = (who: 'client' | 'server') => (): void => {
    if (turns.at(-1) !== who) turns.push(who);
  };
  const server = createServer((client) => {
    const upstream = connect(toPort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', note('client')).pipe(upstream);
    upstream.on('data', note('server')).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    turns,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
