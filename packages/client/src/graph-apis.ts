import createOpenApiClient, {
  createFinalURL,
  createQuerySerializer,
  defaultBodySerializer,
  defaultPathSerializer,
} from 'openapi-fetch';
import { wrongType } from './argument-errors.ts';
import type { GraphApi, OwnCalls } from './context.ts';
import type { paths } from './generated/graph.ts';
import { OwnRequest, type SendOwn } from './own-request.ts';
import type { Transport } from './transport.ts';

/** Two ways to call the paths of the description, over one transport. */
export interface GraphApis {
  /** For the client's own calls: typed as openapi-fetch is, and without a `Request` and a `Response`, which nobody sees. */
  readonly own: OwnCalls;
  /** For `client.api`: made when it is first asked for, since Node takes 20 ms to load what the Web has. */
  readonly open: () => GraphApi;
}

/** Makes the two. @param baseUrl With the version, and without a slash at its end. */
export function graphApis(baseUrl: string, transport: Transport): GraphApis {
  const own = { GET: caller(baseUrl, 'GET'), POST: caller(baseUrl, 'POST'), DELETE: caller(baseUrl, 'DELETE') };
  // One implementation of what the types tell apart by path.
  const ownCalls = own as unknown as OwnCalls;
  let open: GraphApi | undefined;

  function makeOpen(): GraphApi {
    const made: GraphApi = createOpenApiClient<paths>({ baseUrl, fetch: transport.fetch, bodySerializer });
    const { use, GET, POST, DELETE } = made;
    made.use = (...middleware) => {
      use(...middleware);
      // A middleware sees every call of the client, in the objects of the Web that it is written for.
      Object.assign(own, { GET, POST, DELETE });
    };
    return made;
  }

  return {
    own: ownCalls,
    open: () => {
      open ??= makeOpen();
      return open;
    },
  };
}

/** What is used of the parameters of an own call; `fetch` is that of a call, which sends {@link OwnRequest}s too. */
interface OwnParameters {
  readonly params: { readonly path?: Record<string, unknown>; readonly query?: Record<string, unknown> };
  readonly body?: unknown;
  readonly fetch: SendOwn;
}

function caller(baseUrl: string, method: string): (path: string, parameters: OwnParameters) => Promise<unknown> {
  const querySerializer = createQuerySerializer();
  return async (path, { params, body, fetch }) => {
    const url = createFinalURL(path, { baseUrl, params, querySerializer, pathSerializer: defaultPathSerializer });
    const response = await fetch(new OwnRequest(url, method, body === undefined ? undefined : jsonOf(body)));
    return { data: response.data, response };
  };
}

// It takes the headers too, which its type leaves out: they say whether the body is a form.
const serialize: (body: unknown, headers: unknown) => unknown = defaultBodySerializer;

function bodySerializer(body: unknown, headers?: unknown): unknown {
  return written(() => serialize(body, headers));
}

function jsonOf(body: unknown): string {
  return written(() => JSON.stringify(body));
}

/** What the runtime says of a value that it cannot write may name keys of the caller's, so it is left out. */
function written<T>(write: () => T): T {
  try {
    return write();
  } catch {
    throw wrongType(
      'the body of the call must be JSON (got a value that JSON has no form for): look for a BigInt and for an object that refers to itself',
    );
  }
}
