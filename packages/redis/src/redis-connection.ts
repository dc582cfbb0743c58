import { OptionError } from '@handover/core';

/**
 * The parts of an ioredis connection that this package uses, version 5 or 6, standalone or Cluster. The caller opens
 * and closes it.
 */
export interface RedisConnection {
  /** True of a Cluster. */
  readonly isCluster?: boolean;
  /** Sends one command. */
  call(command: string, ...args: string[]): Promise<unknown>;
  /** Sends several commands in one write. */
  pipeline(commands: string[][]): { exec(): Promise<[error: Error | null, result: unknown][] | null> };
  /** Cluster only: its connections to single nodes. */
  nodes?(role: 'master'): { call(command: string, ...args: string[]): Promise<unknown> }[];
  /** State changes: `ready` each time it is usable, `error` each time it fails. */
  on(event: 'ready' | 'error', listener: (error?: Error) => void): unknown;
}

/** @throws {OptionError} `given` is not an ioredis connection. */
export function checkConnection(option: string, given: unknown): void {
  const connection = given as Record<string, unknown> | null | undefined;
  const missing = ['call', 'pipeline', 'on'].filter((name) => typeof connection?.[name] !== 'function');
  if (missing.length === 0) return;
  throw new OptionError(
    option,
    `${option} must be a connection of ioredis, such as new Redis('redis://127.0.0.1:6379'): it lacks ${missing.map((name) => `${name}()`).join(', ')}`,
  );
}

/** @throws {OptionError} The prefix is not a string, or would break the hash tags of the keys. */
export function checkPrefix(prefix: unknown): void {
  if (typeof prefix === 'string' && prefix !== '' && !/[{}]/.test(prefix)) return;
  throw new OptionError(
    'prefix',
    'prefix must be a text without braces: the hash tags of Redis Cluster are ours to set',
  );
}

/** @throws {OptionError} The value is not a whole number from `least` to the longest delay of a Node timer. */
export function checkMs(option: string, value: unknown, least: number): void {
  const most = 2 ** 31 - 1;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new OptionError(option, `${option} must be a whole number from ${least} to ${most}`);
}
