import { type CallOptions, type Id, idOf, listOf, optionsOf, textOf } from './argument-checks.ts';
import type { ClientContext } from './client-context.ts';
import type { components } from './generated/graph.ts';
import { unexpectedAnswer } from './graph-answer.ts';

/** How a page routes. `on`: Conversation Routing with a default app. `off`: no routing. */
export type RoutingMode = 'on' | 'off';

/** How a page routes, and whether that is certain. */
export interface RoutingStatus {
  /** The mode on the client's platform. */
  readonly mode: RoutingMode;
  /**
   * True if `off` follows from `hop_v2` alone, which Meta returns for pages with and without the roles of 2021 to 2025.
   */
  readonly isGuess: boolean;
}

/** A person's profile, with Meta's field names: the requested fields that the person shares. */
export type UserProfile = components['schemas']['UserProfile'] & { readonly id: string };

/** Options of `getUserProfile`. */
export interface UserProfileOptions extends CallOptions {
  /**
   * Fields to request. @default ['first_name', 'last_name', 'profile_pic'], on Instagram ['name', 'username',
   * 'profile_pic']
   */
  readonly fields?: readonly string[] | undefined;
}

/** A message of a conversation, from any sender, as the page can read it later. */
export interface PastMessage {
  /** Message id, the `mid` of its delivery. */
  readonly id: string;
  /** When it was sent, in whole seconds. */
  readonly createdAt: Date;
  /**
   * Which side sent it: the person's id, or the id of the page (on Instagram the account) for every app and human
   * behind it.
   */
  readonly fromId: string;
}

/** The calls that read data of a page and its people. */
export interface ReadingCalls {
  /**
   * Resolves to how the page routes on the client's platform: the `mode` of {@link getRoutingStatus}. Graph does not
   * report the primary and secondary roles of 2021 to 2025, so a page that may have them is `off` here.
   */
  getRoutingMode(options?: CallOptions): Promise<RoutingMode>;
  /**
   * Resolves to how the page routes, from `messaging_feature_status`: `msgr_multi_app` (on Instagram `ig_multi_app`)
   * means `on`, everything else `off`. Rejects as `transient` if Graph answers without the status. Source: Messenger
   * Platform docs, Conversation Routing.
   */
  getRoutingStatus(options?: CallOptions): Promise<RoutingStatus>;
  /** Resolves to the profile of a person. Source: Messenger Platform docs, User Profile API. */
  getUserProfile(userId: Id, options?: UserProfileOptions): Promise<UserProfile>;
  /**
   * Resolves to the newest messages of a person's conversation with the page, newest first, at most 20: Meta shows no
   * more. Empty if there is none. Messages without a sender or a time are left out. Meta allows two such calls a
   * second. Source: Messenger Platform docs, Conversations API.
   */
  getLatestMessages(userId: Id, options?: CallOptions): Promise<PastMessage[]>;
}

/** Meta shows the 20 newest messages of a conversation. */
const LATEST_FIELDS = 'messages.limit(20){id,created_time,from}';

/** The group of calls that read. */
export function readingCalls({ api, transport, pageId, platform }: ClientContext): ReadingCalls {
  async function routingStatus(options: CallOptions): Promise<RoutingStatus> {
    const { signal } = optionsOf(options);
    const params = { path: { nodeId: pageId }, query: { fields: 'messaging_feature_status' } };
    const { data, response } = await api.GET('/{nodeId}', { params, fetch: transport.begin(signal).fetch('read') });
    const status = (data as Partial<components['schemas']['PageStatus']> | undefined)?.messaging_feature_status;
    if (typeof status !== 'object' || status === null)
      throw unexpectedAnswer('Graph answered without messaging_feature_status', response, 'node');
    const isRouted = isTrue(status[platform.routingFlag]);
    return isRouted ? { mode: 'on', isGuess: false } : { mode: 'off', isGuess: isTrue(status.hop_v2) };
  }

  return {
    getRoutingMode: async (options = {}) => (await routingStatus(options)).mode,

    getRoutingStatus: async (options = {}) => routingStatus(options),

    async getUserProfile(userId, options = {}) {
      const { fields = platform.profileFields, signal } = optionsOf(options);
      const names = listOf(fields, 'fields', "fields must be a list of names such as ['first_name', 'locale']");
      const params = {
        path: { nodeId: idOf(userId, 'userId') },
        query: { fields: names.map((name) => textOf(name, 'fields', 'each field')).join(',') },
      };
      const { data } = await api.GET('/{nodeId}', { params, fetch: transport.begin(signal).fetch('read') });
      return { ...(data as components['schemas']['UserProfile'] | undefined), id: params.path.nodeId };
    },

    async getLatestMessages(userId, options = {}) {
      const { signal } = optionsOf(options);
      const query = { platform: platform.name, user_id: idOf(userId, 'userId'), fields: LATEST_FIELDS };
      const params = { path: { pageId }, query };
      const call = transport.begin(signal);
      const { data, response } = await api.GET('/{pageId}/conversations', { params, fetch: call.fetch('read') });
      const conversations: readonly (Conversation | null)[] | undefined = data?.data;
      if (!Array.isArray(conversations))
        throw unexpectedAnswer('Graph answered without a list of conversations', response, 'conversations');
      return conversations
        .flatMap((conversation: Conversation | null) => conversation?.messages?.data ?? [])
        .flatMap(pastMessageOf)
        .sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
    },
  };
}

/** Meta returns some booleans as text. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

type Conversation = Partial<components['schemas']['Conversation']>;

function pastMessageOf(message: Partial<components['schemas']['ConversationMessage']> | null): PastMessage[] {
  const { id, created_time, from } = message ?? {};
  // Graph writes `+0000`. The standard requires a colon, and not every engine accepts the time without it.
  const createdAt = new Date(String(created_time).replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  if (id === undefined || from?.id === undefined || Number.isNaN(createdAt.getTime())) return [];
  return [{ id, createdAt, fromId: String(from.id) }];
}
