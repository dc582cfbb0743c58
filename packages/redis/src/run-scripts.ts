import type { RedisConnection } from './redis-connection.ts';
import type { Script } from './script.ts';

/** One script to run. All keys have the same hash tag. */
export interface ScriptCall {
  readonly script: Script;
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/** What became of one call. */
export type ScriptReply = { readonly value: unknown } | { readonly error: unknown };

/** What the connection is used for here. */
type Caller = Pick<RedisConnection, 'call' | 'pipeline' | 'isCluster'>;

/**
 * Runs scripts side by side, in one round trip: a write for all of them, in a Cluster one for each node. A script that
 * Redis does not know (the first time, after a restart, a fail-over or SCRIPT FLUSH) is sent along in a second one.
 * Never rejects.
 */
export async function runScripts(redis: Caller, calls: readonly ScriptCall[]): Promise<readonly ScriptReply[]> {
  const replies = await send(
    redis,
    calls.map((call) => ['evalsha', call.script.sha, ...rest(call)]),
  );
  const unknown = replies.flatMap((reply, index) => ('error' in reply && isUnknownScript(reply.error) ? [index] : []));
  if (unknown.length === 0) return replies;

  const again = calls.filter((_, index) => unknown.includes(index));
  const second = await send(
    redis,
    again.map((call) => ['eval', call.script.source, ...rest(call)]),
  );
  return replies.map((reply, index) => second[unknown.indexOf(index)] ?? reply);
}

/** Runs one script. @throws What ioredis throws. */
export async function runScript(redis: Caller, call: ScriptCall): Promise<unknown> {
  const [reply] = await runScripts(redis, [call]);
  return resultOf(reply);
}

/** The value of a reply. @throws What ioredis threw. */
export function resultOf(reply: ScriptReply | undefined): unknown {
  if (reply === undefined) throw new Error('Redis left a command without an answer');
  if ('error' in reply) throw reply.error;
  return reply.value;
}

function rest({ keys, args }: ScriptCall): string[] {
  return [String(keys.length), ...keys, ...args];
}

async function send(redis: Caller, commands: string[][]): Promise<ScriptReply[]> {
  // A pipeline of a Cluster has to stay on one node: there each command finds its own way, all at once.
  if (redis.isCluster === true || commands.length === 1) {
    const sent = commands.map(async ([name = '', ...args]) => redis.call(name, ...args));
    return (await Promise.allSettled(sent)).map((result) =>
      result.status === 'fulfilled' ? { value: result.value } : { error: result.reason },
    );
  }
  try {
    const results = await redis.pipeline(commands).exec();
    return (results ?? []).map(([error, value]) => (error === null ? { value } : { error }));
  } catch (error) {
    return commands.map(() => ({ error }));
  }
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
