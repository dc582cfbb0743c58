import { appEndpoints } from './app-endpoints.ts';
import type { BareEndpoint, Endpoint } from './endpoint.ts';
import { handoverEndpoints } from './handover-endpoints.ts';
import { labelEndpoints } from './label-endpoints.ts';
import type { NodeKind } from './node.ts';
import { numberEndpoints } from './number/number-endpoints.ts';
import { pageToolEndpoints } from './page-tool-endpoints.ts';
import { personaEndpoints } from './persona-endpoints.ts';
import { pictureEndpoint } from './picture.ts';
import { profileEndpoints } from './profile-endpoints.ts';
import { readingEndpoints } from './reading-endpoints.ts';
import { sendEndpoint } from './send-endpoint.ts';
import { subscriptionEndpoints } from './subscription-endpoints.ts';
import { tokenEndpoints } from './token-endpoints.ts';
import { uploadEndpoint } from './upload-endpoint.ts';
import { userEndpoints } from './user-endpoints.ts';
import { userSettingsEndpoints } from './user-settings-endpoints.ts';

/** Every endpoint of a node. */
const endpoints: readonly Endpoint[] = [
  ...handoverEndpoints,
  sendEndpoint,
  ...subscriptionEndpoints,
  ...personaEndpoints,
  ...readingEndpoints,
  ...userEndpoints,
  ...appEndpoints,
  pictureEndpoint,
  ...labelEndpoints,
  ...pageToolEndpoints,
  ...profileEndpoints,
  ...userSettingsEndpoints,
  uploadEndpoint,
  ...numberEndpoints,
];

/** Every path without a node. */
const bareEndpoints: readonly BareEndpoint[] = tokenEndpoints;

/** The endpoint of an edge (null: the node itself) on a kind of node; undefined: there is none. */
export function findEndpoint(method: string, kind: NodeKind, edge: string | null): Endpoint | undefined {
  return endpoints.find((one) => one.method === method && one.edge === edge && one.nodes.includes(kind));
}

/** The endpoint of a path without a node, like `debug_token`; undefined: there is none. */
export function findBareEndpoint(method: string, path: string): BareEndpoint | undefined {
  return bareEndpoints.find((one) => one.method === method && one.path === path);
}

/** An endpoint of this edge on any kind of node. Its schema gives the parameters their types before the node is known. */
export function anyEndpoint(method: string, edge: string | null): Endpoint | undefined {
  return endpoints.find((one) => one.method === method && one.edge === edge);
}
