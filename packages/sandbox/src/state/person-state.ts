import { type Control, IDLE } from '../model/page-rules.ts';

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
  /** Payload of the button behind it: it is no message but a tap. */
  payload?: string;
  /** Meta's automation wrote it, not a human agent. */
  ai?: boolean;
  /** It was unsent: nothing but its place is left. */
  deleted?: boolean;
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
  /** Quick replies below it: titles and payloads. */
  quickReplies?: { title?: string; payload?: string }[];
  /** Absent: it came under the page's own name. */
  persona?: PersonaFace;
  /** Message it quotes. */
  replyTo?: string;
  /** The person's own reaction to it. */
  reaction?: string;
}

/** Where the inbox shows a conversation. */
export type Folder = 'main' | 'done' | 'spam';

/** Everything the sandbox knows of one person and the thread with the page. */
export interface PersonState {
  id: string;
  name: string;
  control: Control;
  /** Last sign that opens the messaging window, in ms. */
  lastSignAt: number | null;
  folder: Folder;
  messages: StoredMessage[];
  received: ReceivedMessage[];
  /** Which app sent a button with this payload last. */
  buttons: Map<string, string>;
  /** Referral of a link into a new thread: it rides inside the first message. */
  referral: Record<string, unknown> | null;
  /** Chosen app of the lead ad whose questions run. */
  leadAd: { appId?: string } | null;
  /** Typing bubble now shown, with the app behind it. */
  typing: { appId: string; persona?: PersonaFace } | null;
  /** The person is typing: the agents see it, no app hears of it. */
  composing: boolean;
  /** Up to which time stamp the person has read the page's messages; null: nothing yet. */
  readAt: number | null;
  /** Up to which time stamp the page has seen the person's: the newest one when an agent read or an app sent `mark_seen`. */
  seenAt: number | null;
  /** Up to which time stamp the human agents have read. */
  agentReadAt: number | null;
  expiryTimer: number | undefined;
}

/** A person who never wrote. */
export function newPerson(id: string, name: string, folder: Folder): PersonState {
  return {
    id,
    name,
    control: IDLE,
    lastSignAt: null,
    folder,
    messages: [],
    received: [],
    buttons: new Map(),
    referral: null,
    leadAd: null,
    typing: null,
    composing: false,
    readAt: null,
    seenAt: null,
    agentReadAt: null,
    expiryTimer: undefined,
  };
}

/** Appends and forgets the oldest beyond `limit`. */
export function remember<T>(list: T[], item: T, limit: number): void {
  list.push(item);
  if (list.length > limit) list.splice(0, list.length - limit);
}

/** Time stamp of the newest message or tap of the person that is kept; null: there is none. */
export function newestFromPerson({ messages }: PersonState): number | null {
  return messages.findLast(({ from }) => from === null)?.at ?? null;
}
