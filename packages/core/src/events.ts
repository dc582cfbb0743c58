import type { components } from './generated/webhooks.ts';

/** Where the person writes: Messenger of a Page, or Instagram Direct of a professional account. */
export type Platform = 'messenger' | 'instagram';

/** The array of the wire's entry that held the item: `messaging` for the owner (or everyone), `standby` for the others. */
export type Lane = 'messaging' | 'standby';

/** An item as it came, with its own keys; only integers of 16 digits and more became strings, since a number can't hold them. */
export type WireItem = Readonly<Record<string, unknown>>;

/** What every event has. */
export interface EventBase<Kind extends string> {
  /** Tags the union. */
  readonly kind: Kind;
  /** Where it stood on the wire. */
  readonly lane: Lane;
  /** True when this app may not answer: it came on standby, or another app is known to own the thread. */
  readonly standby: boolean;
  /** Where the person writes. */
  readonly platform: Platform;
  /** Page id, or the Instagram account's. */
  readonly pageId: string;
  /** PSID or IGSID of the person; absent only where the wire names nobody (app roles, policy notices, plugin opt-ins). */
  readonly userId?: string;
  /** Milliseconds since 1970, by Meta's clock; the entry's time where the item has none. */
  readonly timestamp: number;
  /** Stable across redeliveries: from the message id, else a hash of the item, with page, lane and kind. */
  readonly id: string;
  /** The item as it came. */
  readonly raw: WireItem;
}

/** Shapes of the wire that events pass on as they came, generated from the description of the webhooks. */
type Wire = components['schemas'];

/** A media or template part of a message; `type` and `payload` as on the wire. Source: Messenger Platform docs, messages webhook. */
export type Attachment = Wire['Attachment'];

/** The message that another one quotes; Instagram may quote a story instead. */
export type ReplyTo = Wire['RepliedTo'];

/** One line of a cart. Source: Messenger Platform docs, send_cart webhook. */
export type OrderProduct = Wire['Order']['products'][number];

/** How the person came: a link or an ad. Source: Messenger Platform docs, messaging_referrals webhook. */
export type Referral = Wire['Referral'];

/** The person wrote. Source: Messenger Platform docs, messages webhook. */
export interface MessageEvent extends EventBase<'message'> {
  /** Id of the message. */
  readonly mid?: string;
  /** What was written; absent for pure media. */
  readonly text?: string;
  /** Media and templates, as on the wire. */
  readonly attachments?: readonly Attachment[];
  /** Set when the person tapped a quick reply; `text` holds its title. */
  readonly quickReplyPayload?: string;
  /** What is quoted. */
  readonly replyTo?: ReplyTo;
}

/** Something was sent to the person, by whomever. Source: Messenger Platform docs, message_echoes webhook. */
export interface EchoEvent extends EventBase<'echo'> {
  /** Id of the message, the one that its send was answered with. */
  readonly mid?: string;
  /** What was said; absent for pure media. */
  readonly text?: string;
  /** Media and templates, as on the wire. */
  readonly attachments?: readonly Attachment[];
  /** What is quoted. */
  readonly replyTo?: ReplyTo;
  /** App that sent it, where the wire says so. */
  readonly appId?: string;
  /** `ai` is Meta's automation under the inbox's id; `unknown` where no app is named. */
  readonly sentBy: 'self' | 'inbox' | 'ai' | 'app' | 'unknown';
  /** What the sender put into `message.metadata`. */
  readonly metadata?: string;
}

/** The person tapped a button or Get Started. Source: Messenger Platform docs, messaging_postbacks webhook. */
export interface PostbackEvent extends EventBase<'postback'> {
  /** Id of the tap. */
  readonly mid?: string;
  /** The button's label. */
  readonly title?: string;
  /** The button's payload; Meta leaves it out on standby. */
  readonly payload?: string;
  /** How the person came, with Get Started. */
  readonly referral?: Referral;
}

/** The person reacted to a message, or took a reaction back. Source: Messenger Platform docs, message_reactions webhook. */
export interface ReactionEvent extends EventBase<'reaction'> {
  /** The message reacted to. */
  readonly mid?: string;
  /** `react` or `unreact`. */
  readonly action?: string;
  /** Its name: `love`, `like`, …; absent when it is taken back. */
  readonly reaction?: string;
  /** Its character. */
  readonly emoji?: string;
}

/** The person read up to `watermark` (ms), or on Instagram the message `mid`. */
export interface ReadEvent extends EventBase<'read'> {
  /** Everything up to here was read, in ms. */
  readonly watermark?: number;
  /** Instagram: the message that was read. */
  readonly mid?: string;
}

/** Messages up to `watermark` (ms) were delivered. */
export interface DeliveryEvent extends EventBase<'delivery'> {
  /** Everything up to here was delivered, in ms. */
  readonly watermark?: number;
  /** Ids of the messages, where Meta tells. */
  readonly mids?: readonly string[];
}

/** The person came by a link or an ad. Source: Messenger Platform docs, messaging_referrals webhook. */
export interface ReferralEvent extends EventBase<'referral'> {
  /** The `ref` of the link. */
  readonly ref?: string;
  /** `SHORTLINK`, `ADS`, … */
  readonly source?: string;
  /** `OPEN_THREAD`. */
  readonly type?: string;
}

