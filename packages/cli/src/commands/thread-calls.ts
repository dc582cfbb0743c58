import type { Client } from '@handover/client';
import { clientOf } from '../settings/client-of.ts';
import type { Settings } from '../settings/settings.ts';
import { UsageError } from '../usage-error.ts';

/** The client of a page whose threads have owners. @throws {UsageError} The platform is WhatsApp. */
export function threadCallsOf(settings: Settings): Client {
  const client = clientOf(settings);
  if (client.platform !== 'whatsapp') return client;
  throw new UsageError(
    'a WhatsApp number has no thread control in this API: the bot keeps hand-overs in its own store; handover waiting lists them',
  );
}
