import type { CallFault, DeliveryFault } from '../faults.ts';
import type { Routing } from '../meta.ts';
import { OptionError } from '../option-error.ts';
import type { SandboxAd } from '../options/options.ts';
import type { NumberFacts } from '../options/resolve-number.ts';
import { emojiOf } from '../people/checks.ts';
import { type PersonScreen, screenOf } from '../people/screen.ts';
import type { Platform } from '../platform/platform.ts';
import type { Quirks } from '../quirks.ts';
import type { Contact, Folder, PersonaFace, PersonState, QuickReply, StoredMessage } from '../state/person-state.ts';
import type { Profile } from '../state/profile.ts';
import type { Run } from '../state/run.ts';
import { typingOf } from '../state/typing.ts';
import type { World } from '../state/world.ts';
import type { Named } from '../timeline/timeline-entry.ts';
import { deliveredFields } from '../webhooks/fields.ts';
import type { Illness } from '../webhooks/health.ts';
import { webhookOf } from '../webhooks/webhook-of.ts';
import { type FileView, fileViews } from './uploads.ts';

/** An app as a page shows it. Only `GET /_sandbox/apps/:id/environment` returns its secret and token. */
export interface AppView extends Named {
  /** Webhook that gets its events; null: it has none. */
  webhookUrl: string | null;
  /** False after it unsubscribed or its webhook was switched off. */
  subscribed: boolean;
  /** Fields it is subscribed to. */
  subscribedFields: string[];
  /** Settings toggle "take control of conversations". */
  canTake: boolean;
  /** Settings toggle "access standby channel". */
  standby: boolean;
  /** The app has the Human Agent feature. */
  humanAgent: boolean;
  /** How long its webhook has been failing; null: it works. */
  failing: Illness | null;
  /** Deliveries that wait for it, including those between two attempts. */
  waiting: number;
}

/** A face: a person's or a persona's, with a picture that the sandbox hosts. */
export interface FaceView extends Named {
  /** Path of the picture on this sandbox. */
  picture: string;
}

/** A thread in short. */
export interface ThreadSummary {
  /** Whose thread it is. */
  person: FaceView;
  /** App that owns it; null: idle. */
  owner: Named | null;
  /** When control expires, in ms of the sandbox's clock; null: idle. */
  expiresAt: number | null;
  /** Where the inbox shows it. */
  folder: Folder;
  /** Messages of the person that no agent has read. */
  unread: number;
  /** Last sign of the person that opened the messaging window, in ms; null: none. */
  lastSignAt: number | null;
  /** Newest message, in short; null: none. */
  newest: { from: 'person' | 'page'; text: string; at: number } | null;
  /** The person is typing. */
  composing: boolean;
  /** The app that is typing on the page's side, or null. */
  typing: { app: Named; persona?: FaceView } | null;
  /** How WhatsApp names the person; null on other platforms. */
  contact: Contact | null;
  /** The person sees "Seen" below own messages up to this time stamp; null: none. */
  seenAt: number | null;
  /** The person's device has what the page wrote up to this time stamp; null: nothing, or unknown. */
  deliveredAt: number | null;
  /** The person has read what the page wrote up to this time stamp; null: nothing. */
  readAt: number | null;
  /** Agents have read up to this time stamp; null: nothing. */
  agentReadAt: number | null;
  /** A lead ad is asking its questions. */
  inLeadAd: boolean;
}

/** A message as both sides see it. */
export interface MessageView {
  /** Id of the message. */
  mid: string;
  /** Time stamp in ms. */
  at: number;
  /** Which side wrote it. */
  from: 'person' | 'page';
  /** App that sent it, the inbox for agents; absent for the person's. */
  app?: Named;
  /** Face on the bubble; absent: the page's own, or the person's. */
  persona?: FaceView;
  /** Its text, or the title of the button that was tapped. */
  text?: string;
  /** Media and templates, as on the wire. The sandbox never fetches their addresses. */
  attachments?: unknown[];
  /** Quick replies below it. */
  quickReplies?: QuickReply[];
  /** Message that it quotes. */
  replyTo?: string;
  /** The person's reaction to the page's message: name and character. */
  reaction?: { name: string; emoji: string };
  /** The page's reaction to the person's message, as the app named it. */
  pageReaction?: string;
  /** How often its text was edited. */
  edits: number;
  /** Payload of the quick reply that was tapped. */
  quickReplyPayload?: string;
  /** Payload of the button that was tapped. Then this is a tap, not a message. */
  payload?: string;
  /** Meta's automation wrote it. */
  ai?: boolean;
  /** It was unsent: its content is gone on both sides. */
  deleted?: boolean;
  /** WhatsApp: it did not reach the person. */
  failed?: boolean;
}

