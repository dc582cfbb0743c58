import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as assert from 'uvu/assert';
import { createContract, createWhatsappContract } from '../../../../openapi/contract.ts';
import {
  type Client,
  type ClientOptions,
  createClient,
  type WhatsappClient,
  type WhatsappClientOptions,
} from '../../src/index.ts';

const contracts = { page: createContract(), number: createWhatsappContract() };

/** How the server answers one request. */
export interface Answer {
  /** @default 200 */
  readonly status?: number;
  /** Body as JSON. */
  readonly json?: unknown;
  /** Body as text. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Closes the connection without an answer, keeps it open without one, or stops in the middle of the body. */
  readonly trouble?: 'hangUp' | 'silence' | 'halfBody';
}

/** A request as the server received it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly url: string;
  readonly body: unknown;
}

/** The ways to send requests: over `node:http`, and through a `fetch`, as on other runtimes. */
const ways: Readonly<Record<string, Pick<ClientOptions, 'fetch'>>> = {
  'node:http': {},
  fetch: { fetch: (url, init) => globalThis.fetch(url, init) },
};

/** A small Graph that sends scripted answers. */
export interface GraphServer {
  readonly url: string;
  readonly seen: readonly Seen[];
  /** Creates a client of this server with almost no pauses between attempts. */
  client(options?: Partial<ClientOptions> & { backOffMs?: number }): Client;
  /** The same for a WhatsApp number. */
  number(options?: Partial<WhatsappClientOptions>): WhatsappClient;
}

/** Ids of a WhatsApp number and its account. */
export const number = '550000000000002';
export const account = '330000000000001';

export const accessToken = 'EAAhandoverExamplePageToken';
export const appSecret = '0123456789abcdef0123456789abcdef';
export const page = '804155501230077';
export const person = '7312004455667788';
export const bot = '1450077300221199';
export const desk = '880042117756310';

/** The time of the server's clock, in its `Date` header. */
export const serverTime: number = Date.parse('Mon, 01 Dec 2025 12:00:00 GMT');

export const done: Answer = { json: { success: true } };

/** A refusal in Graph's envelope. */
export function refusal(code: number, subcode?: number, message = 'No.', extra: object = {}): Answer {
  const error = {
    message,
    type: 'OAuthException',
    code,
    ...(subcode !== undefined && { error_subcode: subcode }),
    fbtrace_id: 'AhvTrace0001',
  };
  return { status: 400, json: { error: { ...error, ...extra } } };
}

/** An answer to a look-up of the owner. */
export function owned(appId?: string, expiresInSeconds = 86_400): Answer {
  const expiration = Math.floor(serverTime / 1000) + expiresInSeconds;
  return { json: { data: [{ thread_owner: { ...(appId !== undefined && { app_id: appId }), expiration } }] } };
}

export const idle: Answer = { json: { data: [] } };

/**
 * Runs the task with each way to send, against a server on loopback that sends one answer after the other. Fails
 * if a request breaks the description, has the token in its address or has no scripted answer, or if an
 * answer is left over.
 */
export function withGraph(
  answers: readonly Answer[],
  task: (graph: GraphServer) => Promise<void>,
  of: keyof typeof contracts = 'page',
): () => Promise<void> {
  return async () => {
    for (const [name, way] of Object.entries(ways)) {
      await runWith(way, answers, task, contracts[of]).catch((error: Error) => {
        error.message = `by ${name}: ${error.message}`;
        throw error;
      });
    }
  };
}

async function runWith(
  way: Pick<ClientOptions, 'fetch'>,
  answers: readonly Answer[],
  task: (graph: GraphServer) => Promise<void>,
  contract: (typeof contracts)['page'],
): Promise<void> {
  const queue = [...answers];
  const seen: Seen[] = [];
  const problems: string[] = [];

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const content = await text(request);
    const body: unknown = content === '' ? undefined : JSON.parse(content);
    const { pathname, searchParams } = new URL(url, 'http://graph.invalid');
    seen.push({ method, path: pathname, query: Object.fromEntries(searchParams), headers, url, body });
    problems.push(...contract.validateRequest({ method, url, ...(body !== undefined && { body }) }));
    if (url.includes(accessToken)) problems.push('the token stands in the address');
    const answer = queue.shift() ?? { status: 500, text: 'no answer is left' };
    if (answer.text === 'no answer is left') problems.push(`${method} ${url} came without a scripted answer`);
    give(answer, response);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => problems.push(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await task({
      url,
      seen,
      client: (options) => createClient({ accessToken, baseUrl: url, backOffMs: 1, ...way, ...options }),
      number: (options) =>
        createClient({
          platform: 'whatsapp',
          phoneNumberId: number,
          accessToken,
          baseUrl: url,
          backOffMs: 1,
          ...way,
          ...options,
        }),
    });
    assert.equal(problems, []);
    assert.is(queue.length, 0, 'answers are left over');
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function give({ status = 200, json, text: plain, headers = {}, trouble }: Answer, response: ServerResponse): void {
  if (trouble === 'silence') return;
  if (trouble === 'hangUp') {
    response.destroy();
    return;
  }
  const type = json === undefined ? 'text/html' : 'application/json; charset=UTF-8';
  response.writeHead(status, { 'content-type': type, date: new Date(serverTime).toUTCString(), ...headers });
  if (trouble === 'halfBody') response.write('{"success":');
  else response.end(json === undefined ? plain : JSON.stringify(json));
}

/** Resolves to the error that the promise rejects with. Fails if the promise resolves. */
export async function rejection<T = Error>(promise: Promise<unknown>): Promise<T> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  assert.ok(outcome !== undefined, 'it resolved');
  return outcome?.error as T;
}
