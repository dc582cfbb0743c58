import { conversationShape, conversationsOf } from './conversation-shape.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { accountShape, pageShape } from './page-shape.ts';
import { personShape } from './person-shape.ts';
import { personaShape } from './persona-endpoints.ts';
import { readEdge, readNode } from './shape.ts';

/** Endpoints that read: the page and its routing state, a person's profile, a persona, the conversations. */
export const readingEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    nodes: ['page'],
    edge: null,
    operation: 'GET /{nodeId}',
    run: (call: Call<'page'>) => readNode(call, call.node.value.isAccount ? accountShape : pageShape, call.node),
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
      const { world, params } = call;
      const people = conversationsOf(world).filter(
        (person) => params['user_id'] === undefined || person.id === params['user_id'],
      );
      return readEdge(call, conversationShape, people, 'conversations');
    },
  },
];
