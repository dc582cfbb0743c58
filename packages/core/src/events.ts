import type {
  Attachment,
  EventBase,
  OptinFields,
  OrderProduct,
  Platform,
  Referral,
  ReplyTo,
  WhatsappError,
} from './event-parts.ts';

export type * from './event-parts.ts';

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
  /** How the person came, where this is the first message after a link or an ad. */
  readonly referral?: Referral;
  /** Set where Meta does not expose what was sent. */
  readonly isUnsupported?: true;
  /** WhatsApp: Meta's summary of the conversation before. Source: WhatsApp docs, Conversation context. */
  readonly summary?: string;
}

/**
 * A message was unsent: delete your copy of it, which Meta's review asks for. It may come ahead of its message. Always fires
 * by its bare name, and never as `message`. Source: Messenger Platform docs, messages webhook.
 */
export interface MessageDeletedEvent extends EventBase<'message_deleted'> {
  /** Id of the message that is gone; empty where the wire named none. */
  readonly mid: string;
  /** Whose it was: the person's `message`, or an `echo`, which was sent to them. */
  readonly of: 'message' | 'echo';
  /** WhatsApp: set where it was unsent in the WhatsApp Business app. */
  readonly sentBy?: 'phone';
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
  /**
   * `ai` is Meta's AI: an echo marked as generated, or of an app id of Meta's Business AI or of the option `aiAppIds`.
   * `unknown` where no app is named. On Instagram, whose echoes name none, a message of this bot is known by its id, and every
   * other one is `app` without `appId`. `phone` is a person in the WhatsApp Business app, which shares the number; on WhatsApp's
   * standby an echo is `app` without `appId`.
   */
  readonly sentBy: 'self' | 'inbox' | 'ai' | 'app' | 'phone' | 'unknown';
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
  /** How the person came, mostly with Get Started. */
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
  /** Ids of the messages, where Meta sends them. */
  readonly mids?: readonly string[];
}

/** The person came by a link or an ad. Source: Messenger Platform docs, messaging_referrals webhook. */
export interface ReferralEvent extends EventBase<'referral'>, Referral {
  /** The same fields in one object, as other kinds have them. */
  readonly referral: Referral;
}

/** The person allowed messages. Source: Messenger Platform docs, messaging_optins webhook. */
export interface OptinEvent extends EventBase<'optin'>, OptinFields {}

/**
 * The person took back what they had allowed. Asks for no answer: always fires by its bare name. Source: Messenger Platform
 * docs, messaging_optins (`STOP_NOTIFICATIONS`) and messaging_optouts webhooks.
 */
export interface OptinStoppedEvent extends EventBase<'optin_stopped'>, OptinFields {}

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
  /** WhatsApp: set where the business changed its own message, in the WhatsApp Business app. */
  readonly sentBy?: 'phone';
}

/**
 * What became of a message of the business on WhatsApp, whichever app sent it. Asks for no answer: always fires by its bare
 * name. Source: WhatsApp docs, status webhook reference.
 */
export interface StatusEvent extends EventBase<'status'> {
  /** Id of the message. */
  readonly mid?: string;
  /** `sent`, `delivered`, `read`, `played`, `failed`, … ; `delivered` may be left out before `read`. */
  readonly status?: string;
  /** Why it failed, as on the wire. */
  readonly errors?: readonly WhatsappError[];
  /** What the send carried as `biz_opaque_callback_data`. */
  readonly callbackData?: string;
}

/**
 * A person's phone number or id changed on WhatsApp; the thread goes on under the new id. Asks for no answer: always fires by
 * its bare name. Source: WhatsApp docs, system webhook reference.
 */
export interface UserChangedEvent extends EventBase<'user_changed'> {
  /** The BSUID before, else the phone number; empty where the wire named neither. */
  readonly previousUserId: string;
  /** The phone number from now on, where the wire names it. */
  readonly waId?: string;
}

/** What WhatsApp adds to a change of owner, where it says so. Source: WhatsApp docs, messaging_handovers webhook reference. */
export interface RoleChange {
  /** WhatsApp: role of the owner before, such as `ai_agent`. */
  readonly previousOwnerRole?: string;
  /** WhatsApp: role of the new owner, such as `escalation`. */
  readonly newOwnerRole?: string;
  /** WhatsApp: Meta's summary of the conversation. */
  readonly summary?: string;
}

/** This app was given the thread. Source: Messenger Platform docs, messaging_handovers webhook. */
export interface PassThreadControlEvent extends EventBase<'pass_thread_control'>, RoleChange {
  /** `null` when the thread was idle or the wire does not say. */
  readonly previousOwnerAppId: string | null;
  /** The app that owns now. */
  readonly newOwnerAppId?: string;
  /** What the passing app gave along; absent where it gave nothing. */
  readonly metadata?: string;
}

/** This app lost the thread to another. Source: Messenger Platform docs, messaging_handovers webhook. */
export interface TakeThreadControlEvent extends EventBase<'take_thread_control'>, RoleChange {
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

/**
 * An item of `entry.changes` that is none of the other kinds; also what stands in the entry itself under a key of its own
 * (`calls`, `call_permission_reply`, …), each item of a list by itself.
 */
export interface ChangeEvent extends EventBase<'change'> {
  /** Name of the field that changed, or the key in the entry. */
  readonly field?: string;
  /** What Meta says of it, as it came. */
  readonly value?: unknown;
}

/** An item of a shape that this version does not know; `raw` has all of it. */
export interface UnknownEvent extends EventBase<'unknown'> {}

/** Everything that a delivery can hold: one union, tagged by `kind`. */
export type HandoverEvent =
  | MessageEvent
  | MessageDeletedEvent
  | EchoEvent
  | PostbackEvent
  | ReactionEvent
  | ReadEvent
  | DeliveryEvent
  | ReferralEvent
  | OptinEvent
  | OptinStoppedEvent
  | AccountLinkingEvent
  | MessageEditEvent
  | StatusEvent
  | UserChangedEvent
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

/** Every kind once; one that is missing here does not compile. */
const KINDS: Readonly<Record<EventKind, true>> = {
  message: true,
  message_deleted: true,
  echo: true,
  postback: true,
  reaction: true,
  read: true,
  delivery: true,
  referral: true,
  optin: true,
  optin_stopped: true,
  account_linking: true,
  message_edit: true,
  status: true,
  user_changed: true,
  pass_thread_control: true,
  take_thread_control: true,
  request_thread_control: true,
  app_roles: true,
  policy_enforcement: true,
  feedback: true,
  customer_information: true,
  order: true,
  change: true,
  unknown: true,
};

/** All kinds of events, as a list for programs. */
export const EVENT_KINDS: readonly EventKind[] = Object.keys(KINDS) as EventKind[];

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

/** A page on a platform. */
export interface PageReference {
  /** Where its people write. */
  readonly platform: Platform;
  /** The page's id; on Instagram the account's, on WhatsApp the phone number id. */
  readonly pageId: string;
}

/** Which conversation: a person with a page on a platform. */
export interface ThreadReference {
  /** The page's id; on Instagram the account's, on WhatsApp the phone number id. */
  readonly pageId: string;
  /** PSID or IGSID; on WhatsApp the BSUID or the digits of the phone number, which are the same thread once both are known. */
  readonly userId: string;
  /** Where the person writes. @default 'messenger' */
  readonly platform?: Platform;
}
