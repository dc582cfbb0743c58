import { allPages } from './all-pages.ts';
import { type CallOptions, listOf, optionsOf, textOf } from './argument-checks.ts';
import type { ClientContext } from './client-context.ts';
import { OptionError } from './option-error.ts';
import type { Call } from './transport.ts';

/**
 * What an app may subscribe to: the fields of conversations, and any other that Meta has. Instagram Login has its own names
 * for some, in the singular. Source: Graph API reference, Page subscribed_apps; Instagram Platform docs, Webhooks.
 */
export type SubscribedField =
  | 'messages'
  | 'standby'
  | 'messaging_handovers'
  | 'message_echoes'
  | 'messaging_postbacks'
  | 'messaging_referrals'
  | 'messaging_optins'
  | 'messaging_account_linking'
  | 'messaging_policy_enforcement'
  | 'message_deliveries'
  | 'message_edits'
  | 'message_reactions'
  | 'message_reads'
  | 'messaging_handover'
  | 'messaging_referral'
  | 'messaging_seen'
  | (string & {});

/** Options of a subscription. */
export interface SubscribeOptions extends CallOptions {
  /** Ends what is subscribed and not named now, instead of adding to it. @default false */
  readonly replace?: boolean | undefined;
}

/** An app that gets deliveries for the page. */
export interface Subscription {
  /** App id. */
  readonly id: string;
  /** Name of the app, where Graph tells it. */
  readonly name: string | undefined;
  /** What it is subscribed to. */
  readonly subscribedFields: readonly SubscribedField[];
}

/** Which deliveries the calling app gets for the page. Needs pages_messaging, pages_manage_metadata and the MODERATE task. */
export interface SubscriptionCalls {
  /**
   * Subscribes this app to fields, beside those that it has. Meta's call replaces the list, so the present one is read
   * first, under the client's `appId`. Meta refuses all fields if one is unknown. The webhook of the app itself is set up in the app dashboard. Source: Graph API reference, Page
   * subscribed_apps.
   *
   * @example
   * await client.subscribe(['messages', 'messaging_postbacks', 'messaging_handovers', 'standby']);
   * @returns All fields that are subscribed now.
   * @throws {OptionError} Apps are subscribed and the client does not know by its `appId` which one it is (as a rejection).
   */
  subscribe(
    fields: readonly SubscribedField[],
    options?: SubscribeOptions,
  ): Promise<{ readonly subscribedFields: readonly SubscribedField[] }>;
  /** All apps that get deliveries for the page, as far as the token sees them. */
  getSubscriptions(options?: CallOptions): Promise<Subscription[]>;
  /** Ends all deliveries for the page to this app. */
  unsubscribe(options?: CallOptions): Promise<void>;
}

/** The group of calls about subscriptions. */
export function subscriptionCalls({ api, transport, appId, pageId }: ClientContext): SubscriptionCalls {
  const path = { pageId };

  async function subscriptions(call: Call): Promise<Subscription[]> {
    const apps = await allPages('subscribed_apps', (after) => {
      const query = { fields: 'id,name,subscribed_fields', limit: 100, ...(after !== undefined && { after }) };
      return api.GET('/{pageId}/subscribed_apps', { params: { path, query }, fetch: call.fetch('read') });
    });
    return apps.map(({ id, name, subscribed_fields = [] }) => ({
      id: String(id),
      name,
      subscribedFields: subscribed_fields,
    }));
  }

  function own(apps: readonly Subscription[]): readonly SubscribedField[] {
    // The only one that is listed may be another app than this one.
    if (appId === undefined && apps.length > 0) {
      throw new OptionError(
        'appId',
        `${apps.length === 1 ? 'an app is' : `${apps.length} apps are`} subscribed to this page, which may or may not be this one: give createClient the option appId, or subscribe with { replace: true }`,
      );
    }
    const app = apps.find(({ id }) => id === appId);
    return app?.subscribedFields ?? [];
  }

  return {
    async subscribe(fields, options = {}) {
      const { replace = false, signal } = optionsOf(options);
      const wanted = listOf(fields, 'fields', "fields must be a list of names such as ['messages', 'standby']").map(
        (field) => textOf(field, 'fields', 'each field'),
      );
      const call = transport.begin(signal);
      const present = replace ? [] : own(await subscriptions(call));
      const subscribedFields = [...new Set([...present, ...wanted])];
      const body = { subscribed_fields: subscribedFields };
      await api.POST('/{pageId}/subscribed_apps', { params: { path }, body, fetch: call.fetch('refused') });
      return { subscribedFields };
    },

    async getSubscriptions(options = {}) {
      const { signal } = optionsOf(options);
      return subscriptions(transport.begin(signal));
    },

    async unsubscribe(options = {}) {
      const { signal } = optionsOf(options);
      await api.DELETE('/{pageId}/subscribed_apps', {
        params: { path },
        fetch: transport.begin(signal).fetch('refused'),
      });
    },
  };
}