/** A thread with all messages that are kept, oldest first. */
export interface ThreadView extends ThreadSummary {
  /** Oldest first. */
  messages: MessageView[];
  /** Language and region of the person. */
  locale: string;
  /** What the page's Messenger profile shows the person now. */
  screen: PersonScreen;
  /** The files behind the messages that the sandbox itself serves, as far as they are still kept. */
  files: FileView[];
  /** Newest entry of the timeline when it was read. */
  seq: number;
}

/** The sandbox's clock at one moment. */
export interface ClockReading {
  /** In ms since 1970. */
  now: number;
  /** `manual`: it moves only when it is advanced. */
  mode: 'running' | 'manual';
}

/** Everything that a page needs to draw itself, except the messages of a thread. */
export interface StateView {
  /** Changes with a reset or an import. Give it to `/events`, which then reports that this state is out of date. */
  epoch: string;
  /** Newest entry of the timeline that this state includes. */
  seq: number;
  /** Oldest entry of the timeline that is still kept; 0: none. */
  firstSeq: number;
  /** All pages of the run. The rest of this state is of one of them, `page` on `platform`, except clock and faults. */
  pages: PageView[];
  platform: Platform;
  page: FaceView & { instagramId: string; number?: NumberFacts };
  routing: Routing;
  defaultApp: string | null;
  /** The platform's inbox, where human agents answer. */
  inbox: Named;
  /** The same as `inbox.id`. */
  inboxAppId: string;
  clock: ClockReading;
  /** Processes that follow the clock, such as bots with a `sandboxClock`. */
  clockFollowers: number;
  /** The same as `clock.now`. */
  now: number;
  apps: AppView[];
  /** The apps of all pages, in the order of the run. */
  runApps: Named[];
  /** Webhook fields that the sandbox can deliver, for a choice. */
  fields: string[];
  threads: ThreadSummary[];
  personas: FaceView[];
  /** The page's Messenger profile: each property that is set, with the app that set it. */
  profile: Profile;
  faults: { calls: CallFault[]; deliveries: DeliveryFault[] };
  links: Record<string, string>;
  ads: Record<string, SandboxAd>;
  quirks: Quirks;
}

/** A page in short. */
export interface PageView extends FaceView {
  /** Platform of its threads. */
  platform: Platform;
  /** Id of the Instagram account. */
  instagramId: string;
  /** Ids of the apps that are connected to it. */
  apps: string[];
  /** Its inbox, where human agents answer. */
  inbox: Named;
  /** How many people it has. */
  people: number;
}

/** The pages of the run. */
export function pageViews({ worlds }: Run): PageView[] {
  return worlds.map(pageView);
}

/** A page in short. */
export function pageView(world: World): PageView {
  const { apps, people } = world;
  const { page, platform } = world.options;
  return {
    ...faceView(page),
    platform: platform.name,
    instagramId: page.instagramId,
    apps: [...apps.keys()],
    inbox: world.nameApp(world.inboxId),
    people: people.size,
  };
}

/** The clock now. */
export function clockReading({ clock, options }: Run): ClockReading {
  return { now: clock.now(), mode: options.clock };
}

