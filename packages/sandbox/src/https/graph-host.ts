import { GRAPH_HOSTS } from '../platform/platforms.ts';

/** True for the name of a host of Graph, without a port. */
export function isGraphHost(name: string | undefined): boolean {
  return name !== undefined && GRAPH_HOSTS.includes(name.toLowerCase());
}
