import type { World } from '../../state/world.ts';
import type { Call, Endpoint } from '../endpoint.ts';
import { pageShape } from '../nodes/page-shape.ts';
import { pictureData } from '../nodes/picture.ts';
import { edge, readEdge, readNode, recordShape, type Shape } from '../nodes/shape.ts';
import { SCOPES } from './scopes.ts';

/** A page in the list of the admin (Graph API reference, User Accounts). */
const ownPageShape: Shape<World> = {
  ...pageShape,
  usual: ['access_token', 'category', 'category_list', 'name', 'id', 'tasks'],
};

const permissionShape = recordShape('Permission', ['permission', 'status']);
const permissions = SCOPES.map((permission) => ({ permission, status: 'granted' }));

const userShape: Shape<{ id: string; name: string }> = {
  type: 'User',
  usual: ['name', 'id'],
  fields: {
    id: ({ id }) => id,
    name: ({ name }) => name,
    first_name: ({ name }) => name.split(' ')[0],
    last_name: ({ name }) => name.split(' ').slice(1).join(' '),
    picture: (user, { call, field }) => pictureData(call.world, user, field.modifiers),
    accounts: edge(ownPageShape, (_, { call }) => pagesOf(call)),
    permissions: edge(permissionShape, () => permissions),
  },
  empty: ['birthday', 'email', 'gender', 'hometown', 'link', 'locale', 'location', 'middle_name', 'short_name'],
};

/** The person who administers the pages: `me` with a user token. */
export const userEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    nodes: ['user'],
    edge: null,
    operation: 'GET /{nodeId}',
    tokens: ['user'],
    run: (call: Call<'user'>) => readNode(call, userShape, call.node.value),
  },
  {
    method: 'GET',
    nodes: ['user'],
    edge: 'accounts',
    operation: 'GET /{objectId}/accounts',
    tokens: ['user'],
    run: (call: Call<'user'>) => readEdge(call, ownPageShape, pagesOf(call), 'accounts'),
  },
  {
    method: 'GET',
    nodes: ['user'],
    edge: 'permissions',
    operation: 'GET /{objectId}/permissions',
    tokens: ['user'],
    run: (call: Call<'user'>) => readEdge(call, permissionShape, permissions, 'permissions'),
  },
];

/** The pages that the calling app is connected to, each once: a Page and its Instagram account are one. */
function pagesOf({ world: { run }, app }: Call): World[] {
  const connected = run.worlds.filter(({ apps, options }) => apps.has(app.id) && !options.platform.hasNumbers);
  return [...new Map(connected.map((world) => [world.options.page.id, world] as const).reverse()).values()].reverse();
}
