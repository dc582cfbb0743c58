import { allPages } from './all-pages.ts';
import { type CallOptions, listOf, optionsOf, textOf } from './argument-checks.ts';
import type { ClientContext } from './client-context.ts';
import { OptionError } from './option-error.ts';
import type { Call } from './transport.ts';

/**
 * A field that an app may subscribe to: the fields of conversations, and any other field of Meta's. For some, Instagram
 * Login has its own names, in the singular. Source: Graph API reference, Page subscribed_apps; Instagram Platform docs,
 * Webhooks.
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
  /** Replaces the present fields instead of adding to them. @default false */
  readonly replace?: boolean | undefined;
}

/** An app that gets deliveries for the page. */
export interface Subscription {
  /** App id. */
  readonly id: string;
  /** Name of the app, if Graph returns it. */
  readonly name: string | undefined;
  /** The fields that it is subscribed to. */
  readonly subscribedFields: readonly SubscribedField[];
}

/**
 * Which deliveries the calling app gets for the page. Needs pages_messaging, pages_manage_metadata and the MODERATE
 * task.
 */
export interface SubscriptionCalls {
  /**
   * Subscribes this app to fields, in addition to its present ones. Meta's call replaces the list, so the client first
   * reads the present list, under its `appId`. Meta refuses all fields if one is unknown. Set up the webhook of the app
   * itself in the app dashboard. Source: Graph API reference, Page subscribed_apps.
   *
   * @example
   * await client.subscribe(['messages', 'messaging_postbacks', 'messaging_handovers', 'standby']);
   * @returns All fields that the app is subscribed to now.
   * @throws {OptionError} Apps are subscribed, and without `appId` the client does not know which one it is (as a
   *   rejection).
   */
  subscribe(
    fields: readonly SubscribedField[],
    options?: SubscribeOptions,
  ): Promise<{ readonly subscribedFields: readonly SubscribedField[] }>;
  /** Resolves to all apps that get deliveries for the page, as far as the token may see them. */
  getSubscriptions(options?: CallOptions): Promise<Subscription[]>;
  /** Ends this app's deliveries for the page. */
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
    // Even if only one app is listed, it may be another app.
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
