import { buildClient, type Client, type ClientOptions } from '../build-client.ts';
import { webCarrier } from '../web-carrier.ts';
import { nodeCarrier } from './node-carrier.ts';

/**
 * A client of Graph for one page. Opens nothing and sends nothing until a method is called.
 *
 * @throws {TypeError | RangeError} An option is missing or wrong; the message names it.
 */
export function createClient(options: ClientOptions): Client {
  return buildClient(options, (fetch) => (fetch === undefined ? nodeCarrier() : webCarrier(fetch)));
}
