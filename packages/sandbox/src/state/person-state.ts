import { createHash } from 'node:crypto';
import { type Control, IDLE } from '../model/page-rules.ts';
import type { PersonProfile } from '../platform/platform.ts';
import type { PersistentMenu, Setting } from './profile.ts';

/** A message as the thread keeps it. */
export interface StoredMessage {
  mid: string;
  /** Time in ms. */
  at: number;
  /** App id of the sender, or null: the person. */
  from: string | null;
  text?: string;
  attachments?: unknown[];
  replyTo?: string;
  edits: number;
  /** Reaction that the page put on it. */
  pageReaction?: string;
  /** Payload of the quick reply behind it. */
  quickReplyPayload?: string;
  /** Payload of the button behind it. Then it is a tap, not a message. */
  payload?: string;
  /** Meta's automation wrote it, not a human agent. */
  ai?: boolean;
  /** It was unsent: only its place is left. */
  deleted?: boolean;
  /** WhatsApp: how the app sent it. Its statuses say so. */
  sending?: Sending;
  /** WhatsApp: it did not reach the person. */
  failed?: boolean;
}

/** How an app sent a message on WhatsApp. */
export interface Sending {
  /** What comes back as `biz_opaque_callback_data`. */
  callbackData?: string;
  /** It was sent to the BSUID, not to the phone number. */
  byUserId: boolean;
  /** It is a template. */
  isTemplate: boolean;
}

/** How WhatsApp names a person. */
export interface Contact {
  /** Phone number: digits with the country code. */
  waId: string;
  /** Business-scoped user id (BSUID). */
  userId: string;
  /** Deliveries do not have the phone number. */
  hidesPhone: boolean;
}

/** The face under which a message arrived. */
export interface PersonaFace {
  /** Persona id. */
  id: string;
  /** Name on the bubble. */
  name: string;
  /** Picture on the bubble, at its re-hosted address. */
  profilePictureUrl: string;
}

/** Something to tap below a message. */
export interface QuickReply {
  /** On WhatsApp `button`, or `row` of a list. */
  content_type?: string;
  /** Its label. */
  title?: string;
  /** What the app gets; on WhatsApp its id. */
  payload?: string;
}

/** A message as the person received it: plain data. */
export interface ReceivedMessage {
  /** Id of the message. */
  mid: string;
  /** Time in ms. */
  at: number;
  /** App that sent it; the platform's inbox for human agents. */
  appId: string;
  /** Its text; absent for pure media. */
  text?: string;
  /** Media and templates, as they were sent. */
  attachments?: unknown[];
  /** Quick replies below it; on WhatsApp the buttons, or the rows of the list. */
  quickReplies?: QuickReply[];
  /** Persona it came from; absent: the page itself. */
  persona?: PersonaFace;
  /** Message it quotes. */
  replyTo?: string;
  /** The person's own reaction to it. */
  reaction?: string;
}

/** A typing bubble. */
export interface Typing {
  /** App behind it. */
  appId: string;
  /** Face next to it; absent: the page itself. */
  persona?: PersonaFace;
  /** When it ends by itself, in ms; absent: with the answer. */
  until?: number;
}

/** Where the inbox shows a conversation. */
export type Folder = 'main' | 'done' | 'spam';

/** Everything the sandbox knows about one person and the thread with the page. */
export interface PersonState {
  id: string;
  name: string;
  /** Language and region, like `de_DE`. They choose the greeting, ice breakers and menu. */
  locale: string;
  profile: PersonProfile;
  /** How WhatsApp names the person; null on other platforms. */
  contact: Contact | null;
  control: Control;
  /** Last sign that opens the messaging window, in ms. */
  lastSignAt: number | null;
  folder: Folder;
  /** The page blocked the person: neither can write to the other. */
  blocked: boolean;
  messages: StoredMessage[];
  received: ReceivedMessage[];
  /** For each payload, the app that last sent a button with it. */
  buttons: Map<string, string>;
  /** Persistent menu of this person alone, instead of the page's; null: none. */
  userMenu: Setting<PersistentMenu[]> | null;
  /** Referral of a link into a new thread: the first message carries it. */
  referral: Record<string, unknown> | null;
  /** Chosen app of the lead ad that is asking its questions; null: no lead ad. */
  leadAd: { appId?: string } | null;
  /** Typing bubble that the person sees now, with the app behind it. */
  typing: Typing | null;
  /** The person is typing. Agents see it; no app is notified. */
  composing: boolean;
  /** The person's device has the page's messages up to this time stamp; null: none yet, or unknown. */
  deliveredAt: number | null;
  /** The person has read the page's messages up to this time stamp; null: none yet. */
  readAt: number | null;
  /** The page has seen the person's messages up to this time stamp, by an agent or an app's `mark_seen`. */
  seenAt: number | null;
  /** The agents have read up to this time stamp. */
  agentReadAt: number | null;
  expiryTimer: number | undefined;
}

/** Locale of people until it is set. */
const DEFAULT_PERSON_LOCALE = 'en_US';

/** Creates a person who has not written yet. */
export function newPerson(id: string, name: string, folder: Folder): PersonState {
  return {
    id,
    name,
    locale: DEFAULT_PERSON_LOCALE,
    profile: {},
    contact: null,
    control: IDLE,
    lastSignAt: null,
    folder,
    blocked: false,
    messages: [],
    received: [],
    buttons: new Map(),
    userMenu: null,
    referral: null,
    leadAd: null,
    typing: null,
    composing: false,
    deliveredAt: null,
    readAt: null,
    seenAt: null,
    agentReadAt: null,
    expiryTimer: undefined,
  };
}

/** How WhatsApp names a person who came with this phone number. The BSUID is invented. */
export function newContact(phone: string): Contact {
  // As with Meta's, the number cannot be read from it.
  const hash = createHash('sha256').update(phone).digest('hex').slice(0, 13);
  return { waId: phone, userId: `PT.${BigInt(`0x${hash}`)}`, hidesPhone: false };
}

/** Appends an item and drops the oldest items beyond `limit`. */
export function remember<T>(list: T[], item: T, limit: number): void {
  list.push(item);
  if (list.length > limit) list.splice(0, list.length - limit);
}

/** Time stamp of the person's newest kept message or tap; null: there is none. */
export function newestFromPerson({ messages }: PersonState): number | null {
  return messages.findLast(({ from }) => from === null)?.at ?? null;
}
