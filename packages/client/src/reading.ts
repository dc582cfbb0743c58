import { unexpectedAnswer } from './answer.ts';
import { type CallOptions, type Id, idOf, nature, optionsOf, textOf } from './arguments.ts';
import type { ClientContext } from './context.ts';
import type { components } from './generated/graph.ts';

/**
 * How a page routes. `on`: Conversation Routing with a default app. `off`: no routing. `primary`: the primary and secondary
 * roles of 2021 to 2025.
 */
export type RoutingMode = 'on' | 'off' | 'primary';

/** A person, in Meta's words; the fields that were asked for and that the person shares. */
export type UserProfile = components['schemas']['UserProfile'] & { readonly id: string };

/** Options of a look at a person's profile. */
export interface UserProfileOptions extends CallOptions {
  /** Fields to ask for. @default ['first_name', 'last_name', 'profile_pic'], on Instagram ['name', 'username', 'profile_pic'] */
  readonly fields?: readonly string[] | undefined;
}

/** What can be read of a page and its people. */
export interface ReadingCalls {
  /**
   * How the page routes on the client's platform, from `messaging_feature_status`: `msgr_multi_app` (`ig_multi_app`) means
   * `on` and wins over `hop_v2`, which means `primary`. Source: Messenger Platform docs, Conversation Routing.
   */
  getRoutingMode(options?: CallOptions): Promise<RoutingMode>;
  /** The profile of a person. Source: Messenger Platform docs, User Profile API. */
  getUserProfile(userId: Id, options?: UserProfileOptions): Promise<UserProfile>;
}

/** The group of calls that read. */
export function readingCalls({ api, transport, pageId, platform }: ClientContext): ReadingCalls {
  const usualFields =
    platform === 'instagram' ? ['name', 'username', 'profile_pic'] : ['first_name', 'last_name', 'profile_pic'];

  return {
    async getRoutingMode(options = {}) {
      const { signal } = optionsOf(options);
      const params = { path: { nodeId: pageId }, query: { fields: 'messaging_feature_status' } };
      const { data, response } = await api.GET('/{nodeId}', { params, fetch: transport.begin(signal).fetch('read') });
      const status = (data as Partial<components['schemas']['PageStatus']> | undefined)?.messaging_feature_status;
      if (typeof status !== 'object' || status === null)
        throw unexpectedAnswer('Graph answered without messaging_feature_status', response, 'node');
      const isRouted = platform === 'instagram' ? status.ig_multi_app : status.msgr_multi_app;
      if (isRouted === true) return 'on';
      return status.hop_v2 === true ? 'primary' : 'off';
    },

    async getUserProfile(userId, options = {}) {
      const { fields = usualFields, signal } = optionsOf(options);
      if (!Array.isArray(fields) || fields.length === 0)
        throw new TypeError(`fields must be a list of names; got ${nature(fields)}`);
      const params = {
        path: { nodeId: idOf(userId, 'userId') },
        query: { fields: fields.map((field) => textOf(field, 'each field')).join(',') },
      };
      const { data } = await api.GET('/{nodeId}', { params, fetch: transport.begin(signal).fetch('read') });
      return { ...(data as components['schemas']['UserProfile'] | undefined), id: params.path.nodeId };
    },
  };
}
