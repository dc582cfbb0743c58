import type { PersonState } from '../state/person-state.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { invalid } from './graph-fault.ts';
import { labelShape, labelsOf } from './nodes/label-shape.ts';
import { readEdge, readNode } from './nodes/shape.ts';

/** Most labels of a page. */
const MAX_LABELS = 1000;

/** Labels of the page and of people (Messenger Platform docs, Custom Labels). They belong to the page, not to an app. */
export const labelEndpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    nodes: ['page'],
    edge: 'custom_labels',
    operation: 'POST /{objectId}/custom_labels',
    run({ world, params }) {
      if (world.labels.size >= MAX_LABELS) throw invalid(`The sandbox holds ${MAX_LABELS} labels of a page`);
      const id = world.newId('100120', 16);
      world.labels.set(id, { id, name: String(params['page_label_name']), people: new Set() });
      return { id };
    },
  },
  {
    method: 'GET',
    nodes: ['page'],
    edge: 'custom_labels',
    operation: 'GET /{objectId}/custom_labels',
    run: (call) => readEdge(call, labelShape, [...call.world.labels.values()], 'custom_labels'),
  },
  {
    method: 'GET',
    nodes: ['person'],
    edge: 'custom_labels',
    operation: 'GET /{objectId}/custom_labels',
    run: (call: Call<'person'>) => readEdge(call, labelShape, labelsOf(call.world, call.node.value), 'custom_labels'),
  },
  {
    method: 'GET',
    nodes: ['label'],
    edge: null,
    operation: 'GET /{nodeId}',
    run: (call: Call<'label'>) => readNode(call, labelShape, call.node.value),
  },
  {
    method: 'DELETE',
    nodes: ['label'],
    edge: null,
    operation: 'DELETE /{nodeId}',
    run({ world, node }: Call<'label'>) {
      world.labels.delete(node.id);
      return { success: true };
    },
  },
  {
    method: 'POST',
    nodes: ['label'],
    edge: 'label',
    operation: 'POST /{objectId}/label',
    run(call: Call<'label'>) {
      call.node.value.people.add(userOf(call).id);
      return { success: true };
    },
  },
  {
    method: 'DELETE',
    nodes: ['label'],
    edge: 'label',
    operation: 'DELETE /{objectId}/label',
    run(call: Call<'label'>) {
      call.node.value.people.delete(userOf(call).id);
      return { success: true };
    },
  },
];

/** @throws {GraphFault} 100/2018001: there is no such person. */
function userOf({ world, params }: Call): PersonState {
  const person = world.people.get(String(params['user']));
  if (!person) throw invalid('No matching user found', 2018001);
  return person;
}
