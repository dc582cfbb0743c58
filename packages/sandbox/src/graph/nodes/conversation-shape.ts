import type { Folder, PersonState, StoredMessage } from '../../state/person-state.ts';
import type { World } from '../../state/world.ts';
import { graphTime } from './graph-time.ts';
import { type ConversationMessage, messageShape, partiesOf } from './message-shape.ts';
import { conversationId } from './node.ts';
import { edge, type Shape } from './shape.ts';

/** Only the newest messages of a conversation can be read (Messenger Platform docs, Conversations API). */
const READABLE_MESSAGES = 20;

/** Names that Graph gives the inbox's folders. */
const FOLDER_NAMES: Readonly<Record<Folder, string>> = { main: 'inbox', done: 'page_done', spam: 'spam' };

/** Values of the parameter `folder`. Message requests would be in `other` and `pending`; the sandbox has none. */
export const FOLDERS: readonly string[] = ['inbox', 'other', 'page_done', 'pending', 'spam'];

/**
 * A thread between the page and a person (Graph API docs, Conversation; the fields of Meta's SDK, UnifiedThread).
 * `participants` and the link look as in python-facebook's records.
 */
export const conversationShape: Shape<PersonState> = {
  type: 'UnifiedThread',
  usual: ['id', 'updated_time'],
  fields: {
    id: (person, { call }) => conversationId(call.world, person),
    updated_time: (person) => graphTime(updatedAt(person)),
    link: (person, { call }) => linkOf(call.world, person),
    // Only with routing on (Messenger changelog, October 13, 2025).
    is_owner: (person, { call: { world, app } }) =>
      world.routing === 'on' ? world.control(person).owner === app.id : undefined,
    participants: (person, { call }) => ({ data: partiesOf(call.world, person) }),
    senders: (person, { call }) => ({ data: partiesOf(call.world, person) }),
    former_participants: () => ({ data: [] }),
    snippet: (person) => snippetOf(person),
    message_count: ({ messages }) => messages.filter(({ deleted }) => !deleted).length,
    unread_count: ({ messages, seenAt }) =>
      messages.filter(({ from, at, deleted }) => from === null && !deleted && at > (seenAt ?? 0)).length,
    can_reply: ({ blocked }) => !blocked,
    is_subscribed: () => true,
    scoped_thread_key: (person, { call }) => conversationId(call.world, person),
    folder: ({ folder }) => FOLDER_NAMES[folder],
    tags: (person) => ({ data: tagsOf(person).map((name) => ({ name })) }),
    messages: edge(messageShape, (person) => readableMessages(person)),
  },
  empty: ['linked_group', 'name', 'subject', 'wallpaper'],
};

/**
 * The conversations with messages, newest first.
 *
 * @param wanted `folder`: only this folder; without it, all but spam. `tags`: those that have all of them.
 */
export function conversationsOf(
  world: World,
  wanted: { folder?: string; tags?: readonly string[]; personId?: string } = {},
): PersonState[] {
  const { folder, tags = [], personId } = wanted;
  return [...world.people.values()]
    .filter((person) => person.messages.length > 0)
    .filter((person) => (folder === undefined ? person.folder !== 'spam' : FOLDER_NAMES[person.folder] === folder))
    .filter((person) => tags.every((tag) => tagsOf(person).includes(tag)))
    .filter(({ id }) => personId === undefined || id === personId)
    .sort((one, other) => updatedAt(other) - updatedAt(one));
}

/** The messages that the API gives out, newest first. */
export function readableMessages(person: PersonState): ConversationMessage[] {
  const kept = person.messages.filter(({ deleted }) => !deleted).slice(-READABLE_MESSAGES);
  return kept.reverse().map((message) => ({ person, message }));
}

function updatedAt(person: PersonState): number {
  return person.messages.at(-1)?.at ?? 0;
}

/** `/Acme-804155501230077/inbox/…/`, relative to facebook.com. */
function linkOf(world: World, person: PersonState): string | undefined {
  const { page, platform } = world.options;
  if (!platform.hasConversationLinks) return undefined;
  const slug = `${page.name.replace(/\W+/g, '-')}-${page.id}`;
  return `/${slug}/inbox/${conversationId(world, person).replace(/\D/g, '')}/`;
}

/** The folder, and whether the page has seen all. */
function tagsOf(person: PersonState): string[] {
  const newest = person.messages.findLast(({ from }) => from === null)?.at ?? 0;
  return [FOLDER_NAMES[person.folder], newest > (person.seenAt ?? 0) ? 'unread' : 'read'];
}

function snippetOf({ name, messages }: PersonState): string {
  const newest = messages.findLast(({ deleted }) => !deleted);
  return newest?.text ?? (newest?.attachments ? `${senderName(newest, name)} sent ${whatWasSent(newest)}.` : '');
}

function senderName({ from }: StoredMessage, name: string): string {
  return from === null ? (name.split(' ')[0] ?? name) : 'You';
}

function whatWasSent({ attachments = [] }: StoredMessage): string {
  const type = String((attachments[0] as { type?: unknown }).type);
  if (['audio', 'image'].includes(type)) return `an ${type === 'image' ? 'image' : 'audio message'}`;
  return ['sticker', 'video'].includes(type) ? `a ${type}` : 'an attachment';
}
