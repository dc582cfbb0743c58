import { type CallOptions, optionsOf, textOf } from '../argument-checks.ts';
import { timeOf } from '../graph-answer.ts';
import { isObject } from '../is-object.ts';
import { OptionError } from '../option-error.ts';
import type { WhatsappContext } from './whatsapp-context.ts';

/** Options of a subscription to an account. */
export interface WhatsappSubscribeOptions extends CallOptions {
  /** Address for the deliveries of this account. @default the address of the app */
  readonly callbackUrl?: string | undefined;
  /** Verify token of that address. */
  readonly verifyToken?: string | undefined;
}

/** An app that gets the deliveries of the account. */
export interface WhatsappSubscription {
  /** App id. */
  readonly id: string;
  /** Name of the app, if Graph returns it. */
  readonly name: string | undefined;
  /** Graph does not say which fields an app gets: they are chosen for the app, in the app dashboard. */
  readonly subscribedFields: undefined;
  /** The address for this account, if it has one of its own. */
  readonly callbackUrl?: string;
}

/** A business phone number. */
export interface BusinessNumber {
  /** The number for readers. */
  readonly displayNumber: string | undefined;
  /** The name that people see. */
  readonly name: string | undefined;
  /** Whether the number is also in the WhatsApp Business app on a phone, so that people answer there. */
  readonly coexistence: boolean;
  /** Time of the answer in ms since 1970, by the server's `Date` header (whole seconds), or by the local clock. */
  readonly at: number;
}

/** Calls about the account, which need the option `accountId`, and about the number. */
export interface WhatsappAccountCalls {
  /**
   * Subscribes this app to the account. The fields are chosen for the app, in the app dashboard: messages, and
   * smb_message_echoes for what people write on the phone. Source: WhatsApp docs, subscribed_apps.
   *
   * @throws {OptionError} The client was created without `accountId` (as a rejection).
   * @example
   * const phoneNumberId = '550000000000002';
   * const client = createClient({ platform: 'whatsapp', phoneNumberId, accountId: '330000000000001', accessToken });
   * await client.subscribe();
   */
  subscribe(options?: WhatsappSubscribeOptions): Promise<void>;
  /** Resolves to the apps that get the deliveries of the account. @throws {OptionError} The client has no `accountId`. */
  getSubscriptions(options?: CallOptions): Promise<WhatsappSubscription[]>;
  /** Ends this app's deliveries of the account. @throws {OptionError} The client has no `accountId`. */
  unsubscribe(options?: CallOptions): Promise<void>;
  /**
   * Resolves to the number, its name, and whether people can answer in the phone app. Source: WhatsApp docs, Business phone
   * numbers.
   *
   * @example
   * const client = createClient({ platform: 'whatsapp', phoneNumberId: '550000000000002', accessToken });
   * const { coexistence } = await client.getNumber();
   */
  getNumber(options?: CallOptions): Promise<BusinessNumber>;
}

const fields = 'id,display_phone_number,verified_name,is_on_biz_app,platform_type';

/** The group of calls about the account and the number. */
export function whatsappAccountCalls({
  api,
  transport,
  phoneNumberId,
  accountId,
}: WhatsappContext): WhatsappAccountCalls {
  function pathOf(call: string): { readonly accountId: string } {
    if (accountId !== undefined) return { accountId };
    throw new OptionError(
      'accountId',
      `${call} needs the account of the number: give createClient the option accountId`,
    );
  }

  return {
    async subscribe(options = {}) {
      const { callbackUrl, verifyToken, signal } = optionsOf(options);
      const path = pathOf('subscribe');
      const body = {
        ...(callbackUrl !== undefined && { override_callback_uri: textOf(callbackUrl, 'callbackUrl') }),
        ...(verifyToken !== undefined && { verify_token: textOf(verifyToken, 'verifyToken') }),
      };
      const fetch = transport.begin(signal).fetch('refused');
      await api.POST('/{accountId}/subscribed_apps', { params: { path }, body, fetch });
    },

    async getSubscriptions(options = {}) {
      const { signal } = optionsOf(options);
      const path = pathOf('getSubscriptions');
      const fetch = transport.begin(signal).fetch('read');
      const { data } = await api.GET('/{accountId}/subscribed_apps', { params: { path }, fetch });
      const apps = Array.isArray(data?.data) ? data.data : [];
      return apps.filter(isObject).flatMap(({ whatsapp_business_api_data: app, override_callback_uri: callbackUrl }) =>
        isObject(app)
          ? [
              {
                id: String(app.id),
                name: app.name,
                subscribedFields: undefined,
                ...(callbackUrl !== undefined && { callbackUrl }),
              },
            ]
          : [],
      );
    },

    async unsubscribe(options = {}) {
      const { signal } = optionsOf(options);
      const path = pathOf('unsubscribe');
      const fetch = transport.begin(signal).fetch('refused');
      await api.DELETE('/{accountId}/subscribed_apps', { params: { path }, fetch });
    },

    async getNumber(options = {}) {
      const { signal } = optionsOf(options);
      const fetch = transport.begin(signal).fetch('read');
      const params = { path: { phoneNumberId }, query: { fields } };
      const { data, response } = await api.GET('/{phoneNumberId}', { params, fetch });
      return {
        displayNumber: data?.display_phone_number,
        name: data?.verified_name,
        // Several programs read it so; Meta's page has no sentence about it.
        coexistence: data?.is_on_biz_app === true && data.platform_type === 'CLOUD_API',
        at: timeOf(response.headers),
      };
    },
  };
}
