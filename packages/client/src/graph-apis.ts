import createOpenApiClient, { defaultBodySerializer } from 'openapi-fetch';
import type { GraphApi } from './client-context.ts';
import type { paths } from './generated/graph.ts';
import { LightRequest } from './light-http.ts';
import { OptionError } from './option-error.ts';
import type { Transport } from './transport.ts';

/**
 * The openapi-fetch client of the client's own calls. Each call brings the `fetch` of its transport. No middleware is ever
 * added, so that users never meet the light requests.
 *
 * @param baseUrl With the version, and without a slash at its end.
 */
export function ownApi(baseUrl: string): GraphApi {
  return createOpenApiClient<paths>({ baseUrl, Request: LightRequest, bodySerializer });
}

/** The openapi-fetch client that users get, as published: each of its requests is a call of the transport. */
export function openApi(baseUrl: string, transport: Transport): GraphApi {
  return createOpenApiClient<paths>({ baseUrl, fetch: transport.fetch, bodySerializer });
}

// It takes the headers too, which its type leaves out: they say whether the body is a form.
const serialize: (body: unknown, headers: unknown) => unknown = defaultBodySerializer;

function bodySerializer(body: unknown, headers?: unknown): unknown {
  try {
    return serialize(body, headers);
  } catch {
    // What the runtime says of a value that it cannot write may name keys of the caller's, so it is left out.
    throw new OptionError(
      'body',
      'the body of the call must be JSON (got a value that JSON has no form for): look for a BigInt and for an object that refers to itself',
    );
  }
}
