import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A delivery as a bot receives it. */
export interface Received {
  headers: IncomingHttpHeaders;
  raw: string;
  body: { object: string; entry: Entry[] };
  /** Result of an independent check of both signatures. */
  signed: boolean;
}

export interface Entry {
  id: string;
  time: number;
  messaging?: Item[];
  standby?: Item[];
  changes?: { field: string; value: Item }[];
  hop_context?: unknown;
}

export type Item = Record<string, unknown>;

/** A bot's webhook: keeps deliveries, checks their signatures independently, answers with the given statuses. */
export interface Webhook {
  url: string;
  received: Received[];
  /** Events since the last call, as short lines: lane, kind, and content. */
  news(): string[];
  /** Items that arrived since the last call of `items`, of this kind. */
  items(): { lane: string; item: Record<string, unknown> }[];
  /** Statuses of the next answers; the last status repeats. */
  answer(...statuses: number[]): void;
  /** Runs during every delivery, before the answer. */
  during: (received: Received) => Promise<void> | void;
  close(): Promise<void>;
}

/** Starts a webhook on a free loopback port. */
export async function startWebhook(secret: string, verifyToken = 'verify-me'): Promise<Webhook> {
  let statuses = [200];
  let reported = 0;
  let taken = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (request.method === 'GET') {
        const fits =
          url.searchParams.get('hub.mode') === 'subscribe' && url.searchParams.get('hub.verify_token') === verifyToken;
        response.writeHead(fits ? 200 : 403).end(fits ? url.searchParams.get('hub.challenge') : 'no');
        return;
      }
      const raw = Buffer.concat(chunks);
      const sign = (algorithm: string): string =>
        `${algorithm}=${createHmac(algorithm, secret).update(raw).digest('hex')}`;
      const received: Received = {
        headers: request.headers,
        raw: raw.toString('latin1'),
        body: JSON.parse(raw.toString('utf8')),
        signed:
          request.headers['x-hub-signature-256'] === sign('sha256') &&
          request.headers['x-hub-signature'] === sign('sha1'),
      };
      webhook.received.push(received);
      await webhook.during(received);
      const status = (statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200;
      response.writeHead(status).end('EVENT_RECEIVED');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const webhook: Webhook = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    received: [],
    during: () => undefined,
    news() {
      const lines = webhook.received.slice(reported).flatMap(({ body }) => body.entry.flatMap(linesOf));
      reported = webhook.received.length;
      return lines;
    },
    items() {
      const fresh = webhook.received.slice(taken).flatMap(({ body }) => body.entry.flatMap(itemsOf));
      taken = webhook.received.length;
      return fresh;
    },
    answer(...given) {
      statuses = given;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return webhook;
}

/** The newest item that a webhook got. */
export function lastItem({ received }: Webhook): Record<string, unknown> {
  const item = received.flatMap(({ body }) => body.entry.flatMap(itemsOf)).at(-1)?.item;
  if (!item) throw new Error('the webhook has no delivery');
  return item;
}

function itemsOf(entry: Entry): { lane: string; item: Record<string, unknown> }[] {
  return [
    ...(entry.messaging ?? []).map((item) => ({ lane: 'messaging', item })),
    ...(entry.standby ?? []).map((item) => ({ lane: 'standby', item })),
    ...(entry.changes ?? []).map(({ value }) => ({ lane: 'changes', item: value })),
  ];
}

function linesOf(entry: Entry): string[] {
  return itemsOf(entry).map(({ lane, item }) => `${lane} ${nameOf(item)}`);
}

function nameOf(item: Record<string, unknown>): string {
  const message = item['message'] as { is_echo?: boolean; text?: string } | undefined;
  if (message) return `${message.is_echo ? 'echo' : 'message'} ${message.text ?? ''}`.trim();
  return (
    Object.keys(item).find((key) => !['sender', 'recipient', 'timestamp', 'hop_context'].includes(key)) ?? 'nothing'
  );
}
