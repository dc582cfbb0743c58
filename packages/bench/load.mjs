import autocannon from 'autocannon';

/**
 * autocannon checks at this interval whether all requests are answered, in ms. The time after the last answer is not
 * counted.
 */
const LOOKS_EVERY_MS = 5;

/**
 * Posts each delivery once, over keep-alive connections, one request at a time on each.
 *
 * @param {number} port
 * @param {{ body: Buffer, headers: Record<string, string> }[]} deliveries
 * @param {number} connections
 * @returns {Promise<{ ms: number, statuses: Record<number, number> }>} The duration, and how often each status came.
 */
export async function send(port, deliveries, connections) {
  const lines = Math.min(connections, deliveries.length);
  let line = 0;
  const run = autocannon({
    url: `http://127.0.0.1:${port}/webhook`,
    method: 'POST',
    connections: lines,
    amount: deliveries.length,
    sampleInt: LOOKS_EVERY_MS,
    // Each connection gets its own deliveries before its first request: repeats would be deduplicated and cost nothing.
    setupClient(client) {
      const first = line++;
      client.setRequests(deliveries.filter((_, index) => index % lines === first));
    },
  });
  let startedAt = 0;
  let endedAt = 0;
  run.on('start', () => {
    startedAt = performance.now();
  });
  run.on('response', () => {
    endedAt = performance.now();
  });
  const { errors, statusCodeStats } = await run;
  if (errors > 0) throw new Error(`${errors} of ${deliveries.length} deliveries got no answer`);
  const statuses = Object.fromEntries(Object.entries(statusCodeStats).map(([status, { count }]) => [status, count]));
  return { ms: endedAt - startedAt, statuses };
}
