import { type WhatsappAccountCalls, whatsappAccountCalls } from './whatsapp-account-calls.ts';
import type { WhatsappApi, WhatsappContext } from './whatsapp-context.ts';
import { type WhatsappMessageCalls, whatsappMessageCalls } from './whatsapp-message-calls.ts';

/** A client of Graph for one WhatsApp Business number. Methods never throw: they return a promise, which rejects on failure. */
export interface WhatsappClient extends WhatsappMessageCalls, WhatsappAccountCalls {
  /** Id of the calling app, if given. */
  readonly appId: string | undefined;
  /** Id of the phone number: what the threads of a bot have as their page. */
  readonly pageId: string;
  /** Id of the account, if given. */
  readonly accountId: string | undefined;
  /** Platform of the threads. */
  readonly platform: 'whatsapp';
  /** Every path of WhatsApp's description, typed; otherwise as {@link Client.api}. */
  readonly api: WhatsappApi;
}

/** The client for the checked options. @param openApi Makes `api`, on first use. */
export function whatsappClient(
  context: WhatsappContext & { readonly appId: string | undefined },
  openApi: () => WhatsappApi,
): WhatsappClient {
  const { appId, phoneNumberId, accountId } = context;
  let api: WhatsappApi | undefined;
  return {
    appId,
    pageId: phoneNumberId,
    accountId,
    platform: 'whatsapp',
    get api() {
      api ??= openApi();
      return api;
    },
    ...whatsappMessageCalls(context),
    ...whatsappAccountCalls(context),
  };
}
