import { createServer } from 'node:http';

/**
 * The methods of a server contender.
 *
 * @param {import('node:http').RequestListener} listener
 * @param {() => number} handled How many events its handler has received.
 */
export async function serve(listener, handled) {
  const server = createServer(listener);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: () => server.address().port,
    handled,
    cpu: () => process.cpuUsage(),
  };
}
