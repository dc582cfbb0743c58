import type { World } from '../state/world.ts';
import { textOf } from '../text-of.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { invalid, noSuchObject } from './graph-fault.ts';
import { attachmentShape, attachmentsOf } from './nodes/attachment-shape.ts';
import { conversationShape, conversationsOf, FOLDERS, readableMessages } from './nodes/conversation-shape.ts';
import { messageShape } from './nodes/message-shape.ts';
import { accountShape, pageShape, pageWithAccountShape } from './nodes/page-shape.ts';
import { personShape } from './nodes/person-shape.ts';
import { readEdge, readNode, type Shape } from './nodes/shape.ts';
import { personaShape } from './persona-endpoints.ts';
import { textsOf } from './request/texts.ts';

/** Endpoints that read: the page and its routing state, people, personas, conversations and messages. */
export const readingEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    nodes: ['page'],
    edge: null,
    operation: 'GET /{nodeId}',
    tokens: ['page', 'user'],
    run: (call: Call<'page'>) => readNode(call, shapeOfPage(call), call.world),
  },
  {
    method: 'GET',
    nodes: ['person'],
    edge: null,
    operation: 'GET /{nodeId}',
    run: (call: Call<'person'>) => readNode(call, personShape(call.world), call.node.value),
  },
  {
    method: 'GET',
    nodes: ['persona'],
    edge: null,
    operation: 'GET /{nodeId}',
    run: (call: Call<'persona'>) => readNode(call, personaShape, call.node.value),
  },
  {
    method: 'GET',
    nodes: ['page'],
    edge: 'conversations',
    operation: 'GET /{pageId}/conversations',
    run(call: Call<'page'>) {
      return readEdge(call, conversationShape, wantedConversations(call), 'conversations');
    },
  },
  {
    method: 'GET',
    nodes: ['conversation'],
    edge: null,
    operation: 'GET /{objectId}',
    run: (call: Call<'conversation'>) => readNode(call, conversationShape, call.node.value.person),
  },
  {
    method: 'GET',
    nodes: ['conversation'],
    edge: 'messages',
    operation: 'GET /{objectId}/messages',
    run: (call: Call<'conversation'>) =>
      readEdge(call, messageShape, readableMessages(call.node.value.person), 'messages'),
  },
  {
    method: 'GET',
    nodes: ['message'],
    edge: null,
    operation: 'GET /{objectId}',
    run: (call: Call<'message'>) => readNode(call, messageShape, readable(call)),
  },
  {
    method: 'GET',
    nodes: ['message'],
    edge: 'attachments',
    operation: 'GET /{objectId}/attachments',
    run: (call: Call<'message'>) =>
      readEdge(call, attachmentShape, attachmentsOf(call.world, readable(call).message), 'attachments'),
  },
];

function shapeOfPage({ node, world: { options } }: Call<'page'>): Shape<World> {
  if (node.value.isAccount) return accountShape;
  return options.platform.accountId(options.page) === undefined ? pageShape : pageWithAccountShape;
}

/** @throws {GraphFault} Code 100: there is no such platform or folder. */
function wantedConversations({ world, params }: Call<'page'>): ReturnType<typeof conversationsOf> {
  const { platform, folder, user_id: personId, tags } = params;
  if (folder !== undefined && !FOLDERS.includes(textOf(folder))) {
    throw invalid(`Param folder must be one of {${FOLDERS.join(', ')}}`);
  }
  // Of a page without an account on that platform.
  if (platform !== undefined && textOf(platform).toLowerCase() !== world.options.platform.name) return [];
  return conversationsOf(world, {
    ...(folder === undefined ? {} : { folder: textOf(folder) }),
    ...(tags === undefined ? {} : { tags: textsOf(tags) }),
    ...(personId === undefined ? {} : { personId: textOf(personId) }),
  });
}

/**
 * The message, if it is new enough.
 *
 * @throws {GraphFault} 100/33: it is not among the 20 newest; to the API it is deleted (Messenger Platform docs,
 *   Conversations API; the code is a guess).
 */
function readable({ node: { id, value } }: Call<'message'>): Call<'message'>['node']['value'] {
  const found = readableMessages(value.person).find(({ message }) => message.mid === id);
  if (!found) throw noSuchObject('GET', id);
  return found;
}
