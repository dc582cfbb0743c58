import type { RedisConnection } from './redis-connection.ts';
import type { Script } from './script.ts';

/** One script to run. All keys have the same hash tag. */
export interface ScriptCall {
  readonly script: Script;
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/** The outcome of one call. */
export type ScriptReply = { readonly value: unknown } | { readonly error: unknown };

/** The parts of the connection used here. */
type Caller = Pick<RedisConnection, 'call' | 'pipeline' | 'isCluster'>;

/**
 * Runs scripts concurrently in one round trip: one write for all of them, in a Cluster one per node. A script that
 * Redis does not know (the first time, or after a restart, a fail-over or SCRIPT FLUSH) is sent again with its source
 * in a second round trip. Never rejects.
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

/** Runs one script. @throws The error of ioredis. */
export async function runScript(redis: Caller, call: ScriptCall): Promise<unknown> {
  const [reply] = await runScripts(redis, [call]);
  return resultOf(reply);
}

/** Returns the value of a reply. @throws The error of ioredis. */
export function resultOf(reply: ScriptReply | undefined): unknown {
  if (reply === undefined) throw new Error('Redis left a command without an answer');
  if ('error' in reply) throw reply.error;
  return reply.value;
}

function rest({ keys, args }: ScriptCall): string[] {
  return [String(keys.length), ...keys, ...args];
}

async function send(redis: Caller, commands: string[][]): Promise<ScriptReply[]> {
  // A pipeline of a Cluster must stay on one node, so in a Cluster each command is sent by itself, all at once.
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
