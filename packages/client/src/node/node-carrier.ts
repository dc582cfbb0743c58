import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import type { Carrier, OutgoingRequest } from '../carrier.ts';
import { receive } from './receive.ts';

/** Where requests to one origin go. */
interface Destination {
  readonly origin: string;
  /** Looked up at each call: tracers replace `request`. */
  readonly module: typeof http | typeof https;
  /** Value of the header `Host`. */
  readonly host: string;
  readonly options: http.RequestOptions;
}

// As long as Node's fetch keeps an idle connection: one that is older may just be closed by the other end.
const idleMs = 4000;

// Shared by all clients of a process, as the connections of fetch are: apps have a client for each page.
const protocols: Readonly<Record<string, { readonly module: typeof http | typeof https; agent?: http.Agent }>> = {
  'http:': { module: http },
  'https:': { module: https },
};

// They describe the connection, which is the carrier's.
const ownHeaders = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Carries requests by `node:http` and `node:https` over connections that are kept: less than half of the work of Node's
 * fetch, which goes through streams and objects of the Web that nobody sees here.
 */
export function nodeCarrier(): Carrier {
  // The client has one address; another one comes up only where a caller of client.api gives it.
  let destination: Destination | undefined;

  function start(request: OutgoingRequest): ClientRequest {
    const { url, method, body } = request;
    const slash = url.indexOf('/', url.indexOf('//') + 2);
    const origin = slash < 0 ? url : url.slice(0, slash);
    if (destination?.origin !== origin) destination = destinationOf(origin);
    const { module, options, host } = destination;
    const started = module.request({
      ...options,
      method,
      path: slash < 0 ? '/' : url.slice(slash),
      headers: headersOf(request, host),
    });
    started.end(body instanceof ArrayBuffer ? new Uint8Array(body) : body);
    return started;
  }

  return (request, outcome) => {
    try {
      const started = start(request);
      started.on('response', (response) => receive(response, outcome));
      started.on('error', outcome.failed);
      // Nobody asked for another protocol; without a listener Node ends the request in silence.
      started.on('upgrade', (_response, socket) => {
        socket.destroy();
        outcome.failed(new Error('the other end changed to another protocol'));
      });
      return () => started.destroy();
    } catch (error) {
      // An address or a header that Node can't send, from a caller of client.api.
      queueMicrotask(() => outcome.failed(error));
      return () => undefined;
    }
  };
}

function destinationOf(origin: string): Destination {
  const { protocol, hostname, port, host } = new URL(origin);
  const known = protocols[protocol];
  if (known === undefined) throw new TypeError(`${protocol} is neither http: nor https:`);
  known.agent ??= new known.module.Agent({ keepAlive: true, timeout: idleMs });
  // Brackets belong to the address of an IPv6 host, not to its name.
  const name = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return {
    origin,
    module: known.module,
    host,
    options: { agent: known.agent, hostname: name, ...(port !== '' && { port: Number(port) }) },
  };
}

/** Names and values by turns, which Node takes as they are: half of what an object of them costs. */
function headersOf({ method, headers, body }: OutgoingRequest, host: string): string[] {
  // No accept-encoding: answers are short, and to unpack them takes longer than to receive them.
  const list = ['host', host];
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && !ownHeaders.has(name)) list.push(name, value);
  }
  if (body !== undefined) {
    list.push('content-length', String(typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength));
  } else if (method !== 'GET' && method !== 'HEAD' && method !== 'DELETE') {
    // Without it Node would announce a body in pieces.
    list.push('content-length', '0');
  }
  return list;
}
