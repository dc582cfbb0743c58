import { usernameOf } from '../../platform/username.ts';
import type { PersonState, StoredMessage } from '../../state/person-state.ts';
import type { World } from '../../state/world.ts';
import { envelopeId } from '../../webhooks/items.ts';
import { attachmentShape, attachmentsOf, sharesOf, stickerOf, storyOf } from './attachment-shape.ts';
import { graphTime } from './graph-time.ts';
import { edge, type Reader, recordShape, type Shape } from './shape.ts';

/** A message in a conversation. */
export interface ConversationMessage {
  person: PersonState;
  message: StoredMessage;
}

const shareShape = recordShape('AttachmentShare', ['description', 'id', 'link', 'name', 'template']);

/**
 * A message, as the Conversations API shows it (Graph API reference, Message). A field without a value is left out, as
 * that page says.
 */
export const messageShape: Shape<ConversationMessage> = {
  type: 'UnifiedMessage',
  usual: ['id', 'created_time'],
  fields: {
    id: ({ message }) => message.mid,
    created_time: ({ message }) => graphTime(message.at),
    from: ({ person, message }, { call }) => directionOf(call.world, person, message).from,
    to: ({ person, message }, { call }) => ({ data: [directionOf(call.world, person, message).to] }),
    message: ({ message }) => message.text ?? '',
    tags: (one) => ({ data: tagsOf(one).map((name) => ({ name })) }),
    attachments: someEdge(edge(attachmentShape, ({ message }, { call }) => attachmentsOf(call.world, message))),
    shares: someEdge(edge(shareShape, ({ message }) => sharesOf(message))),
    sticker: ({ message }) => stickerOf(message),
    reactions: (one, { call }) => reactionsOf(call.world, one),
    reply_to: ({ message }) => (message.replyTo === undefined ? undefined : { mid: message.replyTo }),
    story: ({ message }) => storyOf(message),
    is_unsupported: ({ message }) => (hasUnsupported(message) ? true : undefined),
  },
  empty: ['thread_id'],
};

/** The person and the page, as parties of a conversation: on Instagram by user name, on Messenger by name. */
export function partiesOf(world: World, person: PersonState): [Record<string, unknown>, Record<string, unknown>] {
  const { page, platform } = world.options;
  const username = person.profile.username ?? usernameOf(person.name);
  const own = { id: envelopeId(world), name: page.name, username: usernameOf(page.name) };
  return [platform.party({ id: person.id, name: person.name, username }), platform.party(own)];
}

/** A list that is left out if it is empty. */
function someEdge<T>(reader: Reader<T>): Reader<T> {
  return (node, reading) => {
    const list = reader(node, reading) as { data: unknown[] };
    return list.data.length === 0 ? undefined : list;
  };
}

function directionOf(world: World, person: PersonState, { from }: StoredMessage): { from: object; to: object } {
  const [self, page] = partiesOf(world, person);
  return from === null ? { from: self, to: page } : { from: page, to: self };
}

/** The folder, the direction and whether the other side has seen it. */
function tagsOf({ person, message: { from, at } }: ConversationMessage): string[] {
  const seenAt = from === null ? person.seenAt : person.readAt;
  return ['inbox', ...(from === null ? [] : ['sent']), ...(at <= (seenAt ?? 0) ? ['read'] : [])];
}

/** The reactions of both sides: each side reacts to the other's messages. */
function reactionsOf(world: World, { person, message }: ConversationMessage): object | undefined {
  const [self, page] = partiesOf(world, person);
  const byPerson = person.received.find(({ mid }) => mid === message.mid)?.reaction;
  const reaction = message.from === null ? message.pageReaction : byPerson;
  return reaction === undefined ? undefined : { data: [{ reaction, users: [message.from === null ? page : self] }] };
}

function hasUnsupported({ attachments = [] }: StoredMessage): boolean {
  return attachments.some((one) =>
    ['unsupported_type', 'ephemeral'].includes(String((one as { type?: unknown }).type)),
  );
}
