import type { World } from '../../state/world.ts';
import type { Endpoint } from '../endpoint.ts';
import { findEndpoint } from '../endpoints.ts';
import { noSuchField, noSuchObject, unknownPath, unsupported } from '../graph-fault.ts';
import { type GraphNode, resolveNode, typeOf } from '../nodes/node.ts';
import type { Caller } from '../tokens/authorize.ts';

/** What a call is about: the endpoint with the node of its path. */
export interface Target {
  endpoint: Endpoint;
  node: GraphNode;
}

/** The newest version of Graph that the sandbox knows (Graph API changelog, November 4, 2026). */
const NEWEST_VERSION = 27;
/** Versions released after this sandbox are accepted too, up to this one. Higher ones are typing errors. */
const LAST_VERSION = NEWEST_VERSION + 10;

/**
 * Splits a path into its version, like `/v25.0`, and the rest. What looks like a version and is none stays in the rest,
 * where it is an unknown path.
 */
export function splitVersion(path: string): { versionPath: string; path: string } {
  // Some libraries join host and path with a slash too many.
  const single = path.replace(/\/{2,}/g, '/');
  const [versionPath = '', major = '', minor = ''] = /^\/v(\d+)\.(\d+)(?=\/|$)/.exec(single) ?? [];
  const isKnown = versionPath !== '' && isVersion(Number(major), Number(minor));
  return isKnown ? { versionPath, path: single.slice(versionPath.length) || '/' } : { versionPath: '', path: single };
}

/** Versions 2 and 3 had minor numbers (Graph API changelog). */
function isVersion(major: number, minor: number): boolean {
  if (major === 2) return minor <= 12;
  if (major === 3) return minor <= 3;
  return major >= 1 && major <= LAST_VERSION && minor === 0;
}

/** The parts of a path, decoded. */
export function partsOf(path: string): string[] {
  return path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
}

/**
 * The endpoint behind a path, and its node.
 *
 * @throws {GraphFault} 2500: unknown path. 803, 100/33: unknown node. 100: the node has no such edge.
 */
export function locate(world: World, caller: Caller | undefined, method: string, path: string): Target {
  const [id = '', edge = null, ...rest] = partsOf(path);
  if (id === '') throw unsupported(method);
  // Such as `/2.11/me/feed` or `/v99.0/me`: a version that is none (koala#611).
  if (/^v?\d+\.\d/.test(id)) throw unknownPath(edge === null ? [id] : [edge, ...rest]);
  const node = resolveNode(world, caller, id, method);
  if (rest.length > 0) throw unknownPath(rest);
  const endpoint = findEndpoint(method, node.kind, edge);
  if (endpoint) return { endpoint, node };
  if (edge === null || method !== 'GET') throw noSuchObject(method, id);
  throw noSuchField(edge, typeOf(world, node));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return part;
  }
}
