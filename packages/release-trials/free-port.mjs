import { once } from 'node:events';
import { createServer } from 'node:net';

// Below the range from which systems assign ports to connections. A port in that range might be taken before its use.
const FIRST = 20_000;
const LAST = 30_000;

let next = FIRST + (process.pid % (LAST - FIRST));

/**
 * Finds a free loopback port, a different one each time.
 *
 * @returns {Promise<number>}
 */
export async function freePort() {
  for (let tries = 0; tries < 100; tries++) {
    const port = next;
    next = next === LAST ? FIRST : next + 1;
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port in a hundred before ${next}`);
}

async function isFree(port) {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    if (error.code === 'EADDRINUSE') return false;
    throw error;
  }
  server.close();
  await once(server, 'close');
  return true;
}
