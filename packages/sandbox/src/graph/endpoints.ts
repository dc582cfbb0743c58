import { appEndpoints } from './apps/app-endpoints.ts';
import { subscriptionEndpoints } from './apps/subscription-endpoints.ts';
import type { BareEndpoint, Endpoint } from './endpoint.ts';
import { handoverEndpoints } from './handover-endpoints.ts';
import { labelEndpoints } from './label-endpoints.ts';
import type { NodeKind } from './nodes/node.ts';
import { pictureEndpoint } from './nodes/picture.ts';
import { downloadEndpoint, mediaEndpoints } from './number/media-endpoints.ts';
import { numberEndpoints } from './number/number-endpoints.ts';
import { pageToolEndpoints } from './page-tool-endpoints.ts';
import { personaEndpoints } from './persona-endpoints.ts';
import { profileEndpoints } from './profile/profile-endpoints.ts';
import { userSettingsEndpoints } from './profile/user-settings-endpoints.ts';
import { readingEndpoints } from './reading-endpoints.ts';
import { sendEndpoint } from './send/send-endpoint.ts';
import { uploadEndpoint } from './send/upload-endpoint.ts';
import { tokenEndpoints } from './tokens/token-endpoints.ts';
import { userEndpoints } from './tokens/user-endpoints.ts';

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
  ...mediaEndpoints,
];

/** Every path without a node. */
const bareEndpoints: readonly BareEndpoint[] = [...tokenEndpoints, downloadEndpoint];

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
