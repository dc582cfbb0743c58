import type { Client as OpenApiClient } from 'openapi-fetch';
import type { paths } from '../generated/whatsapp.ts';
import type { Transport } from '../transport.ts';

/** The openapi-fetch client over every path of WhatsApp's description. */
export type WhatsappApi = OpenApiClient<paths>;

/** What all groups of calls share. */
export interface WhatsappContext {
  readonly api: WhatsappApi;
  readonly transport: Transport;
  readonly phoneNumberId: string;
  readonly accountId: string | undefined;
}
