import type { Agent, AgentOptions, ClientRequest, IncomingMessage } from 'node:http';
import { maxBodyBytes, type RawAnswer, type Send } from './sending.ts';

/** A body that is already text. For anything but text and JSON, it creates a real `Response`. */
class LightBody {
  readonly bodyUsed: boolean = false;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get body(): Response['body'] {
    return new Response(this.#text).body;
  }

  async text(): Promise<string> {
    return this.#text;
  }

  async json(): Promise<unknown> {
    return JSON.parse(this.#text);
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return new Response(this.#text).arrayBuffer();
  }

  blob(): ReturnType<Response['blob']> {
    return new Response(this.#text).blob();
  }

  formData(): ReturnType<Response['formData']> {
    return new Response(this.#text).formData();
  }
}

/**
 * The `Request` of the client's own calls. Node takes longer to build and read a real one than to send it. Only the
 * client sees it.
 */
export class LightRequest extends LightBody implements Request {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly cache = 'default';
  readonly credentials = 'omit';
  readonly destination = '';
  readonly duplex = 'half';
  readonly integrity = '';
  readonly keepalive: boolean = false;
  readonly mode = 'cors';
  readonly redirect = 'manual';
  readonly referrer = '';
  readonly referrerPolicy = '';

  constructor(input: ConstructorParameters<typeof Request>[0], { method, headers, body }: RequestInit = {}) {
    super(String(body ?? ''));
    this.url = typeof input === 'object' && 'url' in input ? input.url : String(input);
    this.method = method ?? 'GET';
    this.headers = headers instanceof Headers ? headers : new Headers(headers);
  }

  /** Unused: own calls are aborted by the signal of their call, not of a request. */
  get signal(): AbortSignal {
    return new AbortController().signal;
  }

  clone(): Request {
    return new Request(this);
  }
}

/** The `Response` of the client's own calls, with its JSON already parsed. */
export class LightResponse extends LightBody implements Response {
  readonly status: number;
  readonly headers: Headers;
  readonly ok: boolean = true;
  readonly redirected: boolean = false;
  readonly statusText = '';
  readonly type = 'default';
  readonly url = '';
  readonly #data: unknown;

  constructor({ status, headers, text, data }: RawAnswer & { readonly text: string; readonly data: unknown }) {
    super(text);
    this.status = status;
    this.headers = headers;
    this.#data = data;
  }

  override async json(): Promise<unknown> {
    return this.#data;
  }

  clone(): Response {
    return new Response(this.body ?? undefined, this);
  }
}

// As long as Node's fetch keeps an idle connection. The server may be about to close an older one.
const idleMs = 4000;

// Shared by all clients of a process, like the connections of fetch: an app has a client for each page.
const agents: { http?: Agent; https?: Agent } = {};

/**
 * Returns a sender to an address and everything below it, over `node:http` or `node:https`. It does less than half the
 * work of Node's fetch. Returns undefined on other runtimes and on Node before 20.16 and 22.3. A bundler for another
 * runtime finds no import of a Node module here.
 */
export function nodeSend(address: string): Send | undefined {
  const { navigator, process } = globalThis as { navigator?: { userAgent?: string }; process?: NodeJS.Process };
  // Bun, Deno and workers have a `process` too. Their `userAgent` names them, as Node's does since 21.
  if (typeof process?.getBuiltinModule !== 'function' || !/^Node|^$/.test(navigator?.userAgent ?? '')) return undefined;

  const { origin, protocol } = new URL(address);
  const name = protocol === 'https:' ? 'https' : 'http';
  const module = process.getBuiltinModule(`node:${name}`);
  const { hostname, port } = process.getBuiltinModule('node:url').urlToHttpOptions(new URL(address));
  agents[name] ??= new module.Agent(agentOptions(module.globalAgent));
  const agent = agents[name];

  return ({ url, method, headers, body }) => {
    let request: ClientRequest | undefined;
    const answer = new Promise<RawAnswer>((resolve, reject) => {
      // Looked up on the module at each call, because tracers replace it.
      request = module.request({ agent, hostname, port, method, path: url.slice(origin.length), headers });
      request.on('response', (response) => read(response).then(resolve, reject));
      request.on('error', reject);
      // The client asks for no other protocol. Without this listener, Node would end the request silently.
      request.on('upgrade', (_response, socket) => {
        socket.destroy();
        reject(new Error('the server switched to another protocol'));
      });
      request.end(typeof body === 'object' ? new Uint8Array(body) : body);
    });
    return { answer, cancel: () => request?.destroy() };
  };
}

/** `proxyEnv`: the proxies in the environment, if this Node supports them and is configured to use them. */
type ProxyOptions = AgentOptions & { readonly proxyEnv?: object };

function agentOptions({ options }: Agent & { readonly options?: ProxyOptions }): ProxyOptions {
  return { keepAlive: true, timeout: idleMs, ...(options?.proxyEnv && { proxyEnv: options.proxyEnv }) };
}

/** Reads a complete answer. Closes the connection if the body is too long. */
async function read(response: IncomingMessage): Promise<RawAnswer> {
  const { statusCode: status = 0, rawHeaders } = response;
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  const body = await bytesOf(response);
  const encoding = headers.get('content-encoding');
  const text = body && (encoding === null || body.length === 0 ? body : await unpacked(body, encoding))?.toString();
  return { status, headers, text };
}

/** Resolves to the body's bytes, or to undefined if there are too many. Rejects if the connection ends too early. */
function bytesOf(response: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    response.on('data', (part: Buffer) => {
      length += part.length;
      parts.push(part);
      if (length <= maxBodyBytes) return;
      resolve(undefined);
      response.destroy();
    });
    response.on('end', () => resolve(Buffer.concat(parts, length)));
    response.on('error', reject);
  });
}

/** Decompresses a body that the server compressed although it was not asked to; undefined if it is too long. */
async function unpacked(body: Buffer, encodings: string): Promise<Buffer | undefined> {
  const zlib = process.getBuiltinModule('node:zlib');
  const { promisify } = process.getBuiltinModule('node:util');
  const unpack = { gzip: zlib.unzip, 'x-gzip': zlib.unzip, deflate: zlib.unzip, br: zlib.brotliDecompress };
  let bytes = body;
  // The last encoding is the outermost.
  for (const encoding of encodings.toLowerCase().split(',').reverse()) {
    const name = encoding.trim();
    if (name === 'identity') continue;
    const step = unpack[name as keyof typeof unpack];
    if (step === undefined) throw new Error('the answer has an unknown content encoding');
    try {
      bytes = await promisify<Buffer, object, Buffer>(step)(bytes, { maxOutputLength: maxBodyBytes });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
      throw error;
    }
  }
  return bytes;
}
