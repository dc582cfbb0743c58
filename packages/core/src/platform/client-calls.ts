import { CLIENT_CALLS, NUMBER_CALLS } from '../client-port.ts';
import type { Platform } from '../event-parts.ts';
import { PLATFORMS } from './platforms.ts';

/** Names of the calls that a client needs on a platform and lacks. */
export function missingCalls(client: object, platform: Platform): readonly string[] {
  const calls: readonly string[] = PLATFORMS[platform].hasThreadControl ? CLIENT_CALLS : NUMBER_CALLS;
  return calls.filter((call) => typeof (client as Record<string, unknown>)[call] !== 'function');
}
