import { buildClient, type Client } from './build-client.ts';
import type { ClientOptions } from './client-options.ts';
import { webCarrier } from './web-carrier.ts';

/**
 * Creates a client of Graph for one page. Opens nothing and sends nothing until a method is called.
 *
 * @throws {TypeError | RangeError} An option is missing, wrong or unknown; the message names it, and `kind` is 'invalid'.
 * @example const client = createClient({ accessToken, appId });
 */
export function createClient(options: ClientOptions): Client {
  return buildClient(options, webCarrier);
}
