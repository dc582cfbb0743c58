/**
 * The number of shards; each has its own hash tag, so its keys are in one slot of a Cluster. If you change it, stores
 * lose their data.
 */
export const SHARDS = 64;

/** Names of keys. In a Cluster, the hash tag in braces decides which node holds a key. */
export interface Keys {
  /** The shard of this thread or event. */
  shardOf(name: string): number;
  /** The claim and done mark of an event: a hash. @param shard Its shard, if known. */
  run(id: string, shard?: number): string;
  /** The data of a thread: a hash. @param shard Its shard, if known. */
  thread(thread: string, shard?: number): string;
  /** Threads of an app with unsettled changes, by time: a sorted set for each shard. */
  unsettled(app: string, shard: number): string;
  /** A plugin's value for a thread: a hash. */
  value(thread: string, name: string): string;
  /** A key that stays until Redis is wiped. */
  marker(shard: number): string;
}

/** Builds the keys under a prefix. */
export function keysUnder(prefix: string): Keys {
  const tagged = (shard: number, rest: string): string => `${prefix}:{${shard}}:${rest}`;
  return {
    shardOf,
    run: (id, shard = shardOf(id)) => tagged(shard, `run:${id}`),
    thread: (thread, shard = shardOf(thread)) => tagged(shard, `thread:${thread}`),
    unsettled: (app, shard) => tagged(shard, `unsettled:${app}`),
    // The length marks where the name ends, whatever it contains.
    value: (thread, name) => tagged(shardOf(thread), `value:${name.length}:${name}:${thread}`),
    marker: (shard) => tagged(shard, 'marker'),
  };
}

/** The app in a thread's key: the text up to the first colon. */
export function appOf(thread: string): string {
  const end = thread.indexOf(':');
  return end < 0 ? thread : thread.slice(0, end);
}

/** FNV-1a: the same shard in every process, evenly spread. */
function shardOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % SHARDS;
}