/** The state of a page as `GET /_sandbox/state` gives it: no secret, no token. */
export function stateView(world: World): StateView {
  const { run } = world;
  const { platform, page, links, ads } = world.options;
  const clock = clockReading(run);
  return {
    epoch: run.epoch,
    seq: run.timeline.last(),
    firstSeq: run.timeline.first(),
    pages: pageViews(run),
    platform: platform.name,
    page: { ...faceView(page), instagramId: page.instagramId, ...(page.number ? { number: page.number } : {}) },
    routing: world.routing,
    defaultApp: world.defaultApp,
    inbox: world.nameApp(world.inboxId),
    inboxAppId: world.inboxId,
    clock,
    clockFollowers: run.clockFollowers,
    now: clock.now,
    apps: [...world.apps.keys()].map((id) => appView(world, id)),
    runApps: [...run.apps.keys()].map(run.nameApp),
    fields: deliveredFields(platform),
    threads: [...world.people.values()].map((person) => threadSummary(world, person)),
    personas: [...world.personas.values()].map(faceView),
    profile: world.profile,
    faults: run.faults.list(),
    links,
    ads,
    quirks: world.quirks,
  };
}

/** One app. @throws {OptionError} There is none with this id. */
export function appView(world: World, id: string): AppView {
  const app = world.apps.get(id);
  if (!app) throw new OptionError('there is no app with this id');
  const { name, subscribed, subscribedFields, canTake, standby } = app;
  const { humanAgent } = app.shared;
  const webhookUrl = webhookOf(app.shared, world.options.platform.objectName)?.url ?? null;
  const health = { failing: world.dispatcher.illness(id), waiting: world.dispatcher.waiting(id) };
  return { id, name, webhookUrl, subscribed, subscribedFields, canTake, standby, humanAgent, ...health };
}

/** One thread with its messages. */
export function threadView(world: World, person: PersonState): ThreadView {
  const received = new Map(person.received.map((message) => [message.mid, message]));
  const messages = person.messages.map((message): MessageView => {
    const { persona, quickReplies, reaction } = received.get(message.mid) ?? {};
    return {
      ...plainView(message),
      ...(message.from === null ? {} : { app: world.nameApp(message.from) }),
      ...(persona ? { persona: faceView(persona) } : {}),
      ...(quickReplies ? { quickReplies } : {}),
      ...(reaction === undefined ? {} : { reaction: { name: reaction, emoji: emojiOf(reaction) } }),
    };
  });
  const { locale } = person;
  return {
    ...threadSummary(world, person),
    messages,
    locale,
    screen: screenOf(world, person),
    files: fileViews(world, person),
    seq: world.run.timeline.last(),
  };
}

function plainView({ from, sending: _, ...message }: StoredMessage): MessageView {
  return { ...message, from: from === null ? 'person' : 'page' };
}

function threadSummary(world: World, person: PersonState): ThreadSummary {
  const { owner, expiresAt } = world.control(person);
  const newest = person.messages.at(-1);
  const { agentReadAt } = person;
  const typing = typingOf(world, person);
  return {
    person: faceView(person),
    owner: owner === null ? null : world.nameApp(owner),
    expiresAt,
    folder: person.folder,
    unread: person.messages.filter((message) => isUnread(message, agentReadAt)).length,
    lastSignAt: person.lastSignAt,
    newest: newest ? { from: newest.from === null ? 'person' : 'page', text: shortText(newest), at: newest.at } : null,
    contact: person.contact,
    composing: person.composing,
    typing: typing && {
      app: world.nameApp(typing.appId),
      ...(typing.persona ? { persona: faceView(typing.persona) } : {}),
    },
    seenAt: person.seenAt,
    deliveredAt: person.deliveredAt,
    readAt: person.readAt,
    agentReadAt,
    inLeadAd: person.leadAd !== null,
  };
}

function isUnread({ from, at, deleted }: StoredMessage, agentReadAt: number | null): boolean {
  return from === null && !deleted && at > (agentReadAt ?? 0);
}

const MAX_SHORT_CHARACTERS = 120;

/** The text, cut; for media the type in brackets. */
function shortText({ text, attachments = [], deleted }: StoredMessage): string {
  if (deleted) return '[unsent]';
  const [first] = attachments as { type?: unknown }[];
  const whole = text ?? (typeof first?.type === 'string' ? `[${first.type}]` : '');
  return whole.length > MAX_SHORT_CHARACTERS ? `${whole.slice(0, MAX_SHORT_CHARACTERS - 1)}…` : whole;
}

/** The address of a picture contains the name, because the messages of a deleted persona keep its face. */
function faceView({ id, name }: Named | PersonaFace): FaceView {
  return { id, name, picture: `/_sandbox/pictures/${id}?name=${encodeURIComponent(name)}` };
}
