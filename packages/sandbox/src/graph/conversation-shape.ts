import type { PersonState, StoredMessage } from '../state/person-state.ts';
import type { World } from '../state/world.ts';
import { conversationId } from './node.ts';
import { edge, type Shape } from './shape.ts';

/** Only the newest messages of a conversation can be read (Messenger Platform docs, Conversations API). */
const READABLE_MESSAGES = 20;

/** A message in a conversation. */
export interface ConversationMessage {
  person: PersonState;
  message: StoredMessage;
}

/** A message, as the Conversations API shows it. */
export const messageShape: Shape<ConversationMessage> = {
  type: 'UnifiedMessage',
  usual: ['id', 'created_time'],
  fields: {
    id: ({ message }) => message.mid,
    created_time: ({ message }) => graphTime(message.at),
    from: ({ person, message }, { call }) => partiesOf(call.world, person, message).from,
    to: ({ person, message }, { call }) => ({ data: [partiesOf(call.world, person, message).to] }),
    message: ({ message }) => message.text ?? '',
  },
};

/** A thread between the page and a person. */
export const conversationShape: Shape<PersonState> = {
  type: 'UnifiedThread',
  usual: ['id', 'updated_time'],
  fields: {
    id: (person) => conversationId(person),
    updated_time: (person) => graphTime(updatedAt(person)),
    // Only with routing on (Messenger changelog, October 13, 2025).
    is_owner: (person, { call: { world, app } }) =>
      world.routing === 'on' ? world.control(person).owner === app.id : undefined,
    messages: edge(messageShape, (person) => readableMessages(person)),
  },
};

/** Everyone whose conversation has messages, newest conversation first. */
export function conversationsOf(world: World): PersonState[] {
  return [...world.people.values()]
    .filter((person) => person.messages.length > 0)
    .sort((one, other) => updatedAt(other) - updatedAt(one));
}

/** The messages that the API gives out, newest first. */
export function readableMessages(person: PersonState): ConversationMessage[] {
  const kept = person.messages.filter(({ deleted }) => !deleted).slice(-READABLE_MESSAGES);
  return kept.reverse().map((message) => ({ person, message }));
}

function partiesOf(
  { options: { page } }: World,
  person: PersonState,
  message: StoredMessage,
): { from: object; to: object } {
  const self = { id: person.id, name: person.name };
  const other = { id: page.id, name: page.name };
  return message.from === null ? { from: self, to: other } : { from: other, to: self };
}

function updatedAt(person: PersonState): number {
  return person.messages.at(-1)?.at ?? 0;
}

/** A time as Graph writes it: no milliseconds, `+0000` for UTC. */
function graphTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, '+0000');
}
