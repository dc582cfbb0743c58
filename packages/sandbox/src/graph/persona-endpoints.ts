import type { World } from '../state/world.ts';
import type { Endpoint } from './endpoint.ts';
import { invalid, noSuchObject } from './graph-fault.ts';
import { listPage, pick } from './listing.ts';

const usual = ['name', 'profile_picture_url', 'id'];

/** Personas of the page (Messenger Platform docs, Personas). They belong to the page, whichever app created them. */
export const personaEndpoints: readonly Endpoint[] = [
  {
    method: 'POST',
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
    edge: 'personas',
    operation: 'GET /{pageId}/personas',
    run(call) {
      requirePersonas(call.world);
      const nodes = [...call.world.personas.values()].map((persona) => personaNode(persona));
      return listPage(
        call,
        nodes.map((node) => pick(node, call.params['fields'], usual)),
        'personas',
      );
    },
  },
  {
    method: 'DELETE',
    edge: null,
    operation: 'DELETE /{nodeId}',
    run({ world, nodeId }) {
      if (!world.personas.delete(nodeId)) throw noSuchObject('DELETE', nodeId);
      return { success: true };
    },
  },
];

/** A persona as Graph shows it. */
export function personaNode(persona: { id: string; name: string; profilePictureUrl: string }): Record<string, unknown> {
  return { name: persona.name, profile_picture_url: persona.profilePictureUrl, id: persona.id };
}

function requirePersonas({ options: { platform } }: World): void {
  if (!platform.hasPersonas) throw invalid(`Personas are not supported on ${platform.label}`);
}
