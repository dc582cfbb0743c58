import createOpenApiClient, { type Client, defaultBodySerializer } from 'openapi-fetch';
import { LightRequest } from './light-http.ts';
import { OptionError } from './option-error.ts';
import type { Transport } from './transport.ts';

/**
 * The openapi-fetch client for the client's own calls. Each call passes the `fetch` of its transport. It never gets
 * middleware, so users never see the light requests.
 *
 * @param baseUrl Includes the version; has no slash at its end.
 */
export function ownApi<Paths extends object>(baseUrl: string): Client<Paths> {
  return createOpenApiClient<Paths>({ baseUrl, Request: LightRequest, bodySerializer });
}

/** The openapi-fetch client that users get, as published. Each of its requests is a call of the transport. */
export function openApi<Paths extends object>(baseUrl: string, transport: Transport): Client<Paths> {
  return createOpenApiClient<Paths>({ baseUrl, fetch: transport.fetch, bodySerializer });
}

// The function also takes the headers, which show whether the body is a form. Its type omits them.
const serialize: (body: unknown, headers: unknown) => unknown = defaultBodySerializer;

function bodySerializer(body: unknown, headers?: unknown): unknown {
  try {
    return serialize(body, headers);
  } catch {
    // The runtime's message may name the caller's keys, so it is left out.
    throw new OptionError(
      'body',
      'the body of the call must be JSON (got a value that JSON cannot represent): look for a BigInt or an object that refers to itself',
    );
  }
}
