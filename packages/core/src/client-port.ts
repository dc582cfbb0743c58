import type { Platform } from './events.ts';
import type { components } from './generated/messenger.ts';
import type { components as WhatsappComponents } from './generated/whatsapp.ts';

/** What every call of the port takes last. */
export interface CallOptions {
  /** Ends the call. */
  readonly signal?: AbortSignal;
}

/** The answer to a call that changed who owns a thread. */
export interface CallResult {
  /** Time of Graph's answer by its `Date` header, in ms (whole seconds). */
  readonly at: number;
}

/** Who owns a thread by Meta's word. `appId` is missing where Meta doesn't name the owner to this app. */
export type ThreadOwnerResult =
  | { readonly state: 'owned'; readonly appId?: string; readonly expiresAt?: Date; readonly at?: number }
  | { readonly state: 'idle'; readonly at?: number };

/** How a page routes: Conversation Routing on or off, or the primary/secondary roles of 2021-25. */
export type RoutingMode = 'on' | 'off' | 'primary';

/** How a page routes, by Meta's answer. */
export interface RoutingStatus {
  /** The routing mode. */
  readonly mode: RoutingMode;
  /** True when Meta's answer leaves the mode open and `mode` is the likely one. */
  readonly isGuess: boolean;
}

/**
 * A message as the Send API takes it: `text`, `attachment`, `attachments`, `quick_replies`, `metadata`, `template`. The compiler
 * refuses other keys in an object literal; a key that Meta has added since passes in a variable. On WhatsApp `text` alone is
 * taken. Source: Messenger Platform docs, Send API.
 *
 * @example
 * const quick_replies = [{ content_type: 'text', title: 'Yes', payload: 'HELPFUL' }];
 * await thread.send({ text: 'Was that helpful?', quick_replies });
 */
export type OutgoingMessage = Readonly<components['schemas']['OutgoingMessage']>;

/**
 * A message as WhatsApp's Cloud API takes it: a `type`, and the content under that name. Source: WhatsApp docs, Messages.
 *
 * @example
 * await thread.send({ type: 'image', image: { link: 'https://cdn.example/size-chart.png' } });
 */
export type WhatsappMessage = Readonly<WhatsappComponents['schemas']['OutgoingMessage']>;

/** A message of any platform. */
export type AnyMessage = OutgoingMessage | WhatsappMessage;

/** How a message goes out. */
export interface SendMessageOptions extends CallOptions {
  /** Persona that speaks; Messenger only. */
  readonly personaId?: string;
  /** `HUMAN_AGENT` for people who answer up to seven days later. */
  readonly tag?: string;
  /** `RESPONSE`, `UPDATE`, `MESSAGE_TAG` or `UTILITY`. */
  readonly messagingType?: string;
  /** What happens to the thread once the message is accepted; only with routing on. */
  readonly threadControl?: { readonly type: 'pass'; readonly appId?: string } | { readonly type: 'release' };
}

/** A persona of a page. */
export interface PagePersona {
  /** For the option `personaId`. */
  readonly id: string;
  /** The name that people see. */
  readonly name: string;
}

/** The calls that the persona plugin makes. */
export interface PersonaClient {
  /** All personas of the page. */
  list(options?: CallOptions): Promise<readonly PagePersona[]>;
  /** Makes a persona. */
  create(
    persona: { readonly name: string; readonly profilePictureUrl: string },
    options?: CallOptions,
  ): Promise<{ readonly id: string }>;
}

/** A message as the page can read it back, from any sender. */
export interface PastMessage {
  /** Message id. */
  readonly id: string;
  /** When it was sent. */
  readonly createdAt: Date;
  /** Who sent it: the page's id, or the person's. */
  readonly fromId: string;
}

/** An app that gets deliveries for a page. */
export interface PageSubscription {
  /** App id. */
  readonly id: string;
  /** Names of the webhook fields that it gets; `undefined` where Graph does not say, as on WhatsApp. */
  readonly subscribedFields: readonly string[] | undefined;
}

/** The calls that every client of a page has. */
export const CLIENT_CALLS: readonly (keyof HandoverClient)[] = [
  'passThreadControl',
  'takeThreadControl',
  'requestThreadControl',
  'releaseThreadControl',
  'extendThreadControl',
  'getThreadOwner',
  'getRoutingMode',
  'sendMessage',
  'sendAction',
];

/**
 * The calls that core makes. `@handover/client` fits by shape; so may a client of your own. What is optional is asked for
 * by plugins alone, which say so when it is missing; without `getRoutingStatus` the mode counts as certain.
 */
