/** Into how many parts the keys are divided; each is a slot of a Cluster. Changing it makes stores forget. */
export const SHARDS = 64;

/** Names of keys. The hash tag, in braces, is what decides in a Cluster which node has a key. */
export interface Keys {
  /** Which part has this thread, or this event. */
  shardOf(name: string): number;
  /** Who runs an event, and whether it is done: a hash. @param shard Where its part is known. */
  run(id: string, shard?: number): string;
  /** What is known of a thread: a hash. @param shard Where its part is known. */
  thread(thread: string, shard?: number): string;
  /** Threads of an app with changes that nobody has settled, by time: a sorted set for each part. */
  unsettled(app: string, shard: number): string;
  /** A plugin's value for a thread: a hash. */
  value(thread: string, name: string): string;
  /** Stays as long as nobody wipes Redis. */
  marker(shard: number): string;
}

/** The keys under a prefix. */
export function keysUnder(prefix: string): Keys {
  const tagged = (shard: number, rest: string): string => `${prefix}:{${shard}}:${rest}`;
  return {
    shardOf,
    run: (id, shard = shardOf(id)) => tagged(shard, `run:${id}`),
    thread: (thread, shard = shardOf(thread)) => tagged(shard, `thread:${thread}`),
    unsettled: (app, shard) => tagged(shard, `unsettled:${app}`),
    // The length tells where the name ends, whatever stands in it.
    value: (thread, name) => tagged(shardOf(thread), `value:${name.length}:${name}:${thread}`),
    marker: (shard) => tagged(shard, 'marker'),
  };
}

/** The app of a thread's key: all up to the first colon. */
export function appOf(thread: string): string {
  const end = thread.indexOf(':');
  return end < 0 ? thread : thread.slice(0, end);
}

/** FNV-1a: the same part in every process, evenly spread. */
function shardOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % SHARDS;
}
