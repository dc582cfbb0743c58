import type { components } from './generated/messenger.ts';
import type { components as WhatsappComponents } from './generated/whatsapp.ts';

/** Where the person writes: Messenger of a Page, Instagram Direct of a professional account, or a WhatsApp Business number. */
export type Platform = 'messenger' | 'instagram' | 'whatsapp';

/**
 * Where the wire held the item: `messaging` for the owner (or everyone), `standby` for the others. On WhatsApp all that did not
 * come in the field `standby` is `messaging`.
 */
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
  /** Page id, or the Instagram account's. On WhatsApp the phone number id; the account's id where the wire names no number. */
  readonly pageId: string;
  /**
   * PSID or IGSID of the person; on WhatsApp the business-scoped user id (BSUID), or the digits of the phone number as long
   * as no BSUID is known. Absent only where the wire names no person (app roles, policy notices, plugin opt-ins).
   */
  readonly userId?: string;
  /** WhatsApp: every name that the wire gives the person here. */
  readonly aliases?: Aliases;
  /** WhatsApp: what the wire says of the person beside the item, such as the profile's name. */
  readonly contact?: WhatsappContact;
  /** What a plugin on a website names the person by, mostly in the place of `userId`. Source: Messenger Platform docs, checkbox plugin. */
  readonly userRef?: string;
  /** Milliseconds since 1970, by Meta's clock; the entry's time where the item has none. */
  readonly timestamp: number;
  /**
   * Stable across redeliveries: page, lane and kind, then the person (not on WhatsApp) and the message id, else a hash of the
   * item. A change, and an item without a time of its own, also has the entry's time in it. An event of the dashboard's Test
   * button has another id each time.
   */
  readonly id: string;
  /** The apps that led here, where the item or its entry has them. */
  readonly hopContext?: readonly HopContext[];
  /** The item as it came. */
  readonly raw: WireItem;
}

/** The names that WhatsApp has for one person. Source: WhatsApp docs, Business-scoped user ids. */
export interface Aliases {
  /** The phone number, digits alone; missing where the person hides it. */
  readonly waId?: string;
  /** The business-scoped user id. */
  readonly bsuid?: string;
  /** The id that all businesses of one owner share. */
  readonly parentBsuid?: string;
  /** The username, which the person may change. */
  readonly username?: string;
}

/** An app that led to an entry, as a lead ad's questions do. Source: Messenger Platform docs, Lead Generation Ads. */
export interface HopContext {
  /** The app. */
  readonly appId?: string;
  /** Its note; absent where it gave none. */
  readonly metadata?: string;
  /** What else the wire has, under its own keys (`is_ai_thread_owner`). */
  readonly [key: string]: unknown;
}

/** Shapes of the wire that events pass on as they came, generated from the description of the webhooks. */
type Wire = components['schemas'];

/** Shapes of WhatsApp's deliveries, generated from their description. */
type WhatsappWire = WhatsappComponents['schemas'];

/** An entry of `contacts`, as on the wire. Source: WhatsApp docs, messages webhook reference. */
export type WhatsappContact = WhatsappWire['Contact'];

/** Why a message or an account failed, as on the wire. Source: WhatsApp docs, errors webhook reference. */
export type WhatsappError = WhatsappWire['WireError'];

/**
 * A media or template part of a message; `type` and `payload` as on the wire. On WhatsApp `payload` is the object, or the list,
 * under the key `type`. Source: Messenger Platform docs, messages webhook; WhatsApp docs, messages webhook reference.
 */
export type Attachment = Wire['Attachment'];

/** The message that another one quotes; Instagram may quote a story instead. */
export type ReplyTo = Wire['RepliedTo'];

/** One line of a cart. Source: Messenger Platform docs, send_cart webhook. */
export type OrderProduct = Wire['Order']['products'][number];

/** What an ad showed; keys as on the wire (`ad_title`, `post_id`, …). Source: Messenger Platform docs, messaging_referrals webhook. */
export type AdsContextData = NonNullable<Wire['Referral']['ads_context_data']>;

/**
 * How the person came: a link, an ad or a plugin. What the wire leaves out is absent. On WhatsApp `source` is `source_type`,
 * `adId` the `source_id` of an ad, and `refererUri` is `source_url`. Source: Messenger Platform docs, messaging_referrals
 * webhook; WhatsApp docs, messages webhook reference.
 */
export interface Referral {
  /** The `ref` of the link or the ad. */
  readonly ref?: string;
  /** `SHORTLINK`, `ADS`, … */
  readonly source?: string;
  /** `OPEN_THREAD`. */
  readonly type?: string;
  /** The ad. */
  readonly adId?: string;
  /** What the ad showed. */
  readonly adsContextData?: AdsContextData;
  /** Address of the page that the chat plugin stands in. */
  readonly refererUri?: string;
  /** Whether the person uses the chat plugin without an account. */
  readonly isGuestUser?: boolean;
}

/** What an opt-in, or its end, says. */
export interface OptinFields {
  /** `notification_messages`, `one_time_notif_req`, … */
  readonly type?: string;
  /** What the opt-in was made with. */
  readonly payload?: string;
  /** Title of the question that the person answered. */
  readonly title?: string;
  /** `data-ref` of a plugin. */
  readonly ref?: string;
  /** What a plugin names the person by. */
  readonly userRef?: string;
  /** What messages are sent with: of marketing messages (`notification_messages_token`), or of one notification (`one_time_notif_token`). */
  readonly token?: string;
  /** When the token ends. */
  readonly expiresAt?: Date;
  /** `notification_messages_status`, as on the wire: `STOP_NOTIFICATIONS`, `RESUME_NOTIFICATIONS`, … */
  readonly status?: string;
}