export interface HandoverClient {
  /** The app whose token the client holds, where it was given: it has to be the bot's. */
  readonly appId?: string | undefined;
  /** The page whose token the client holds; `'me'` when only the token identifies it. */
  readonly pageId?: string;
  /** Platform of the threads it acts on. */
  readonly platform?: Exclude<Platform, 'whatsapp'>;
  /** POST pass_thread_control; without a target to the default app. */
  passThreadControl(
    userId: string,
    options?: CallOptions & { readonly targetAppId?: string; readonly metadata?: string },
  ): Promise<CallResult>;
  /** POST take_thread_control. */
  takeThreadControl(userId: string, options?: CallOptions & { readonly metadata?: string }): Promise<CallResult>;
  /** POST request_thread_control. */
  requestThreadControl(userId: string, options?: CallOptions & { readonly metadata?: string }): Promise<CallResult>;
  /** POST release_thread_control. */
  releaseThreadControl(userId: string, options?: CallOptions): Promise<CallResult>;
  /** POST extend_thread_control. */
  extendThreadControl(userId: string, options: CallOptions & { readonly durationSeconds: number }): Promise<CallResult>;
  /** GET thread_owner. */
  getThreadOwner(userId: string, options?: CallOptions): Promise<ThreadOwnerResult>;
  /** GET messaging_feature_status of the page. */
  getRoutingMode(options?: CallOptions): Promise<RoutingMode>;
  /** The same, and whether the mode is only a guess. */
  getRoutingStatus?(options?: CallOptions): Promise<RoutingStatus>;
  /** POST messages. */
  sendMessage(
    userId: string,
    message: OutgoingMessage,
    options?: SendMessageOptions,
  ): Promise<{ readonly messageId?: string; readonly at?: number }>;
  /** POST messages with a sender action. */
  sendAction(
    userId: string,
    action: 'typing_on' | 'typing_off' | 'mark_seen',
    options?: CallOptions & { readonly personaId?: string; readonly messageId?: string },
  ): Promise<unknown>;
  /** The page's personas; Messenger only. */
  readonly personas?: PersonaClient;
  /** GET subscribed_apps: which deliveries each app gets. */
  getSubscriptions?(options?: CallOptions): Promise<readonly PageSubscription[]>;
  /** GET conversations: the newest messages with a person, newest first, at most 20. */
  getLatestMessages?(userId: string, options?: CallOptions): Promise<readonly PastMessage[]>;
}

/**
 * The calls that core makes for a WhatsApp Business number, where no call changes or reads the owner. The client for
 * `platform: 'whatsapp'` of `@handover/client` fits by shape.
 */
export interface NumberClient {
  /** The app whose token the client holds, where it was given: it has to be the bot's. */
  readonly appId?: string | undefined;
  /** Id of the phone number. */
  readonly pageId?: string;
  /** Platform of the threads it acts on. */
  readonly platform: 'whatsapp';
  /** POST messages. A bot passes a {@link WhatsappMessage}, or `text` alone. */
  sendMessage(
    userId: string,
    message: OutgoingMessage,
    options?: SendMessageOptions,
  ): Promise<{ readonly messageId?: string; readonly at?: number }>;
  /** POST messages, to mark an inbound message as read or to show typing. */
  sendAction(
    userId: string,
    action: 'typing_on' | 'typing_off' | 'mark_seen',
    options?: CallOptions & { readonly messageId?: string },
  ): Promise<unknown>;
  /** GET subscribed_apps of the account. */
  getSubscriptions?(options?: CallOptions): Promise<readonly PageSubscription[]>;
}

/** The calls that every client has. */
export const NUMBER_CALLS: readonly (keyof NumberClient)[] = ['sendMessage', 'sendAction'];

/** A client of a page or of a number. */
export type BotClient = HandoverClient | NumberClient;

/** Parts of a client that may be missing. */
type OptionalCall = 'personas' | 'getRoutingStatus' | 'getSubscriptions' | 'getLatestMessages';

/**
 * A page's client, as plugins get it. Every call first waits for the client. It rejects with a `HandoverError` if there is
 * none: `unknown_page`, `wrong_client` (it is for another page, or lacks calls) or `client_timeout`. Optional calls that the
 * client lacks resolve to `undefined`. Of a WhatsApp number, calls of thread control reject with an `OptionError`.
 */
export interface PageClient
  extends Omit<HandoverClient, 'pageId' | 'platform' | 'getRoutingMode' | 'sendMessage' | OptionalCall> {
  /** POST messages. */
  sendMessage(
    userId: string,
    message: AnyMessage,
    options?: SendMessageOptions,
  ): Promise<{ readonly messageId?: string; readonly at?: number }>;
  /** How the page routes, by Meta's word; with a client that only has `getRoutingMode` it counts as certain. */
  getRoutingStatus(options?: CallOptions): Promise<RoutingStatus>;
  /** The page's personas; Messenger only. */
  readonly personas: {
    /** All personas of the page, or `undefined`. */
    list(...args: Parameters<PersonaClient['list']>): Promise<readonly PagePersona[] | undefined>;
    /** Makes a persona, or resolves to `undefined`. */
    create(...args: Parameters<PersonaClient['create']>): Promise<{ readonly id: string } | undefined>;
  };
  /** GET subscribed_apps, or `undefined`. */
  getSubscriptions(options?: CallOptions): Promise<readonly PageSubscription[] | undefined>;
  /** GET conversations: the newest messages with a person, newest first, at most 20, or `undefined`. */
  getLatestMessages(userId: string, options?: CallOptions): Promise<readonly PastMessage[] | undefined>;
}
