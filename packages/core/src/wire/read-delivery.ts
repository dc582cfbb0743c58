import { BUSINESS_AI_APP_ID, BUSINESS_AI_CONTROL_APP_ID } from '../app-ids.ts';
import type { HandoverEvent } from '../events.ts';
import { parseJson } from './json.ts';
import { readEvents } from './read-events.ts';

const AI_APP_IDS: ReadonlySet<string> = new Set([BUSINESS_AI_APP_ID, BUSINESS_AI_CONTROL_APP_ID]);

/**
 * Reads the events of a delivery as a bot does, in wire order, for tools that look at recorded deliveries. It checks no
 * signature, runs no handler and asks no store: on standby and of the owner it knows only what the delivery says.
 *
 * @param bytes The body: JSON in UTF-8.
 * @param options `appId` is the app whose echoes are `'self'`. @default no app
 * @throws {SyntaxError} The bytes are not JSON.
 * @throws {PayloadError} They are no webhook body, or of an object that is no platform.
 *
 * @example
 * for (const { kind, userId } of readDelivery(bytes)) console.log(kind, userId);
 */
export function readDelivery(
  bytes: Uint8Array,
  { appId = '' }: { readonly appId?: string } = {},
): readonly HandoverEvent[] {
  const rest = { aiAppIds: AI_APP_IDS, servesNumbers: true, now: Date.now(), onUnread: () => {} };
  return readEvents(parseJson(bytes), { appId, ...rest });
}
