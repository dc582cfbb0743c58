import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createClient, type WhatsappClient } from '@handover/client';
import * as assert from 'uvu/assert';
import { createWhatsappContract } from '../../openapi/contract.ts';
import { APP } from './make-bot.ts';

/** A message that Graph accepted. */
export interface SentToGraph {
  readonly number: string;
  /** The person, as the call named them. */
  readonly to: string;
  readonly mid: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A small Graph for WhatsApp numbers, on loopback. */
export interface NumberGraph {
  /** Messages in the order of arrival. */
  readonly sent: readonly SentToGraph[];
  /** Read receipts, as they came. */
  readonly receipts: readonly Readonly<Record<string, unknown>>[];
  /** Texts that were sent. */
  texts(): readonly unknown[];
  /** Called with each message before it is answered. */
  onSend: ((message: SentToGraph) => unknown) | undefined;
  /** Refuses the next message with this error. */
  refuse(error: Readonly<Record<string, unknown>>): void;
  client(phoneNumberId?: string): WhatsappClient;
}

const contract = createWhatsappContract();

/** Runs a test against a Graph that holds each call against the description. */
export async function withNumberGraph(work: (graph: NumberGraph) => Promise<void>): Promise<void> {
  const sent: SentToGraph[] = [];
  const receipts: Readonly<Record<string, unknown>>[] = [];
  const refusals: Readonly<Record<string, unknown>>[] = [];
  const problems: string[] = [];

  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    const content = await text(request);
    const body = content === '' ? undefined : (JSON.parse(content) as Record<string, unknown>);
    problems.push(...contract.validateRequest({ method, url, ...(body !== undefined && { body }) }));
    const refusal = refusals.shift();
    response.setHeader('content-type', 'application/json');
    if (refusal !== undefined) {
      response.writeHead(400).end(JSON.stringify({ error: { message: 'No.', type: 'OAuthException', ...refusal } }));
      return;
    }
    if (body?.['status'] === 'read') {
      receipts.push(body);
      response.end(JSON.stringify({ success: true }));
      return;
    }
    const to = String(body?.['to'] ?? body?.['recipient']);
    const message = { number: url.split('/')[2] ?? '', to, mid: `wamid.SENT${sent.length + 1}`, body: body ?? {} };
    sent.push(message);
    await graph.onSend?.(message);
    response.end(JSON.stringify({ messaging_product: 'whatsapp', messages: [{ id: message.mid }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const graph: NumberGraph = {
    sent,
    receipts,
    onSend: undefined,
    texts: () => sent.map(({ body }) => (body['text'] as { body?: unknown } | undefined)?.body ?? body['type']),
    refuse: (error) => void refusals.push(error),
    client: (phoneNumberId = '550000000000002') =>
      createClient({ platform: 'whatsapp', phoneNumberId, accessToken: 'EAAnumber', appId: APP, baseUrl, retries: 0 }),
  };
  try {
    await work(graph);
    assert.equal(problems, []);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
