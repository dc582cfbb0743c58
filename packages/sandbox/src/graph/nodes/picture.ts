import type { World } from '../../state/world.ts';
import { textOf } from '../../text-of.ts';
import type { Call, Endpoint } from '../endpoint.ts';
import { invalid } from '../graph-fault.ts';
import { Redirect } from '../request/graph-request.ts';

/** Pixels of each size (Graph API reference, Page Picture). */
const SIZES: ReadonlyMap<string, number> = new Map([
  ['small', 50],
  ['square', 50],
  ['normal', 100],
  ['large', 200],
]);

/** Address of the picture of a person, a page or the admin. */
export function pictureUrl({ url }: World, { id, name }: { id: string; name: string }): string {
  return `${url}/_sandbox/pictures/${id}?name=${encodeURIComponent(name)}`;
}

/**
 * A picture, as the field `picture` and `/picture?redirect=false` show it. The field takes `type`, `width` and `height`
 * as modifiers: `picture.type(large)`.
 *
 * @throws {GraphFault} Code 100: there is no such type, or a side is no number.
 */
export function pictureData(
  world: World,
  of: { id: string; name: string },
  { type, width, height }: Readonly<Record<string, unknown>> = {},
): { data: Record<string, unknown> } {
  const size = SIZES.get(textOf(type ?? 'square').toLowerCase());
  if (size === undefined) throw invalid(`Param type must be one of {${[...SIZES.keys()].join(', ')}}`);
  const wrong = Object.entries({ width, height }).find(([, side]) => side !== undefined && !/^\d+$/.test(textOf(side)));
  if (wrong) throw invalid(`Param ${wrong[0]} must be an integer`);
  const [wide, high] = [Number(width ?? height ?? size), Number(height ?? width ?? size)];
  return { data: { height: high, is_silhouette: false, url: pictureUrl(world, of), width: wide } };
}

/** `/{node}/picture` redirects to the picture; with `redirect=false` it answers with its address. */
export const pictureEndpoint: Endpoint = {
  method: 'GET',
  nodes: ['page', 'person', 'user'],
  edge: 'picture',
  operation: 'GET /{objectId}/picture',
  tokens: ['page', 'user', 'app'],
  run(call: Call<'page' | 'person' | 'user'>) {
    const { world, node, params } = call;
    const of = node.kind === 'page' ? { id: node.id, name: world.options.page.name } : node.value;
    const picture = pictureData(world, of, params);
    const isWanted = ['false', '0'].includes(textOf(params['redirect']));
    return isWanted ? picture : new Redirect(pictureUrl(world, of));
  },
};
