import type { Refusal } from '../model/refusal.ts';
import type { Quirks } from '../quirks.ts';
import type { ProfileField } from '../state/profile.ts';

/** A platform of Meta whose threads can be handed over. */
export type Platform = 'messenger' | 'instagram';

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

/** Everything that differs between the platforms. Other code uses these facts and never compares platform names. */
export interface PlatformFacts {
  /** Its name in options, sessions and Graph's parameters. */
  readonly name: Platform;
  /** Its name in sentences. */
  readonly label: string;
  /** `object` of its webhook bodies. */
  readonly objectName: string;
  /** Meta's own inbox, where human agents answer. */
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

  /** The flag of `messaging_feature_status` that says that Conversation Routing is on. */
  readonly routingFlag: string;
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
  /** A person's profile in Graph. */
  profile(
    person: { readonly id: string; readonly name: string; readonly locale: string },
    pictureUrl: string,
  ): Record<string, unknown>;
  /** Fields of a profile that Graph returns without `fields`. */
  readonly usualProfile: readonly string[];
  /** Subcodes of errors that have one for each platform. */
  readonly subcodes: { readonly windowClosed: number; readonly takeRoutingOff: number };
  /** How an app that does not own the thread is refused, if that differs from a Page. */
  notOwner(quirks: Quirks): Refusal | undefined;
  /** Meta's messages for the platform's own errors, by code and subcode. */
  readonly errorWords: Readonly<Record<string, string>>;
}