/** The person allowed messages. Source: Messenger Platform docs, messaging_optins webhook. */
export interface OptinEvent extends EventBase<'optin'> {
  /** `notification_messages`, `one_time_notif_req`, … */
  readonly type?: string;
  /** What the opt-in was made with. */
  readonly payload?: string;
  /** `data-ref` of a plugin. */
  readonly ref?: string;
  /** A plugin names the person by this alone. */
  readonly userRef?: string;
}

/** The person linked or unlinked an account. */
export interface AccountLinkingEvent extends EventBase<'account_linking'> {
  /** `linked` or `unlinked`. */
  readonly status?: string;
  /** The code that was passed when linking. */
  readonly authorizationCode?: string;
}

/** The person changed a message that was sent. */
export interface MessageEditEvent extends EventBase<'message_edit'> {
  /** Id of the message. */
  readonly mid?: string;
  /** What it says now. */
  readonly text?: string;
  /** How often it was changed. */
  readonly numEdit?: number;
}

/** This app was given the thread. Source: Messenger Platform docs, messaging_handovers webhook. */
export interface PassThreadControlEvent extends EventBase<'pass_thread_control'> {
  /** `null` when the thread was idle or the wire does not say. */
  readonly previousOwnerAppId: string | null;
  /** The app that owns now. */
  readonly newOwnerAppId?: string;
  /** What the passing app gave along; absent where it gave nothing. */
  readonly metadata?: string;
}

/** This app lost the thread to another. Source: Messenger Platform docs, messaging_handovers webhook. */
export interface TakeThreadControlEvent extends EventBase<'take_thread_control'> {
  /** The app that lost it; `null` where the wire does not say. */
  readonly previousOwnerAppId: string | null;
  /** The app that took it; may be missing. */
  readonly newOwnerAppId?: string;
  /** What the taking app gave along; absent where it gave nothing. */
  readonly metadata?: string;
}

/** Another app asks for the thread; answer with a pass to `requestedOwnerAppId`. */
export interface RequestThreadControlEvent extends EventBase<'request_thread_control'> {
  /** The app that asks; empty where the wire named none. */
  readonly requestedOwnerAppId: string;
  /** What the asking app gave along; absent where it gave nothing. */
  readonly metadata?: string;
}

/** The roles of the page's apps changed (primary/secondary setups). About a page, not a person. */
export interface AppRolesEvent extends EventBase<'app_roles'> {
  /** App id to its roles. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

/** Meta warned, blocked or unblocked the page. */
export interface PolicyEnforcementEvent extends EventBase<'policy_enforcement'> {
  /** `warning`, `block` or `unblock`. */
  readonly action?: string;
  /** Why, in words. */
  readonly reason?: string;
}

/** The person answered a feedback form; see `raw.messaging_feedback`. */
export interface FeedbackEvent extends EventBase<'feedback'> {}

/** The person filled a customer information form; see `raw.messaging_customer_information`. */
export interface CustomerInformationEvent extends EventBase<'customer_information'> {}

/** The person sent a cart; see `raw.order`. */
export interface OrderEvent extends EventBase<'order'> {
  /** What is in the cart. */
  readonly products?: readonly OrderProduct[];
  /** Note of the person. */
  readonly note?: string;
}

/** An item of `entry.changes` that is none of the other kinds. */
export interface ChangeEvent extends EventBase<'change'> {
  /** Name of the field that changed. */
  readonly field?: string;
  /** What Meta tells of it, as it came. */
  readonly value?: unknown;
}

/** Everything that Meta adds one day; `raw` has it whole. */
export interface UnknownEvent extends EventBase<'unknown'> {}

/** Everything that a delivery can hold: one union, tagged by `kind`. */
export type HandoverEvent =
  | MessageEvent
  | EchoEvent
  | PostbackEvent
  | ReactionEvent
  | ReadEvent
  | DeliveryEvent
  | ReferralEvent
  | OptinEvent
  | AccountLinkingEvent
  | MessageEditEvent
  | PassThreadControlEvent
  | TakeThreadControlEvent
  | RequestThreadControlEvent
  | AppRolesEvent
  | PolicyEnforcementEvent
  | FeedbackEvent
  | CustomerInformationEvent
  | OrderEvent
  | ChangeEvent
  | UnknownEvent;

/** The tag of {@link HandoverEvent}. */
export type EventKind = HandoverEvent['kind'];

/** The member of {@link HandoverEvent} with this kind. */
export type EventOf<Kind extends EventKind> = Extract<HandoverEvent, { kind: Kind }>;

/** Kinds that ask for an answer: their bare name fires only while this app may give one. */
export const ANSWERABLE: ReadonlySet<EventKind> = new Set<EventKind>([
  'message',
  'postback',
  'referral',
  'optin',
  'order',
  'account_linking',
  'customer_information',
  'feedback',
]);

/** Which conversation: a person with a page on a platform. */
export interface ThreadReference {
  /** The page's id; on Instagram the account's. */
  readonly pageId: string;
  /** PSID or IGSID. */
  readonly userId: string;
  /** Where the person writes. @default 'messenger' */
  readonly platform?: Platform;
}
