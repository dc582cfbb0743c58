import type { PersonaState, World } from '../state/world.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { invalid } from './graph-fault.ts';
import { readEdge, type Shape } from './nodes/shape.ts';

/** A persona as Graph shows it. */
export const personaShape: Shape<PersonaState> = {
  type: 'Persona',
  usual: ['name', 'profile_picture_url', 'id'],
  fields: {
    id: ({ id }) => id,
    name: ({ name }) => name,
    profile_picture_url: ({ profilePictureUrl }) => profilePictureUrl,
  },
};

/** Personas of the page (Messenger Platform docs, Personas). They belong to the page, whichever app created them. */
export const personaEndpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    nodes: ['page'],
    edge: 'personas',
    operation: 'POST /{pageId}/personas',
    run({ world, params }) {
      requirePersonas(world);
      if (world.personas.size >= world.options.limits.personas) {
        throw invalid(`The sandbox holds ${world.options.limits.personas} personas`);
      }
      const picture = String(params['profile_picture_url']);
      if (!URL.canParse(picture) || !/^https?:$/.test(new URL(picture).protocol)) {
        throw invalid('Param profile_picture_url must be a valid URI');
      }
      const id = world.newId('100200300', 16);
      // Meta fetches the picture and hosts it itself, so the answer has another address than the request.
      const profilePictureUrl = `${world.url}/_sandbox/pictures/${id}`;
      world.personas.set(id, { id, name: String(params['name']), profilePictureUrl, originalPictureUrl: picture });
      return { id };
    },
  },
  {
    method: 'GET',
    nodes: ['page'],
    edge: 'personas',
    operation: 'GET /{pageId}/personas',
    run(call) {
      requirePersonas(call.world);
      return readEdge(call, personaShape, [...call.world.personas.values()], 'personas');
    },
  },
  {
    method: 'DELETE',
    nodes: ['persona'],
    edge: null,
    operation: 'DELETE /{nodeId}',
    run({ world, node }: Call<'persona'>) {
      world.personas.delete(node.id);
      return { success: true };
    },
  },
];

function requirePersonas({ options: { platform } }: World): void {
  if (!platform.hasPersonas) throw invalid(`Personas are not supported on ${platform.label}`);
}
