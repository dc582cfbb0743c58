import { createHash } from 'node:crypto';
import type { AppIdentity } from '../../options/resolve-app.ts';
import type { PersonState, StoredMessage } from '../../state/person-state.ts';
import { ADMIN } from '../../state/tokens.ts';
import type { Upload } from '../../state/uploads.ts';
import type { LabelState, PersonaState, World } from '../../state/world.ts';
import { findMedia } from '../../whatsapp/media.ts';
import { aliasFault, type GraphFault, noSuchObject } from '../graph-fault.ts';
import type { Caller } from '../tokens/authorize.ts';

/** What stands behind an id, by kind of node. A new kind needs its line here and its finder below. */
interface Nodes {
  /** The page, under its own id, `me`, or the id of the account that is linked to it. */
  page: { isAccount: boolean };
  /** A business phone number, under its own id. */
  number: object;
  /** The account of phone numbers. */
  account: object;
  app: AppIdentity;
  /** The person who administers the pages. */
  user: { id: string; name: string };
  persona: PersonaState;
  label: LabelState;
  person: PersonState;
  /** Media that were uploaded, under their attachment id. */
  attachment: Upload;
  /** Media of a phone number. */
  media: Upload;
  conversation: { person: PersonState };
  message: { person: PersonState; message: StoredMessage };
}

/** Makes 15 digits of 12 hex digits. */
const FIRST_THREAD = 500_000_000_000_000n;

/** Kinds of nodes that a path can name. */
export type NodeKind = keyof Nodes;

/** A node of one of these kinds. */
export type NodeOf<K extends NodeKind> = {
  [Kind in K]: {
    kind: Kind;
    /** Its own id, never `me`. */
    id: string;
    value: Nodes[Kind];
  };
}[K];

/** A node of any kind. */
export type GraphNode = NodeOf<NodeKind>;

interface Finder<Value> {
  /** Name of the type in Meta's errors. */
  type: string | ((world: World, value: Value) => string);
  find(world: World, id: string): Value | undefined;
}

/**
 * How the kinds are found, in the order in which they are tried. The types of people are recorded
 * (broidHQ/integrations#73); those of the others are the names of Meta's own SDKs.
 */
const finders: { readonly [K in NodeKind]: Finder<Nodes[K]> } = {
  page: {
    type: (_, { isAccount }) => (isAccount ? 'IGUser' : 'Page'),
    find: (world, id) => (isPage(world, id) ? { isAccount: isAccount(world, id) } : undefined),
  },
  number: {
    type: 'WhatsAppBusinessPhoneNumber',
    find: ({ options: { page } }, id) => (page.number && id === page.id ? page.number : undefined),
  },
  account: {
    type: 'WhatsAppBusinessAccount',
    find: ({ options: { page } }, id) => (id === page.number?.accountId ? page.number : undefined),
  },
  app: { type: 'Application', find: (world, id) => world.run.apps.get(id) },
  user: { type: 'User', find: (_, id) => (id === ADMIN.id ? ADMIN : undefined) },
  label: { type: 'PageUserMessageThreadLabel', find: (world, id) => world.labels.get(id) },
  persona: { type: 'Persona', find: (world, id) => world.personas.get(id) },
  person: {
    type: ({ options: { platform } }) => platform.personType,
    find: (world, id) => world.people.get(id),
  },
  attachment: { type: 'MessageAttachment', find: (world, id) => world.uploads.get(id) },
  media: { type: 'WhatsAppMedia', find: findMedia },
  conversation: { type: 'UnifiedThread', find: findConversation },
  message: { type: 'UnifiedMessage', find: findMessage },
};

/** Kinds of nodes that Graph has beside a phone number: it shows neither people nor messages. */
const OF_NUMBERS: readonly NodeKind[] = ['number', 'account', 'app', 'user', 'media'];

/**
 * The node with this id. `me` is the page of a page token (the user for the token of a phone number), the app of an app token and the admin of a user token; `app`
 * is the app of any token.
 *
 * @throws {GraphFault} 803: a name instead of an id. 100/33: there is no such node.
 */
export function resolveNode(world: World, caller: Caller | undefined, id: string, method: string): GraphNode {
  const own = caller ? ownId(world, caller, id) : id;
  const { hasNumbers } = world.options.platform;
  for (const kind of hasNumbers ? OF_NUMBERS : (Object.keys(finders) as NodeKind[])) {
    const value = finders[kind].find(world, own);
    if (value !== undefined) return { kind, id: own, value } as GraphNode;
  }
  throw unknownNode(id, method);
}

/** True if the id names something that belongs to the page's threads: a person, a message, a persona, … */
export function isInside(world: World, id: string): boolean {
  const kinds: readonly NodeKind[] = ['persona', 'label', 'person', 'attachment', 'media', 'conversation', 'message'];
  return kinds.some((kind) => finders[kind].find(world, id) !== undefined);
}

/** Name of the node's type, as Meta's errors give it: `Page`, `Application`, … */
export function typeOf(world: World, { kind, value }: GraphNode): string {
  const { type } = finders[kind] as Finder<unknown>;
  return typeof type === 'string' ? type : type(world, value);
}

/** The person whose thread the node belongs to; undefined for other nodes. */
export function personOfNode(node: GraphNode | undefined): PersonState | undefined {
  if (node?.kind === 'person') return node.value;
  return node?.kind === 'conversation' || node?.kind === 'message' ? node.value.person : undefined;
}

/** Id of the thread with this person. It stays the same in the run, and does not show the person's id. */
export function conversationId({ run, options: { platform } }: World, { id }: PersonState): string {
  const hash = createHash('sha256').update(`${run.counters.run} ${platform.name} ${id}`).digest('hex');
  return platform.conversationId(String(BigInt(`0x${hash.slice(0, 12)}`) + FIRST_THREAD));
}

/** True for the page's own id and the account linked to it. */
function isPage(world: World, id: string): boolean {
  return id === world.options.page.id || isAccount(world, id);
}

/** True for the id of an account that is linked to the page, unless it equals the page's id. */
function isAccount({ options: { page, platform } }: World, id: string): boolean {
  return id === platform.accountId(page) && id !== page.id;
}

/** Graph names objects by digits, threads by `t_…` or `aWdf…`, messages by `m_…`; anything else is an alias. */
function unknownNode(id: string, method: string): GraphFault {
  return /^(\d+|[tm]_.+|aWdf.+)$/.test(id) ? noSuchObject(method, id) : aliasFault([id]);
}

function ownId(world: World, { kind, app }: Caller, id: string): string {
  if (id === 'app') return app.id;
  if (id !== 'me') return id;
  // The token of a number is a system user's, who may have several numbers.
  const { page, platform } = world.options;
  return { page: platform.hasNumbers ? ADMIN.id : page.id, app: app.id, user: ADMIN.id }[kind];
}

function findConversation(world: World, id: string): { person: PersonState } | undefined {
  if (!/^(t_|aWdf)/.test(id)) return undefined;
  for (const person of world.people.values()) {
    if (person.messages.length > 0 && conversationId(world, person) === id) return { person };
  }
  return undefined;
}

function findMessage(world: World, id: string): { person: PersonState; message: StoredMessage } | undefined {
  if (!id.startsWith('m_')) return undefined;
  for (const person of world.people.values()) {
    const message = person.messages.find(({ mid, deleted }) => mid === id && !deleted);
    if (message) return { person, message };
  }
  return undefined;
}
