import { createServer } from 'node:http';
import { createHandover, type HandoverEvent, nodeHandler } from '@handover/core';

export const SECRET = '0123456789abcdef0123456789abcdef';
export const APP_ID = '1450077300221199';

/** A bot behind a port of this machine. */
export interface TestBot {
  /** Address of its webhook. */
  readonly url: string;
  /** Every event that its handlers got. */
  readonly heard: readonly HandoverEvent[];
  /** The requests that it got, as they came. */
  readonly requests: readonly { readonly method: string; readonly path: string; readonly body: string }[];
  close(): Promise<void>;
}

const CALLS = ['passThreadControl', 'takeThreadControl', 'requestThreadControl', 'releaseThreadControl'];
CALLS.push('extendThreadControl', 'getThreadOwner', 'getRoutingMode', 'sendMessage', 'sendAction');
const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

/** Starts a real bot of core that listens to everything and sends nothing. */
export async function startBot({ port = 0 }: { readonly port?: number } = {}): Promise<TestBot> {
  const client = Object.fromEntries(CALLS.map((call) => [call, () => Promise.reject(new Error(call))])) as never;
  const heard: HandoverEvent[] = [];
  const requests: { method: string; path: string; body: string }[] = [];
  const options = { appId: APP_ID, appSecret: SECRET, verifyToken: 'let-me-in', routing: 'on', logger: QUIET } as const;
  const bot = createHandover({ ...options, client });
  bot.on('*', async ({ event }) => void heard.push(event));
  const answer = nodeHandler(bot, { path: '/webhook' });
  const server = createServer((request, response) => {
    const seen = { method: request.method ?? '', path: request.url ?? '', body: '' };
    requests.push(seen);
    request.on('data', (part: Buffer) => {
      seen.body += part.toString('latin1');
    });
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/webhook`,
    heard,
    requests,
    close: async () => {
      await new Promise((done) => server.close(done));
      await bot.close();
    },
  };
}
