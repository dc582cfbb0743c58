import { cores, startContender } from '../contender.mjs';

const peers = ['fetch', 'openapi-fetch', 'messaging-api-messenger'];

/** The client's `passThreadControl` against a server that answers at once, one call at a time and 64 in flight. */
export const client = {
  name: 'client',
  comparisons: [1, 64].flatMap((concurrency) => [
    {
      name: `client-${concurrency}-in-flight`,
      ours: `handover ${concurrency}`,
      theirs: `undici ${concurrency}`,
      target: concurrency === 1 ? 0.75 : 0.45,
    },
    {
      name: `client-${concurrency}-ahead-of-messaging-api`,
      ours: `handover ${concurrency}`,
      theirs: `messaging-api-messenger ${concurrency}`,
      target: 1,
    },
    // Figures of other libraries, without a target.
    ...peers.map((peer) => ({
      name: `client-${concurrency}-${peer}`,
      ours: `${peer} ${concurrency}`,
      theirs: `undici ${concurrency}`,
    })),
  ]),
  start: (needed) => startClients(needed, (name) => (name.endsWith(' 1') ? 1500 : 4000)),
};

/** Finding the owner of a thread: from the bot's state, and with a call to Graph each time. */
export const ownership = {
  name: 'ownership',
  comparisons: [{ name: 'is-thread-owner', ours: 'state 1', theirs: 'undici-thread-owner 1', target: 100, by: 'rate' }],
  start: (needed) => startClients(needed, (name) => (name === 'state 1' ? 100_000 : 1500)),
};

async function startClients(needed, countOf) {
  const graph = await startContender('servers/graph.mjs', {}, cores.server);
  const baseUrl = `http://127.0.0.1:${await graph.ask('port')}`;
  const running = new Map();
  for (const name of needed) {
    const [file] = name.split(' ');
    if (!running.has(file)) running.set(file, await startContender(`clients/${file}.mjs`, { baseUrl }, cores.load));
  }
  return {
    batch: (scale) => scale,
    run(name, scale) {
      const [file, concurrency] = name.split(' ');
      return running.get(file).ask('run', Math.ceil(countOf(name) * scale), Number(concurrency));
    },
  };
}
