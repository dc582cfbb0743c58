import type { Refusal } from '../model/refusal.ts';
import type { Quirks } from '../quirks.ts';

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

/** All that differs between the platforms. What else there is of the sandbox asks these facts and compares no names. */
export interface PlatformFacts {
  /** Its name in options, sessions and Graph's parameters. */
  readonly name: Platform;
  /** Its name in sentences. */
  readonly label: string;
  /** `object` of its webhook bodies. */
  readonly objectName: string;
  /** Meta's own inbox, where human agents answer. */
  readonly inbox: { readonly id: string; readonly name: string };
  /** Id of the account whose threads these are; undefined where that is the page itself. */
  accountId(page: { readonly instagramId: string }): string | undefined;
  /** People get the ids after this one. */
  readonly peopleAfter: bigint;

  /** Names of fields that are its own. */
  readonly ownFields: readonly string[];
  /** Names that a subscription may use, the Page's included where it takes them. */
  readonly fields: readonly string[];
  /** The field an app must be subscribed to for each kind on `messaging`. */
  readonly fieldOf: Readonly<Record<EventKind, string>>;
  /** Whether handover events and postbacks were seen in lists named after their field (see the quirk `namedLists`). */
  readonly hasNamedLists: boolean;
  /** Whether apps hear that a message reached the device. */
  readonly hasDeliveryReceipts: boolean;
  /** What `read` tells apps; undefined: nothing, where no message was received. */
  readReceipt(time: number, newestMid: string | undefined): Record<string, unknown> | undefined;
  /** The list of an entry in which handover events travel. */
  handoverLane(quirks: Quirks): 'messaging' | 'changes';

  /** The flag of `messaging_feature_status` that says that Conversation Routing is on. */
  readonly routingFlag: string;
  /** Whether a page can speak as a persona. */
  readonly hasPersonas: boolean;
  /** Longest text of a message in bytes, where it is bytes that Meta counts. */
  readonly maxTextBytes: number;
  /** What Graph knows of a person. */
  profile(person: { readonly id: string; readonly name: string }, pictureUrl: string): Record<string, unknown>;
  /** Fields of a profile that come unasked. */
  readonly usualProfile: readonly string[];
  /** Subcodes of errors that have one for each platform. */
  readonly subcodes: { readonly windowClosed: number; readonly takeRoutingOff: number };
  /** How an app that does not own is refused, where that is other than on a Page. */
  notOwner(quirks: Quirks): Refusal | undefined;
  /** Meta's words for errors of its own, by code and subcode. */
  readonly errorWords: Readonly<Record<string, string>>;
}
