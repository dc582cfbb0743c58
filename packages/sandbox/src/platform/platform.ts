import type { Routing } from '../meta.ts';
import type { Refusal } from '../model/refusal.ts';
import type { Quirks } from '../quirks.ts';
import type { ProfileField } from '../state/profile.ts';

/** A platform of Meta whose threads can be handed over. */
export type Platform = 'messenger' | 'instagram' | 'whatsapp';

/** Kinds of events that the sandbox sends. */
export type EventKind =
  | 'message'
  | 'message_deleted'
  | 'echo'
  | 'echo_deleted'
  | 'postback'
  | 'reaction'
  | 'read'
  | 'delivery'
  | 'referral'
  | 'message_edit'
  | 'handover';

/** What a person's profile says besides name and locale. Absent values are unknown to Meta, or have the platform's default. */
export interface PersonProfile {
  /** Hours from UTC. Messenger. @default 0 */
  timezone?: number;
  /** Messenger. @default absent, as for people who did not set it */
  gender?: 'female' | 'male';
  /** Instagram: by default the name in small letters, with dots. WhatsApp: by default absent, as for people without one. */
  username?: string;
  /** Instagram. @default 0 */
  followerCount?: number;
  /** Instagram. @default false */
  isVerifiedUser?: boolean;
  /** The person follows the business. Instagram. @default false */
  isUserFollowBusiness?: boolean;
  /** The business follows the person. Instagram. @default false */
  isBusinessFollowUser?: boolean;
}

/** A comment on a post of the page. */
export interface WrittenComment {
  readonly pageId: string;
  readonly from: { readonly id: string; readonly name: string; readonly username: string };
  /** Digits that are unique in the run. */
  readonly number: string;
  readonly text: string;
  /** Time in ms. */
  readonly at: number;
}

/** A person with a profile. */
export interface ProfiledPerson {
  readonly id: string;
  readonly name: string;
  readonly locale: string;
  readonly profile: PersonProfile;
}

/** Everything that differs between the platforms. Other code uses these facts and never compares platform names. */
export interface PlatformFacts {
  /** Its name in options, sessions and Graph's parameters. */
  readonly name: Platform;
  /** Its name in sentences. */
  readonly label: string;
  /** `object` of its webhook bodies. */
  readonly objectName: string;
  /** Hosts at which Meta serves its Graph API, over https. */
  readonly graphHosts: readonly string[];
  /** Modes of routing that its pages can have; the first is the default. */
  readonly routings: readonly Routing[];
  /**
   * Whether its pages are phone numbers in an account, on which people have phone numbers too. Events come in `changes`, and
   * there is no thread control. The phone app takes the place of Meta's inbox.
   */
  readonly hasNumbers: boolean;
  /** Meta's own inbox, or the phone app, where human agents answer. */
  readonly inbox: { readonly id: string; readonly name: string };
  /** Id of the account whose threads these are; undefined if that is the page itself. */
  accountId(page: { readonly instagramId: string }): string | undefined;
  /** People get ids above this one. */
  readonly peopleAfter: bigint;

  /** Names of the platform's own fields. */
  readonly ownFields: readonly string[];
  /** Names that a subscription may use, with the Page's names if the platform accepts them. */
  readonly fields: readonly string[];
  /** For each kind of event on `messaging`, the field that an app must be subscribed to. */
  readonly fieldOf: Readonly<Record<EventKind, string>>;
  /** Whether handover events and postbacks can come in lists named after their field (see the quirk `namedLists`). */
  readonly hasNamedLists: boolean;
  /** Whether apps are notified that a message reached the device. */
  readonly hasDeliveryReceipts: boolean;
  /** Content of the read receipt; undefined: no receipt, because no message was received. */
  readReceipt(time: number, newestMid: string | undefined): Record<string, unknown> | undefined;
  /** The list of an entry that carries handover events. */
  handoverLane(quirks: Quirks): 'messaging' | 'changes';

  /** The flag of `messaging_feature_status` that says that Conversation Routing is on; undefined: there is none. */
  readonly routingFlag: string | undefined;
  /** Whether a page can speak as a persona. */
  readonly hasPersonas: boolean;
  /** Properties that its Messenger profile has. */
  readonly profileFields: readonly ProfileField[];
  /** Whether a persistent menu can disable the composer and set the height of its webviews. */
  readonly hasMenuOptions: boolean;
  /** Whether a person can have a persistent menu of their own. */
  readonly hasUserMenus: boolean;
  /** Longest text of a message in bytes, if Meta counts bytes. */
  readonly maxTextBytes: number;
  /** Type of a person's node, as Graph's errors name it. */
  readonly personType: string;
  /** Types of attachments that a message can have, in small letters. */
  readonly attachmentTypes: readonly string[];
  /** A person's profile in Graph. Values that are undefined are unknown: Graph leaves them out. */
  profile(person: ProfiledPerson, pictureUrl: string): Record<string, unknown>;
  /** Names of `PersonProfile` that the platform has. */
  readonly profileNames: readonly (keyof PersonProfile)[];
  /** A person or the page as a party of a conversation. */
  party(one: { readonly id: string; readonly name: string; readonly username: string }): Record<string, unknown>;
  /**
   * Id of a conversation.
   *
   * @param digits 15 digits that are unique in the run.
   */
  conversationId(digits: string): string;
  /** A comment on a post of the page: its id, and the change that apps get. Undefined: there are no posts. */
  readonly comment:
    | ((written: WrittenComment) => { id: string; field: string; value: Record<string, unknown> })
    | undefined;
  /** Whether a conversation has an address in the page's inbox. */
  readonly hasConversationLinks: boolean;
  /** Fields of a profile that Graph returns without `fields`. */
  readonly usualProfile: readonly string[];
  /** Subcodes of errors that have one for each platform. */
  readonly subcodes: { readonly windowClosed: number; readonly takeRoutingOff: number };
  /** How an app that does not own the thread is refused, if that differs from a Page. */
  notOwner(quirks: Quirks): Refusal | undefined;
  /** Meta's messages for the platform's own errors, by code and subcode. */
  readonly errorWords: Readonly<Record<string, string>>;
}
